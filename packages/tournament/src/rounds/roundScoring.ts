import { gzipSync } from 'node:zlib';
import { type Matrix, matrix } from '@robata/kernels';
import { type ContributionKit, kitToJson } from '@robata/portfolio';
import type { ScoreColumn } from '../records.ts';
import type { ContributionReport, ContributionScores } from './contributions.ts';
import { solveContributions } from './roundContributions.ts';
import { centredBins, prepareRoundScores } from './roundScores.ts';
import type { ContributionSettings } from './tournamentConfig.ts';

/** What a closed round is scored from; all that another thread needs. */
export interface ClosedRound {
  /** Without returns. */
  readonly kit: ContributionKit;
  /** Scored like a model, after them; n. */
  readonly metaModel: Float64Array;
  /** The features that FNC is neutral to: bins 0…4, −1 missing; column-major, n × F. */
  readonly neutralBins: Int8Array;
  readonly columns: readonly ScoreColumn[];
  /** Default: the settings of whoever scores it. */
  readonly contribution?: ContributionSettings;
}

/** A closed round through its scoring days, in this thread: portfolios are solved now, ranks and bases made once, a day costs some products. */
export interface RoundScoring {
  readonly report: ContributionReport;
  /**
   * By column key one value per model, the meta model's last; NaN where a score is not defined.
   * @param targets the interim targets by name, n each, NaN where missing
   * @param returns simple returns so far, n, without NaN
   */
  score(targets: ReadonlyMap<string, Float64Array>, returns: Float64Array): Map<string, Float64Array>;
  /** The published kit with these returns: JSON, gzipped. */
  kit(returns: Float64Array): Uint8Array<ArrayBuffer>;
}

const KIT_COMPRESSION = 1;

/** Definitions that need portfolios and not a target. */
const CONTRIBUTIONS: Readonly<Record<string, keyof ContributionScores>> = {
  'tc-gradient': 'gradient',
  'tc-leave-one-out-zero': 'leaveOneOutZero',
  'tc-leave-one-out-held': 'leaveOneOutHeld',
};

/** Solves a round's contributions and prepares its scores. Throws what a kit with a fault makes the portfolio room throw. */
export function roundScoring(
  { kit, metaModel, neutralBins, columns, contribution: own }: ClosedRound,
  settings: ContributionSettings,
): RoundScoring {
  const contributions = solveContributions(kit, own ?? settings);
  const rows = metaModel.length;
  const prepared = prepareRoundScores({
    predictions: withColumn(kit.predictions, metaModel),
    metaModel,
    neutralFeatures: centredBins(neutralBins, rows),
    columns,
  });
  return {
    report: contributions.report,
    score(targets, returns) {
      const scores = prepared.score(targets);
      const contribution = contributions.score(returns);
      for (const { key, definitionId } of columns) {
        const kind = CONTRIBUTIONS[definitionId];
        if (kind !== undefined) scores.set(key, Float64Array.of(...contribution[kind], Number.NaN));
      }
      return scores;
    },
    kit: (returns) => gzipSync(JSON.stringify(kitToJson({ ...kit, returns })), { level: KIT_COMPRESSION }),
  };
}

/** The matrix with one more column at its end. */
function withColumn(m: Matrix, last: Float64Array): Matrix {
  const result = matrix(m.rows, m.columns + 1);
  result.data.set(m.data);
  result.data.set(last, m.data.length);
  return result;
}
