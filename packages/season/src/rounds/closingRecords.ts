import { tieKeptRank } from '@robata/kernels';
import type { Era } from '@robata/market';
import {
  type CohortMember,
  type ModelRecord,
  openedSignals,
  roundColumns,
  type RoundRecord,
  roundTimes,
  type TournamentConfig,
} from '@robata/tournament';
import type { Participant } from '../participants/participant.ts';
import type { PublishedLive, PublishedRound } from '../seasonRelease.ts';

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
    columns: roundColumns(config),
    ...openedSignals(config),
    stocks: era.ids.length,
    commitment: null,
    salt: null,
    optimizer: null,
    payoutFactor: null,
    planHash: null,
    reason: null,
  };
}

/** What a release will show of a round. */
export function publishedRound(
  position: number,
  era: Era,
  participants: readonly Participant[],
  predictions: readonly Float64Array[],
  metaModel: Float64Array,
): PublishedRound {
  const example = participants.findIndex(({ kind }) => kind === 'example');
  return {
    position,
    era: era.id,
    ids: era.ids,
    example: predictions[example] ?? null,
    metaModel: tieKeptRank(metaModel),
  };
}

/** What a release shows of a round while it takes submissions. */
export const publishedLive = (
  era: Era,
  participants: readonly Participant[],
  predictions: readonly Float64Array[],
): PublishedLive => ({ era, example: predictions[participants.findIndex(({ kind }) => kind === 'example')] ?? null });

/** Who stands behind a model of the cast, for the cohorts of the meta model. */
export const memberOf = ({ account, tournament }: ModelRecord): CohortMember => ({
  account,
  dataVersion: null,
  ...(tournament === 'signals' && { tournament }),
});

/** Names of the medium features, in the order of `mediumBins`. */
export const mediumNames = ({ columns }: Era): string[] =>
  columns.features.flatMap(({ name, sets }) => (sets.includes('medium') ? [name] : []));

/** The bins of an era's medium set, which FNC is neutral to: whole columns, one after the other. */
export function mediumBins(era: Era): Int8Array {
  const rows = era.ids.length;
  const columns = era.columns.features.flatMap((feature, j) => (feature.sets.includes('medium') ? [j] : []));
  const bins = new Int8Array(rows * columns.length);
  columns.forEach((j, place) => bins.set(era.features.subarray(j * rows, (j + 1) * rows), place * rows));
  return bins;
}
