import { signedPower } from '@robata/kernels';
import { centred } from './centred.ts';
import type { NormalScores } from './normalScores.ts';
import type { PreparedScore } from './preparedScore.ts';
import { type CorrelationOptions, prepareRankCorrelation } from './rankCorrelation.ts';
import { power15Table } from './rankTable.ts';

export interface CorrOptions extends CorrelationOptions {
  /** Raise the centred target to the signed power 1.5 (default true; false for returns). */
  readonly targetPower15?: boolean;
  /** The target has been centred already, on a mean that the rows at hand do not give. */
  readonly isCentred?: boolean;
}

/**
 * CORR20V2, "Numerai Corr": Pearson(pow1.5(normal scores), pow1.5(target − mean)), pow1.5(x) = sign(x)|x|^1.5; in [−1, 1].
 * Takes n × models normal scores in one common row order; targets of any scale. NaN target rows are left out (the mean as well);
 * ties share their average rank; a constant model or target scores NaN, and so does a model with a NaN.
 * `topBottom` needs rows sorted by id, which decides between ties. Source: numerai-tools 0.6 `numerai_corr`.
 *
 * @example prepareCorr(normalScores(predictions)).score(target)
 */
export function prepareCorr({ ranks }: NormalScores): PreparedScore<CorrOptions> {
  const prepared = prepareRankCorrelation(ranks, power15Table);
  return {
    score(target, { targetPower15 = true, isCentred = false, topBottom } = {}) {
      const centredTarget = isCentred ? target : centred(target);
      return prepared.score(targetPower15 ? centredTarget.map((x) => signedPower(x)) : centredTarget, { topBottom });
    },
  };
}
