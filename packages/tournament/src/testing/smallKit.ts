import { fromColumns } from '@robata/kernels';
import type { ContributionKit } from '@robata/portfolio';

/** Who took part in a round and what came of it: a column of predictions for each model, a return for each stock. */
export interface SmallRound {
  readonly ids: readonly string[];
  readonly models: readonly string[];
  readonly predictions: readonly Float64Array[];
  readonly stakes: Float64Array;
  readonly returns: Float64Array;
}

/** The kit of a round whose stocks are alike: market-neutral, a tenth of the book in one at most. */
export function smallKit({ ids, models, predictions, stakes, returns }: SmallRound): ContributionKit {
  const each = (value: number): Float64Array => new Float64Array(ids.length).fill(value);
  return {
    problem: {
      ids,
      horizonDays: 20,
      holdings: each(0),
      riskAversion: 5,
      exposureNames: ['market'],
      exposures: fromColumns([each(1)], ids.length),
      factorCovariance: null,
      specificVariance: each(0.01),
      linearCost: each(0),
      limits: {
        exposureLower: Float64Array.of(0),
        exposureUpper: Float64Array.of(0),
        positionLower: each(-0.1),
        positionUpper: each(0.1),
        gross: 1,
        turnover: null,
        net: null,
      },
    },
    volatility: each(0.1),
    informationCoefficient: 0.02,
    models,
    predictions: fromColumns(predictions, ids.length),
    stakes,
    returns,
    stakeFraction: 0.01,
  };
}
