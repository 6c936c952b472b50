import { leastSquaresBasis, type Matrix, matrix } from '@robata/kernels';
import { normalScores, type PreparedScore, prepareCorr, prepareFnc, prepareMmc } from '@robata/scoring';
import type { ScoreColumn } from '../records.ts';

/** The score columns that need a target; the contributions fill the rest. */
export const TARGET_SCORES = ['corr20v2', 'mmc@2024', 'fnc@tools-0.6'] as const;
export type TargetScore = (typeof TARGET_SCORES)[number];

/** A round's part of the scoring that does not change from day to day. */
export interface PreparedRoundScores {
  /** Column by column the scores of all models; columns that are not scores against a target stay NaN. */
  score(targets: ReadonlyMap<string, Float64Array>): Map<string, Float64Array>;
}

export interface RoundScoresInput {
  /** n × models, in (0, 1), rows sorted by id. */
  readonly predictions: Matrix;
  /** The stake-weighted mean of ranked predictions, n. */
  readonly metaModel: Float64Array;
  /** Features to be neutral to in FNC, bins centred, n × F. */
  readonly neutralFeatures: Matrix;
  readonly columns: readonly ScoreColumn[];
}

const MISSING_BIN = -1;
const MIDDLE_BIN = 2;

/** Prepares all scores of a round's models: ranks, normal scores and neutralization are done once, a day costs a dot product each. */
export function prepareRoundScores({
  predictions,
  metaModel,
  neutralFeatures,
  columns,
}: RoundScoresInput): PreparedRoundScores {
  const normal = normalScores(predictions);
  const prepared: Record<TargetScore, () => PreparedScore> = {
    corr20v2: once(() => prepareCorr(normal)),
    'mmc@2024': once(() => prepareMmc(normal, metaModel)),
    'fnc@tools-0.6': once(() => prepareFnc(normal, leastSquaresBasis(neutralFeatures))),
  };
  return {
    score(targets) {
      const result = new Map<string, Float64Array>();
      for (const { key, definitionId, target } of columns) {
        const values = target === null ? undefined : targets.get(target);
        if (values === undefined || !isTargetScore(definitionId)) continue;
        result.set(key, prepared[definitionId]().score(values));
      }
      return result;
    },
  };
}

const isTargetScore = (definitionId: string): definitionId is TargetScore =>
  (TARGET_SCORES as readonly string[]).includes(definitionId);

function once<T>(make: () => T): () => T {
  let made: { value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}

/** Bins 0…4 as −2…2, a missing one as 0; column-major, any number of whole columns of so many rows. */
export function centredBins(bins: Int8Array, rows: number): Matrix {
  const result = matrix(rows, rows === 0 ? 0 : bins.length / rows);
  for (let cell = 0; cell < bins.length; cell++) {
    const bin = bins[cell] as number;
    result.data[cell] = bin === MISSING_BIN ? 0 : bin - MIDDLE_BIN;
  }
  return result;
}
