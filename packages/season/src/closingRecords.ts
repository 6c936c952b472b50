import { column, type Matrix, tieKeptRank } from '@robata/kernels';
import { type Amount, sumAmounts } from '@robata/ledger';
import type { Era } from '@robata/market';
import { corrWithMetaModel, normalScores } from '@robata/scoring';
import {
  type EntryRecord,
  type IncidentRecord,
  type ModelRecord,
  type RoundRecord,
  roundTimes,
  type TournamentConfig,
} from '@robata/tournament';
import type { Participant } from './participants/participant.ts';
import type { PublishedLive, PublishedRound } from './seasonRelease.ts';

/** A round's record as it opens. */
export function openedRound(config: TournamentConfig, number: number, era: Era, eraDay: string): RoundRecord {
  return {
    number,
    tournament: config.id,
    era: era.id,
    eraDay,
    state: 'open',
    ...roundTimes(eraDay, config.schedule),
    scoredDays: 0,
    horizonDays: config.horizonDays,
    configVersion: config.version,
    columns: config.columns,
    stocks: era.ids.length,
    commitment: null,
    salt: null,
    optimizer: null,
    payoutFactor: null,
    planHash: null,
    reason: null,
  };
}

/** What the payout factor looks at: benchmarks count where the policy pays them. */
export function countedAtRisk(
  { payoutPolicy }: TournamentConfig,
  models: readonly ModelRecord[],
  atRisk: readonly Amount[],
): Amount {
  return sumAmounts(atRisk.filter((_, j) => payoutPolicy.paysBenchmarks || models[j]?.marked !== true));
}

export interface ClosedEntriesInput {
  readonly number: number;
  /** In the order of the other arrays and of the predictions' columns. */
  readonly models: readonly ModelRecord[];
  readonly predictions: Matrix;
  readonly metaModel: Float64Array;
  readonly atRisk: readonly Amount[];
  readonly hashes: readonly string[];
  /** After the close: scored, not paid. */
  readonly late: boolean;
}

/** Everybody's part in a round, fixed at its close. */
export function closedEntries(input: ClosedEntriesInput): EntryRecord[] {
  const { number, models, predictions, metaModel, atRisk, hashes, late } = input;
  const correlations = corrWithMetaModel(normalScores(predictions), metaModel);
  return models.map((model, j) => ({
    round: number,
    model: model.id,
    atRisk: atRisk[j] as Amount,
    submissionHash: hashes[j] as string,
    late,
    metaModelCorrelation: Number.isFinite(correlations[j]) ? (correlations[j] as number) : null,
  }));
}

/** What could not be kept at a rebalance and what was done, one incident a sentence. */
export const optimizerIncidents = ({ number, eraDay }: RoundRecord, sentences: readonly string[]): IncidentRecord[] =>
  sentences.map((sentence) => ({
    rule: 'optimizer',
    severity: 'warning',
    rows: 1,
    day: eraDay,
    security: null,
    round: number,
    message: `Round ${number}: ${sentence}`,
  }));

/** What a release will show of a round. */
export function publishedRound(
  position: number,
  era: Era,
  participants: readonly Participant[],
  predictions: Matrix,
  metaModel: Float64Array,
): PublishedRound {
  const example = participants.findIndex(({ kind }) => kind === 'example');
  return {
    position,
    era: era.id,
    ids: era.ids,
    example: example < 0 ? null : column(predictions, example).slice(),
    metaModel: tieKeptRank(metaModel),
  };
}

/** What a release shows of a round while it takes submissions. */
export const publishedLive = (
  era: Era,
  participants: readonly Participant[],
  predictions: readonly Float64Array[],
): PublishedLive => ({ era, example: predictions[participants.findIndex(({ kind }) => kind === 'example')] ?? null });

/** The bins of an era's medium set, which FNC is neutral to: whole columns, one after the other. */
export function mediumBins(era: Era): Int8Array {
  const rows = era.ids.length;
  const columns = era.columns.features.flatMap((feature, j) => (feature.sets.includes('medium') ? [j] : []));
  const bins = new Int8Array(rows * columns.length);
  columns.forEach((j, place) => bins.set(era.features.subarray(j * rows, (j + 1) * rows), place * rows));
  return bins;
}
