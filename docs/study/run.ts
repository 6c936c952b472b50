/**
 * The TC study on real data. Answers seven questions about True Contribution from one played season, and writes the tables of README.md,
 * results.jsonl and the plots beside it.
 *
 *   npm run study -- [--prices FILE [--labels FILE]] [--out DIR] [--only 1,4] [--universe 2000] [--models 36] [--quick]
 *
 * The season and each answer are kept in DIR: a run that was stopped goes on where it was, `--only` answers again; after a change of the
 * code name another DIR. With other than the full settings the tables are printed, and the plots stay in DIR.
 */
import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { buildPanel, importLabels, importPrices, type MarketPanel } from '@robata/market';
import { realPanel } from '../sanity/realPanel.ts';
import { findingsText, QUESTIONS, runStudy, type StudyPlan, toldBy, withTables } from './study.ts';

/** Finance-defaults §5 to §7: 186 weekly rounds. */
const FULL: StudyPlan = {
  source: 'us_daily_2021_2026',
  universe: 2000,
  models: 36,
  from: '2022-12-30',
  to: '2026-07-17',
  draws: 100,
  every: 2,
};
/** Says whether everything runs. */
const QUICK: StudyPlan = {
  source: 'us_daily_2021_2026',
  universe: 300,
  models: 12,
  from: '2023-03-30',
  to: '2024-03-30',
  draws: 20,
  every: 4,
};

const { values } = parseArgs({
  options: {
    prices: { type: 'string' },
    labels: { type: 'string' },
    out: { type: 'string', default: join(tmpdir(), 'robata-study') },
    only: { type: 'string' },
    universe: { type: 'string' },
    models: { type: 'string' },
    quick: { type: 'boolean', default: false },
  },
});

const wholeNumber = (name: string, text: string | undefined, least: number, otherwise: number): number => {
  const value = text === undefined ? otherwise : Number(text);
  if (!(Number.isInteger(value) && value >= least))
    throw new RangeError(`--${name} needs a whole number from ${least} on`);
  return value;
};
const base = values.quick ? QUICK : FULL;
const plan: StudyPlan = {
  ...base,
  ...(values.prices !== undefined && {
    source: `${values.prices}, ${statSync(values.prices).size} bytes`,
    from: null,
    to: null,
  }),
  universe: wholeNumber('universe', values.universe, 100, base.universe),
  // The planted participant is the eleventh, the whale the twelfth.
  models: wholeNumber('models', values.models, 12, base.models),
};
const only = values.only?.split(',').map(Number) ?? null;
const unknown = only?.find((number) => !QUESTIONS.some((question) => question.number === number));
if (unknown !== undefined) throw new RangeError(`there is no such question: ${values.only}`);

async function loadPanel(): Promise<MarketPanel> {
  if (values.prices === undefined) {
    const panel = await realPanel();
    if (panel === null)
      throw new Error('The reference panel is not on this machine (see ROBATA_SHARED): name prices with --prices.');
    return panel;
  }
  const labels = values.labels === undefined ? undefined : await importLabels(values.labels);
  return buildPanel(await importPrices(values.prices), labels === undefined ? {} : { labels }).panel;
}

const say = (line: string): void => {
  const seconds = process.cpuUsage().user / 1e6;
  console.error(`${seconds.toFixed(0).padStart(5)} CPU-s  ${line}`);
};
const findings = await runStudy({ folder: values.out, plan, only, loadPanel, say });
const { tables, plots } = toldBy(findings);
const isFull =
  JSON.stringify(plan) === JSON.stringify(FULL) &&
  QUESTIONS.every(({ number }) => findings.questions[number] !== undefined);
const folder = isFull ? import.meta.dirname : values.out;
mkdirSync(join(folder, 'plots'), { recursive: true });
for (const [name, picture] of Object.entries(plots)) writeFileSync(join(folder, 'plots', `${name}.svg`), picture);
if (isFull) {
  writeFileSync(join(folder, 'results.jsonl'), findingsText(findings));
  const page = join(folder, 'README.md');
  writeFileSync(page, withTables(readFileSync(page, 'utf8'), tables));
  say(`written: ${page}`);
} else {
  for (const [name, text] of Object.entries(tables)) console.log(`### ${name}\n\n${text}\n`);
}
