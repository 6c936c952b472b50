import {
  compareDeliveries,
  type DeliveryComparison,
  EXCHANGES,
  type Incident,
  restatementIncidents,
} from '@robata/market';
import { join } from 'node:path';
import type { FeedView } from '@robata/tournament';
import { deprecate, isDataFolder } from '@robata/tournament/folder';
import { type Command, helpOf } from '../command.ts';
import { exchangeOf } from '../exchangeOf.ts';
import { type LoadedMarket, loadPanel } from '../loadMarket.ts';
import { type Options, type OptionSpec, readOptions } from '../options.ts';
import { splitWords } from '../positional.ts';
import { textTable } from '../textTable.ts';
import { UsageError } from '../usageError.ts';
import { withOperator } from './admin/operatorChannel.ts';

const OPTIONS = {
  against: {
    type: 'string',
    help: 'an earlier delivery of the same market: what the newer one says otherwise of its rows',
  },
  labels: { type: 'string', help: 'sector, industry, country and name by ticker' },
  exchange: {
    type: 'string',
    value: 'MIC',
    help: `with check: whose trading days the file follows: ${EXCHANGES.join(', ')} (default: that of most labels, or XNYS)`,
  },
  use: { type: 'string', value: 'V', help: 'with deprecate: the version that takes its place' },
  until: { type: 'day', help: 'with deprecate: the last day on which it is still there (default: not decided)' },
  why: { type: 'string', value: 'TEXT', help: 'with deprecate: a sentence for those who use it' },
  reason: { type: 'string', value: 'TEXT', help: 'with skip, accept, real: why; it is published with the decision' },
  undo: { type: 'boolean', help: 'with skip, accept, real: take it back, as long as no later day is played' },
  data: {
    type: 'string',
    value: 'DIR',
    help: 'the data folder, but for check (default: ROBATA_DATA, then ./.robata)',
  },
  database: {
    type: 'string',
    value: 'URL',
    help: 'with feed, skip, accept, real: the PostgreSQL that holds the tournament (default: DATABASE_URL)',
  },
  json: { type: 'boolean', help: 'print the answer as one JSON object' },
} as const satisfies Record<string, OptionSpec>;

const SUMMARY =
  'check a delivery of prices; decide of days that a feed lacks and moves that it holds back; deprecate a version of the data set';
/** Incidents that are printed one by one; --json gives all. */
const TOLD = 40;

export const dataCommand: Command = {
  name: 'data',
  summary: SUMMARY,
  options: OPTIONS,
  help: () =>
    [
      'robata data check FILE             say what the health rules find in a file of daily prices',
      'robata data check NEW --against OLD   and how it differs from what was delivered before',
      'robata data feed                   what a market that is fed by files waits for, and what it holds back',
      'robata data skip 2026-11-20        go on without a trading day whose data will never come',
      'robata data accept 2026-11-20      play a thin day as it is',
      'robata data real 2026-11-20 ACME   a move that is held back as a possible split is real',
      'robata data deprecate v1.0 --use v1.1   say that a version of the data set goes',
      helpOf({ name: 'data', summary: SUMMARY, options: OPTIONS }).split('\n').slice(1).join('\n'),
    ].join('\n'),
  async run(words) {
    const { values, rest } = splitWords(OPTIONS, words);
    const given = readOptions('data', OPTIONS, rest);
    const [verb, file, ...more] = values;
    if (verb === 'feed' && values.length === 1) return showFeed(given);
    if (isDecision(verb)) return decide(verb, values.slice(1), given);
    if (verb === 'deprecate' && file !== undefined && more.length === 0) return deprecateVersion(file, given);
    if (verb !== 'check' || file === undefined || file === '' || more.length > 0) {
      throw new UsageError(
        'robata data: name one file to check, as in robata data check prices.parquet --against yesterday.parquet.',
      );
    }
    const filesOf = (prices: string) => ({
      prices,
      labels: given.labels,
      fundamentals: undefined,
      shortInterest: undefined,
    });
    const { exchange: mic } = given;
    const options = { exchange: mic === undefined ? undefined : exchangeOf('data', mic) };
    const next = await loadPanel(filesOf(file), options);
    const used = given.against === undefined ? null : await loadPanel(filesOf(given.against), options);
    const comparison = used === null ? null : compareDeliveries(used.panel, next.panel);
    const restated =
      comparison === null || used === null ? [] : restatementIncidents(comparison, { days: used.panel.days });
    console.log(
      given.json === true
        ? JSON.stringify(answerOf(next, comparison, restated))
        : textOf(next, comparison, restated, given.against ?? ''),
    );
    const serious = restated.filter(({ severity }) => severity !== 'info');
    if (serious.length === 0) return 0;
    throw new UsageError(
      `${next.source}: it restates rows of ${given.against} in ${serious.length} ${serious.length === 1 ? 'incident' : 'incidents'}; ask the vendor, or let a tournament that is fed with it decide round by round.`,
    );
  },
};

/** What operators decide of a feed, with the words that name it. */
const DECISIONS = { skip: ['day'], accept: ['day'], real: ['day', 'security'] } as const;
const isDecision = (verb: string | undefined): verb is keyof typeof DECISIONS => Object.hasOwn(DECISIONS, verb ?? '');

/** Through the running server, or on the database where none runs. */
const send = (given: Options<typeof OPTIONS>, words: string, input: object): Promise<unknown> =>
  withOperator(
    'data',
    given.data ?? process.env['ROBATA_DATA'] ?? '.robata',
    given.database ?? process.env['DATABASE_URL'] ?? null,
    (channel) => channel(words, input, undefined),
  );

async function decide(
  verb: keyof typeof DECISIONS,
  values: readonly string[],
  given: Options<typeof OPTIONS>,
): Promise<number> {
  const names = DECISIONS[verb];
  if (values.length !== names.length) {
    const example = verb === 'real' ? '2026-11-20 ACME' : '2026-11-20';
    throw new UsageError(`robata data ${verb}: name ${names.join(' and ')}, as in robata data ${verb} ${example}.`);
  }
  const answer = (await send(given, `data ${verb}`, {
    ...Object.fromEntries(names.map((name, at) => [name, values[at]])),
    ...(given.reason !== undefined && { reason: given.reason }),
    ...(given.undo === true && { undo: true }),
  })) as { readonly message: string };
  console.log(given.json === true ? JSON.stringify(answer) : answer.message);
  return 0;
}

async function showFeed(given: Options<typeof OPTIONS>): Promise<number> {
  const view = (await send(given, 'data feed', {})) as FeedView;
  console.log(given.json === true ? JSON.stringify(view) : textOfFeed(view));
  return 0;
}

function textOfFeed({ feed, decisions }: FeedView): string {
  if (feed === null)
    return 'No file of prices is waited for: this tournament still plays its past, or is not fed by files.';
  const { last, delivered, fault, held } = feed;
  const pending = ({ skipped, accepted, real }: FeedView['decisions']): string[] => [
    ...skipped.filter(({ day }) => day > last).map(({ day, by }) => `${day} is skipped (${by}).`),
    ...accepted.filter(({ day }) => day > last).map(({ day, by }) => `${day} is played as thin as it is (${by}).`),
    ...real
      .filter(({ from }) => from === null)
      .map(({ security, day, by }) => `The move of ${security} on ${day} is real (${by}).`),
  ];
  return [
    `Played up to ${last}; delivered after it: ${delivered.length === 0 ? 'nothing' : delivered.join(', ')}.`,
    fault === null ? 'Nothing is missing.' : fault.why,
    ...(held.length === 0
      ? []
      : [
          '',
          'Held back as possible splits:',
          textTable([
            ['security', 'ticker', 'day', 'times its price before'],
            ...held.map(({ security, ticker, day, ratio }) => [security, ticker, day, ratio.toPrecision(3)]),
          ]),
        ]),
    ...pending(decisions),
  ].join('\n');
}

/** A running server reads it with its next answer. */
async function deprecateVersion(version: string, given: Options<typeof OPTIONS>): Promise<number> {
  const folder = given.data ?? process.env['ROBATA_DATA'] ?? '.robata';
  if (given.use === undefined || given.why === undefined) {
    throw new UsageError('robata data deprecate: say what to use with --use, and why with --why.');
  }
  if (!isDataFolder(folder)) {
    throw new UsageError(`robata data deprecate: ${folder} holds no tournament; name its folder with --data.`);
  }
  await deprecate(join(folder, 'datasets'), {
    version,
    use: given.use,
    since: new Date().toISOString().slice(0, 10),
    until: given.until ?? null,
    sentence: given.why,
  });
  console.log(
    `${version} is deprecated: ${given.use} takes its place. Its files say so in their headers, and the page Data.`,
  );
  return 0;
}

const countsOf = (incidents: readonly Incident[]) =>
  [...Map.groupBy(incidents, ({ rule }) => rule)]
    .map(([rule, found]) => ({
      rule,
      severity: (found[0] as Incident).severity,
      incidents: found.length,
      rows: found.reduce((sum, { rows }) => sum + rows, 0),
    }))
    .sort((a, b) => b.incidents - a.incidents || (a.rule < b.rule ? -1 : 1));

function answerOf(next: LoadedMarket, comparison: DeliveryComparison | null, restated: readonly Incident[]) {
  const { panel, incidents, source } = next;
  return {
    file: source,
    securities: panel.securities.length,
    days: panel.days.length,
    from: panel.days[0] ?? null,
    to: panel.days.at(-1) ?? null,
    rules: countsOf(incidents),
    incidents,
    ...(comparison !== null && { restatement: { ...comparison, incidents: restated } }),
  };
}

function textOf(
  next: LoadedMarket,
  comparison: DeliveryComparison | null,
  restated: readonly Incident[],
  against: string,
): string {
  const { panel, incidents, source } = next;
  const rows = countsOf(incidents).map((each) => [each.rule, each.severity, String(each.incidents), String(each.rows)]);
  const lines = [
    `${source}: ${panel.securities.length} securities, ${panel.days.length} trading days from ${panel.days[0]} to ${panel.days.at(-1)}.`,
    '',
    ...(rows.length === 0
      ? ['No rule found anything.']
      : [textTable([['rule', 'severity', 'incidents', 'rows'], ...rows])]),
  ];
  if (comparison === null) return lines.join('\n');
  const { appended, added } = comparison;
  return [
    ...lines,
    '',
    `Against ${against}: ${appended.length} new days, ${added.length} new securities, ${comparison.rows.length} restated rows.`,
    ...restated.slice(0, TOLD).map(({ severity, message }) => `${severity.padEnd(8)} ${message}`),
    ...(restated.length > TOLD ? [`and ${restated.length - TOLD} more: --json gives all.`] : []),
  ].join('\n');
}
