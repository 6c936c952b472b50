import { randomBytes } from 'node:crypto';
import { resolve } from 'node:path';
import { EXCHANGES } from '@robata/market';
import { isDataFolder, openDataFolder } from '@robata/tournament';
import type { Command } from '../command.ts';
import { DEFAULT_DEMONSTRATION, type DemonstrationMode, MODE_DOCUMENT } from '../demonstration/mode.ts';
import type { FeedMode } from '../demonstration/feed.ts';
import { exchangeOf } from '../exchangeOf.ts';
import { assertFreePort, host, portOf } from '../host.ts';
import { loadPanel, minimumDaysOf } from '../loadMarket.ts';
import { webFolder } from '../webFolder.ts';
import { type Options, type OptionSpec, readOptions } from '../options.ts';
import { UsageError } from '../usageError.ts';

const OPTIONS = {
  data: { type: 'string', value: 'DIR', help: 'the data folder (default: ROBATA_DATA, then ./.robata)' },
  database: { type: 'string', value: 'URL', help: 'keep it in this PostgreSQL (default: DATABASE_URL)' },
  port: { type: 'number', integer: true, minimum: 0, maximum: 65_535, help: 'default: PORT, then 8080' },
  host: { type: 'string', value: 'H', help: 'address to listen on (default 127.0.0.1: this machine only)' },
  universe: {
    type: 'number',
    integer: true,
    minimum: 100,
    maximum: 5000,
    help: 'stocks of the generated market (default 500)',
  },
  rounds: {
    type: 'number',
    integer: true,
    minimum: 1,
    maximum: 1000,
    help: 'weekly rounds played before it goes live (default 104)',
  },
  models: { type: 'number', integer: true, minimum: 2, maximum: 500, help: 'participants (default 20)' },
  signals: {
    type: 'number',
    integer: true,
    minimum: 0,
    maximum: 12,
    help: 'participants with their own data, by ticker; 0: no Signals part (default 5)',
  },
  prices: {
    type: 'string',
    help: 'daily prices that a vendor goes on delivering into this file, in place of a generated market',
  },
  labels: { type: 'string', help: 'sector, industry, country and name by ticker, with --prices' },
  fundamentals: { type: 'string', help: 'reports by the day they were filed, with --prices' },
  'short-interest': { type: 'string', help: 'short interest by the day it was first seen, with --prices' },
  exchange: {
    type: 'string',
    value: 'MIC',
    help: `whose trading days --prices follows: ${EXCHANGES.join(', ')} (default XNYS)`,
  },
  'grace-minutes': {
    type: 'number',
    integer: true,
    minimum: 0,
    maximum: 10_000,
    help: 'after the close until a day of --prices counts as late (default 360)',
  },
  'minimum-coverage': {
    type: 'number',
    minimum: 0,
    maximum: 1,
    help: 'share of the universe that a day of --prices must have; else it waits for a fuller file or an operator (default .98)',
  },
  'day-seconds': {
    type: 'number',
    minimum: 0.05,
    maximum: 86_400,
    help: 'real seconds per trading day when live (default 15; with --prices the times of the calendar)',
  },
  threads: { type: 'number', integer: true, minimum: 1, maximum: 64, help: 'for scores and contributions (default 2)' },
  'no-work': { type: 'boolean', help: 'leave the jobs to robata worker (with --database only)' },
} as const satisfies Record<string, OptionSpec>;

/** Beside the season's own thread: the scores of the rounds under way are most of its work. The results do not depend on it. */
const THREADS = 2;

export const startCommand: Command = {
  name: 'start',
  summary: 'play a demonstration tournament, then serve it live',
  options: OPTIONS,
  async run(words) {
    const given = readOptions('start', OPTIONS, words);
    const folder = given.data ?? process.env['ROBATA_DATA'] ?? '.robata';
    const port = portOf(given.port);
    const address = given.host ?? '127.0.0.1';
    const feed = feedOf(given);
    await assertFreePort(address, port);
    // Before the data folder is made: files that cannot be used are told of now.
    if (feed !== null && !isDataFolder(folder)) {
      const exchange = given.exchange === undefined ? undefined : feed.exchange;
      const { panel } = await loadPanel(feed, { minimumDays: minimumDaysOf('weekly'), exchange });
      if ((panel.exchange ?? feed.exchange) !== feed.exchange) {
        throw new UsageError(
          `robata start: most labels name ${panel.exchange}, and without --exchange the feed would follow ${feed.exchange}: add --exchange ${panel.exchange}.`,
        );
      }
    }
    const web = webFolder();
    const place = await openDataFolder(folder, given.database ?? process.env['DATABASE_URL'] ?? null);
    try {
      const kept = (await place.storage.document(MODE_DOCUMENT)) as DemonstrationMode | null;
      const hasRounds = (await place.storage.rounds()).length > 0;
      if (kept === null && !hasRounds) {
        const mode: DemonstrationMode = {
          ...DEFAULT_DEMONSTRATION,
          universe: given.universe ?? DEFAULT_DEMONSTRATION.universe,
          rounds: given.rounds ?? DEFAULT_DEMONSTRATION.rounds,
          models: given.models ?? DEFAULT_DEMONSTRATION.models,
          signals: given.signals ?? DEFAULT_DEMONSTRATION.signals ?? 0,
          daySeconds: given['day-seconds'] ?? DEFAULT_DEMONSTRATION.daySeconds,
          ...(feed !== null && {
            key: randomBytes(32).toString('base64url'),
            feed: { ...feed, isPaced: given['day-seconds'] !== undefined },
          }),
        };
        await place.storage.transaction((writer) => writer.putDocument(MODE_DOCUMENT, mode));
        console.log(
          feed === null
            ? 'Robata plays a demonstration season on a generated market; the page shows how far it is.'
            : `Robata plays the past of ${feed.prices} and goes on with each day that is delivered there.`,
        );
        if (given.database === undefined && process.env['DATABASE_URL'] === undefined) {
          console.log(
            'Its database is PGlite in the data folder: safe when the process dies, not when the power does. Use DATABASE_URL for more than a demonstration.',
          );
        }
      } else if (kept !== null && given['day-seconds'] !== undefined && given['day-seconds'] !== kept.daySeconds) {
        const daySeconds = given['day-seconds'];
        await place.storage.transaction((writer) => writer.putDocument(MODE_DOCUMENT, { ...kept, daySeconds }));
      }
      const coverage = given['minimum-coverage'];
      if (kept?.feed !== undefined && coverage !== undefined && coverage !== kept.feed.minimumCoverage) {
        await place.storage.transaction(async (writer) => {
          const now = (await writer.document(MODE_DOCUMENT)) as DemonstrationMode;
          const mode = { ...now, ...(now.feed !== undefined && { feed: { ...now.feed, minimumCoverage: coverage } }) };
          await writer.putDocument(MODE_DOCUMENT, mode);
        });
      }
      for (const option of ['universe', 'rounds', 'models', 'signals'] as const) {
        if (kept === null || given[option] === undefined || given[option] === (kept[option] ?? 0)) continue;
        console.log(
          `${folder} was begun with --${option} ${kept[option] ?? 0} and goes on with it; name another folder to begin anew.`,
        );
      }
      await host({
        place,
        folder,
        host: address,
        port,
        works: !given['no-work'],
        threads: given.threads ?? THREADS,
        web,
      });
    } finally {
      await place.close();
    }
    return 0;
  },
};

const GRACE_MINUTES = 360;

/** The vendor's files, by whole paths: what is begun here goes on from wherever it is started again. */
function feedOf(given: Options<typeof OPTIONS>): FeedMode | null {
  const { prices, exchange = 'XNYS' } = given;
  const path = (file: string | undefined): string | undefined => (file === undefined ? undefined : resolve(file));
  const coverage = given['minimum-coverage'];
  if (prices === undefined) {
    const without = (['labels', 'fundamentals', 'short-interest', 'exchange', 'grace-minutes'] as const).find(
      (option) => given[option] !== undefined,
    );
    if (without === undefined) return null;
    throw new UsageError(`robata start: --${without} belongs to a price file; name it with --prices.`);
  }
  return {
    prices: resolve(prices),
    labels: path(given.labels),
    fundamentals: path(given.fundamentals),
    shortInterest: path(given['short-interest']),
    exchange: exchangeOf('start', exchange),
    graceMinutes: given['grace-minutes'] ?? GRACE_MINUTES,
    ...(coverage !== undefined && { minimumCoverage: coverage }),
  };
}
