import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { deserialize, serialize } from 'node:v8';
import type { Matrix } from '@robata/kernels';
import { type Era, forwardReturns, type MarketPanel, prepareTargets, targetManifest } from '@robata/market';
import { type AlphaFactorHistory, gaussianizedPredictions, metaModelOf, type RiskModel } from '@robata/portfolio';
import { corrWithMetaModel, featureExposures, normalScores, summarizeExposures } from '@robata/scoring';
import { playSeason, recordedMarket } from '@robata/season';
import {
  type ClosingInput,
  memoryBlobs,
  memoryStorage,
  robata1,
  scoringService,
  type StorageReader,
} from '@robata/tournament';

/** What is played. */
export interface StudyScope {
  /** Whose prices: a name that no other file has. */
  readonly source: string;
  /** Names in the universe. */
  readonly universe: number;
  readonly models: number;
  /** Era dates of the rounds, ISO, both included; null: as early and as late as the panel allows. */
  readonly from: string | null;
  readonly to: string | null;
  /** Draws of the season's own gradient TC. */
  readonly draws: number;
}

/** The season's scores that the study reads, by column key. */
export const SCORE_KEYS = ['corr', 'corrNomi', 'mmc', 'fnc', 'tc', 'tcLeaveOneOut', 'tcLeaveOneOutHeld'] as const;
export type ScoreKey = (typeof SCORE_KEYS)[number];

/** One closed and resolved round; stocks in one order, models in another. */
export interface StudyRound {
  readonly number: number;
  readonly date: string;
  /** Index of the era's day in the panel. */
  readonly day: number;
  readonly securities: Int32Array;
  readonly predictions: Matrix;
  readonly stakes: Float64Array;
  /** Without the alpha factor. */
  readonly riskModel: RiskModel;
  readonly alphaHistory: AlphaFactorHistory;
  readonly holdings: ReadonlyMap<number, number>;
  /** Simple returns of the 20 days after the lag; 0 where there is none. */
  readonly returns: Float64Array;
  /** What planted models know a part of; NaN where missing. */
  readonly specificReturns: Float64Array;
  /** janet_20, NaN where missing. */
  readonly target: Float64Array;
  /** By model. */
  readonly corrWithMetaModel: Float64Array;
  readonly largestExposure: Float64Array;
}

/** All stocks of the panel between two rounds' trades. */
export interface Week {
  /** Simple returns from this round's trade to the next one's, by security; 0 where there is none. */
  readonly traded: Float64Array;
  /** The same up to the close before the next round closes: how far holdings have drifted when it does. */
  readonly drifted: Float64Array;
}

/** What all rounds share. */
export interface StudySeason {
  readonly scope: StudyScope;
  readonly models: readonly string[];
  readonly kinds: readonly string[];
  readonly rounds: number;
  readonly dates: readonly string[];
  /** Rounds × models, by column key. */
  readonly scores: Readonly<Record<ScoreKey, readonly Float64Array[]>>;
  readonly weeks: readonly Week[];
}

export interface SeasonCache {
  readonly season: StudySeason;
  /** By its position, from 0. */
  round(at: number): StudyRound;
}

const SEED = 7;
const FORMAT = 1;
const { horizonDays: HORIZON_DAYS, lagDays: LAG_DAYS } = robata1;
const SPECIFIC = targetManifest('janet', 20);

/** The configuration of the season: the default, with the alpha exposure. */
const studyConfig = ({ universe, draws }: StudyScope) => ({
  ...robata1,
  universeSize: universe,
  contribution: { ...robata1.contribution, draws },
});

const seasonFile = (folder: string): string => join(folder, 'season.bin');
const roundFile = (folder: string, number: number): string => join(folder, `round-${number}.bin`);

/** The season under `folder`, played before or now: with the same scope and prices it is read, else it is played. */
export async function openSeason(
  folder: string,
  scope: StudyScope,
  loadPanel: () => Promise<MarketPanel>,
  say: (line: string) => void,
): Promise<SeasonCache> {
  mkdirSync(folder, { recursive: true });
  const known = readSeason(folder, scope);
  if (known === null) rmSync(seasonFile(folder), { force: true });
  const season = known ?? (await recordSeason(folder, scope, await loadPanel(), say));
  return { season, round: (at) => deserialize(readFileSync(roundFile(folder, at + 1))) as StudyRound };
}

function readSeason(folder: string, scope: StudyScope): StudySeason | null {
  if (!existsSync(seasonFile(folder))) return null;
  const { format, season } = deserialize(readFileSync(seasonFile(folder))) as { format: number; season: StudySeason };
  return format === FORMAT && JSON.stringify(season.scope) === JSON.stringify(scope) ? season : null;
}

/** Plays the season; each round is written when it closes, what is known at the end of all last. */
async function recordSeason(
  folder: string,
  scope: StudyScope,
  panel: MarketPanel,
  say: (line: string) => void,
): Promise<StudySeason> {
  const config = studyConfig(scope);
  const storage = memoryStorage();
  const days: number[] = [];
  let names: readonly string[] = [];
  const scoring = scoringService(1, config.contribution);
  const { seconds } = await playSeason({
    source: recordedMarket(panel, { title: 'study', description: '', notices: [] }, []),
    settings: { config, seed: SEED, models: scope.models, from: scope.from, to: scope.to, rounds: null, funds: null },
    storage,
    blobs: memoryBlobs(),
    scoring,
    onClosing: (closing, era) => {
      names = closing.models;
      // Rounds whose horizon goes beyond the panel are not resolved, and come last.
      if (era.day + LAG_DAYS + HORIZON_DAYS >= panel.days.length) return;
      days.push(era.day);
      writeFileSync(roundFile(folder, closing.round), serialize(studyRound(closing, era, panel)));
    },
    onProgress: ({ message }) => say(message),
  });
  await scoring.stop();
  say(JSON.stringify(seconds));
  const season = await seasonOf(storage, scope, panel, names, days);
  writeFileSync(seasonFile(folder), serialize({ format: FORMAT, season }));
  return season;
}

function studyRound(closing: ClosingInput, era: Era, panel: MarketPanel): StudyRound {
  const { predictions, stakes, riskModel, alphaHistory, holdings, round } = closing;
  const targets = prepareTargets(panel, era, [SPECIFIC]);
  const normal = normalScores(predictions);
  const stocks = era.members.length;
  const medium = era.columns.features.flatMap(({ sets }, j) => (sets.includes('medium') ? [j] : []));
  const bins = {
    rows: stocks,
    columns: medium.length,
    data: Float64Array.from({ length: stocks * medium.length }, (_, cell) => {
      const bin = era.features[(medium[Math.floor(cell / stocks)] as number) * stocks + (cell % stocks)] as number;
      return bin < 0 ? 0 : bin - 2;
    }),
  };
  const exposures = featureExposures(predictions, bins);
  const start = era.day + LAG_DAYS;
  return {
    number: round,
    date: panel.days[era.day] as string,
    day: era.day,
    securities: era.members,
    predictions,
    stakes,
    riskModel,
    alphaHistory,
    holdings,
    returns: withoutGaps(forwardReturns(panel, era.members, start, start + HORIZON_DAYS)),
    specificReturns: targets.residual(SPECIFIC.name, HORIZON_DAYS, panel),
    target: targets.final(panel).get(SPECIFIC.name) as Float64Array,
    corrWithMetaModel: corrWithMetaModel(normal, metaModelOf(gaussianizedPredictions(predictions), stakes)),
    largestExposure: Float64Array.from(
      { length: predictions.columns },
      (_, u) => summarizeExposures(exposures.data.subarray(u * exposures.rows, (u + 1) * exposures.rows)).maximum,
    ),
  };
}

async function seasonOf(
  storage: StorageReader,
  scope: StudyScope,
  panel: MarketPanel,
  models: readonly string[],
  days: readonly number[],
): Promise<StudySeason> {
  const records = (await storage.rounds()).toSorted((a, b) => a.number - b.number).slice(0, days.length);
  const kinds = new Map((await storage.models()).map(({ name, kind }) => [name, kind]));
  const ids = new Map((await storage.models()).map(({ name, id }) => [name, id]));
  const scores = Object.fromEntries(SCORE_KEYS.map((key) => [key, [] as Float64Array[]])) as Record<
    ScoreKey,
    Float64Array[]
  >;
  for (const { number, columns } of records) {
    const rows = new Map(
      (await storage.scores({ round: number, latestOnly: true })).map(({ model, values }) => [model, values]),
    );
    for (const key of SCORE_KEYS) {
      const at = columns.findIndex((column) => column.key === key);
      scores[key].push(Float64Array.from(models, (model) => rows.get(ids.get(model) ?? 0)?.[at] ?? Number.NaN));
    }
  }
  const everybody = Array.from(panel.securities.keys());
  const last = panel.days.length - 1;
  const between = (from: number, to: number) => withoutGaps(forwardReturns(panel, everybody, from, to));
  return {
    scope,
    models,
    kinds: models.map((model) => kinds.get(model) ?? ''),
    rounds: days.length,
    dates: days.map((day) => panel.days[day] as string),
    scores,
    weeks: days.map((day, at) => {
      const next = days[at + 1] ?? day + 5;
      return {
        traded: between(day + LAG_DAYS, Math.min(last, next + LAG_DAYS)),
        drifted: between(day + LAG_DAYS, Math.min(last, next + LAG_DAYS - 1)),
      };
    }),
  };
}

const withoutGaps = (returns: Float64Array): Float64Array => returns.map((value) => (Number.isNaN(value) ? 0 : value));
