import { createGeneratedMarket, EXCHANGES, plantedEdge } from '@robata/market';
import type { PlayedSeason } from '@robata/season';
import {
  assertPlayable,
  endlessMarket,
  type MarketSource,
  type SeasonSettings,
  stopwatch,
} from '@robata/season/source';
import { openDataFolder } from '@robata/tournament/folder';
import {
  checkRules,
  configOf,
  robata1,
  robataSignals1,
  rulesOf,
  type TournamentConfig,
} from '@robata/tournament/rules';
import type { Command } from '../command.ts';
import { exchangeOf } from '../exchangeOf.ts';
import { loadMarket } from '../loadMarket.ts';
import { readJsonNow } from './admin/readJsonNow.ts';
import { type Options, type OptionSpec, readOptions } from '../options.ts';
import { seasonKey } from '../seasonKey.ts';
import { UsageError } from '../usageError.ts';

const OPTIONS = {
  prices: { type: 'string', help: 'daily prices, CSV or Parquet: date, ticker, close and what else there is' },
  generated: { type: 'boolean', help: 'play on a generated market instead of prices' },
  labels: { type: 'string', help: 'sector, industry, country and name by ticker' },
  fundamentals: { type: 'string', help: 'reports by the day they were filed' },
  'short-interest': { type: 'string', help: 'short interest by the day it was first seen' },
  exchange: {
    type: 'string',
    value: 'MIC',
    help: `whose trading days --prices follows: ${EXCHANGES.join(', ')} (default: that of most labels, or XNYS)`,
  },
  from: { type: 'day', help: 'first era date of a round (default: as soon as 26 eras can be learned from)' },
  to: { type: 'day', help: 'last era date of a round' },
  universe: {
    type: 'number',
    integer: true,
    minimum: 20,
    maximum: 10_000,
    help: 'stocks in the universe (default 1000)',
  },
  rounds: { type: 'number', integer: true, minimum: 1, maximum: 10_000, help: 'at most so many rounds' },
  models: {
    type: 'number',
    integer: true,
    minimum: 0,
    maximum: 1000,
    help: 'participants (default 30); 0 with --signals: those with their own data alone',
  },
  signals: {
    type: 'number',
    integer: true,
    minimum: 0,
    maximum: 12,
    help: 'participants with their own data, by ticker (default 0; 6 with --short-interest)',
  },
  schedule: { type: 'string', value: 'weekly|daily', help: 'how often a round begins (default weekly)' },
  seed: {
    type: 'number',
    integer: true,
    minimum: 0,
    maximum: 2 ** 32 - 1,
    help: 'of everything that is drawn (default 1)',
  },
  threads: {
    type: 'number',
    integer: true,
    minimum: 1,
    maximum: 64,
    help: 'this one and those that score the rounds; the result is the same (default 2)',
  },
  rules: {
    type: 'string',
    value: 'FILE',
    help: 'JSON with the rules that differ from robata-1, as robata admin configuration takes them',
  },
  'alpha-factor': {
    type: 'string',
    value: 'on|off',
    help: "the meta model's own direction as a risk factor (default on)",
  },
  data: { type: 'string', value: 'DIR', help: 'keep the season in this folder; robata serve shows it' },
  database: { type: 'string', value: 'URL', help: 'keep it in this PostgreSQL (default: DATABASE_URL)' },
  json: { type: 'boolean', help: 'print the result as one JSON object' },
} as const satisfies Record<string, OptionSpec>;

type Given = Options<typeof OPTIONS>;

const GENERATED_START = '2015-01-02';
const DEFAULT_ROUNDS_GENERATED = 52;
const SIGNALS_OF_SHORT_INTEREST = 6;

export const seasonCommand: Command = {
  name: 'season',
  summary: 'play a whole tournament over past or generated prices',
  options: OPTIONS,
  async run(words) {
    const given = readOptions('season', OPTIONS, words);
    const watch = stopwatch();
    const settings = settingsOf(given);
    const source = await watch.timeAsync('import', () => sourceOf(given, settings));
    if (!source.isEndless) assertPlayable(source.panelWith(0), settings);
    // Only now: files and words that are refused need nothing of what plays a season.
    const { playSeason, treeFitting } = await import('@robata/season');
    const { replayingStorage, scoringService } = await import('@robata/tournament');
    const place = await placeOf(given);
    try {
      const threads = given.threads ?? 2;
      const scoring = scoringService(threads, settings.config.contribution);
      const fitting = treeFitting(threads);
      try {
        const report = await playSeason({
          source,
          settings,
          watch,
          scoring,
          fitting,
          storage: await replayingStorage(place.storage),
          blobs: place.blobs,
          datasetFolder: place.datasetFolder,
          onProgress: given.json || !process.stderr.isTTY ? undefined : showProgress,
        });
        const played = { ...report, ...resourcesUsed() };
        console.log(given.json ? JSON.stringify(played) : textOf(played));
      } finally {
        await fitting.stop();
        await scoring.stop();
      }
    } finally {
      await place.close();
    }
    return 0;
  },
};

function settingsOf(given: Given): SeasonSettings {
  const schedule = given.schedule ?? 'weekly';
  if (schedule !== 'weekly' && schedule !== 'daily') {
    throw new UsageError(`robata season: --schedule takes weekly or daily and was given '${schedule}'.`);
  }
  const alpha = given['alpha-factor'] ?? 'on';
  if (alpha !== 'on' && alpha !== 'off') {
    throw new UsageError(`robata season: --alpha-factor takes on or off and was given '${alpha}'.`);
  }
  if (given.from !== undefined && given.to !== undefined && given.from > given.to) {
    throw new UsageError(`robata season: --from ${given.from} lies after --to ${given.to}; exchange them.`);
  }
  const config: TournamentConfig = {
    ...robata1,
    schedule,
    universeSize: given.universe ?? 1000,
    alphaFactor: alpha === 'on',
    // A generated market has no licence to keep; of prices that somebody owns nothing is published that could show them.
    kits: given.generated ? 'values' : 'own',
  };
  const signals = given.signals ?? (given['short-interest'] === undefined ? 0 : SIGNALS_OF_SHORT_INTEREST);
  const models = given.models ?? 30;
  const key = seasonKey(process.env);
  if (models + signals === 0) {
    throw new UsageError('robata season: --models 0 leaves nobody; give --signals N or more models.');
  }
  const joint: TournamentConfig = signals === 0 ? config : { ...config, signals: robataSignals1 };
  return {
    config: withRules(joint, given.rules),
    seed: given.seed ?? 1,
    ...(key !== undefined && { key }),
    models,
    ...(signals > 0 && { signals }),
    // Whoever brings its own data learns nothing from ours.
    ...(models === 0 && { trainingEras: 0 }),
    from: given.from ?? null,
    to: given.to ?? null,
    rounds: given.rounds ?? (given.generated ? DEFAULT_ROUNDS_GENERATED : null),
  };
}

/** The configuration with the rules of a file put over it; it stays the tournament's first one. */
function withRules(first: TournamentConfig, path: string | undefined): TournamentConfig {
  if (path === undefined) return first;
  const { rules, faults } = checkRules(readJsonNow(path, 'rules'), rulesOf(first), first);
  const [fault] = faults;
  if (fault !== undefined) throw new UsageError(`robata season: ${path}, ${fault.field}: ${fault.sentence}`);
  return configOf(rules, { first, version: first.version, policyVersion: first.payoutPolicy.version + 1 });
}

async function sourceOf(given: Given, settings: SeasonSettings): Promise<MarketSource> {
  if (given.generated === (given.prices !== undefined)) {
    throw new UsageError('robata season: name a price file with --prices, or take --generated (one of the two).');
  }
  if (given.prices === undefined) {
    const market = createGeneratedMarket({
      seed: settings.seed,
      securities: Math.ceil(settings.config.universeSize * 1.1),
      startDate: GENERATED_START,
    });
    return endlessMarket(
      market,
      `A generated market of ${settings.config.universeSize} stocks.`,
      plantedEdge.description,
    );
  }
  return loadMarket(
    {
      prices: given.prices,
      labels: given.labels,
      fundamentals: given.fundamentals,
      shortInterest: given['short-interest'],
    },
    settings.config.schedule,
    given.exchange === undefined ? undefined : exchangeOf('season', given.exchange),
  );
}

async function placeOf(given: Given) {
  const folder = given.data ?? process.env['ROBATA_DATA'];
  const url = given.database ?? process.env['DATABASE_URL'] ?? null;
  if (folder !== undefined) return openDataFolder(folder, url);
  const { memoryBlobs, memoryStorage, openPostgres } = await import('@robata/tournament');
  const storage = url === null ? memoryStorage() : await openPostgres(url);
  return { storage, blobs: memoryBlobs(), datasetFolder: null, close: () => storage.close() };
}

function showProgress({ fraction, message }: { fraction: number; message: string }): void {
  process.stderr.write(`\r${(100 * fraction).toFixed(0).padStart(3)} %  ${message}\u001b[K`);
}

interface ResourcesUsed {
  /** Of all threads of this process. */
  readonly cpuSeconds: number;
  /** Since the process began. */
  readonly wallSeconds: number;
  readonly peakMemoryMb: number;
}

function resourcesUsed(): ResourcesUsed {
  const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
  return {
    cpuSeconds: Math.round((userCPUTime + systemCPUTime) / 1e4) / 100,
    wallSeconds: Math.round(100 * process.uptime()) / 100,
    peakMemoryMb: Math.round(maxRSS / 1024),
  };
}

const listOf = (seconds: Readonly<Record<string, number>>): string =>
  Object.entries(seconds)
    .sort(([, a], [, b]) => b - a)
    .map(([stage, spent]) => `${stage} ${spent.toFixed(1)}`)
    .join(', ');

function textOf(report: PlayedSeason & ResourcesUsed): string {
  const number = (value: number | null, places = 4): string => (value === null ? '' : value.toFixed(places));
  const rows = report.leaderboard.map((row) => [
    String(row.rank),
    row.model,
    row.kind,
    String(row.rounds),
    number(row.corr),
    number(row.mmc),
    number(row.fnc),
    row.tc === null ? '' : `${number(row.tc)} ± ${number(row.tcStandardError)}`,
    Number(row.stake).toFixed(2),
    Number(row.payout).toFixed(2),
  ]);
  const table = [['', 'model', 'kind', 'rounds', 'corr', 'mmc', 'fnc', 'tc', 'stake', 'payout'], ...rows];
  const widths = table[0]?.map((_, column) => Math.max(...table.map((row) => row[column]?.length ?? 0))) ?? [];
  const lines = table.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
  return [
    ...lines,
    '',
    `${report.rounds} rounds, ${report.resolved} resolved; optimizer: ${report.optimizer.solved} solved, ${report.optimizer.relaxed} relaxed, ${report.optimizer.failed} failed, worst residual ${report.optimizer.worstResidual.toExponential(1)}`,
    `ledger ${report.ledger.conserved ? 'conserved' : 'NOT CONSERVED'}: deposited ${report.ledger.deposited}, paid ${report.ledger.paid}, burned ${report.ledger.burned}`,
    `${report.wallSeconds.toFixed(1)} s, ${report.cpuSeconds.toFixed(1)} s of CPU in all threads, at most ${report.peakMemoryMb} MB; by stage: ${listOf(report.seconds)}; other threads: ${listOf(report.otherThreads) || 'none'}`,
    `digest ${report.digest}`,
  ].join('\n');
}
