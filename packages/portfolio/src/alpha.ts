import { column, gaussianizedRank, type Matrix, matrix } from '@robata/kernels';

/** g_u: the gaussianized tie-kept ranks of raw predictions, model by model (n × models). NaN is refused with RangeError. */
export function gaussianizedPredictions(predictions: Matrix): Matrix {
  const result = matrix(predictions.rows, predictions.columns);
  for (let j = 0; j < predictions.columns; j++) {
    const ranked = gaussianizedRank(column(predictions, j));
    if (ranked.some(Number.isNaN)) throw new RangeError(`model ${j} has a prediction that is not a number`);
    column(result, j).set(ranked);
  }
  return result;
}

/**
 * M = Σ s_u g_u / Σ s_u: the stake-weighted mean of gaussianized ranks, n values; summed in the order of the models.
 * Throws RangeError where a stake is negative or not finite, or nothing is staked.
 */
export function metaModelOf(gaussianized: Matrix, stakes: Float64Array): Float64Array {
  if (stakes.length !== gaussianized.columns) {
    throw new RangeError(`${stakes.length} stakes do not fit ${gaussianized.columns} models`);
  }
  if (!stakes.every((stake) => stake >= 0 && stake < Infinity))
    throw new RangeError('a stake is negative or not finite');
  const total = stakes.reduce((sum, stake) => sum + stake, 0);
  if (total === 0) throw new RangeError('nothing is staked: a meta model needs a stake');
  const result = new Float64Array(gaussianized.rows);
  for (let j = 0; j < gaussianized.columns; j++) {
    const weight = stakes[j] / total;
    if (weight === 0) continue;
    const g = column(gaussianized, j);
    for (let i = 0; i < result.length; i++) result[i] += weight * g[i];
  }
  return result;
}

/** Signals are means of gaussianized ranks, of size one: a spread that is only rounding is none. */
const NO_SPREAD = 1e-12;

/** Mean and standard deviation (divisor n) of a signal; a deviation of rounding errors is 0. */
export function momentsOf(signal: Float64Array): { readonly mean: number; readonly deviation: number } {
  const n = signal.length;
  const mean = signal.reduce((sum, value) => sum + value, 0) / n;
  const squares = signal.reduce((sum, value) => sum + (value - mean) * (value - mean), 0);
  const deviation = Math.sqrt(squares / n);
  return { mean, deviation: deviation < NO_SPREAD ? 0 : deviation };
}

/** (M − mean)/std with divisor n; all 0 for a constant M. */
export function standardized(values: Float64Array): Float64Array {
  const { mean, deviation } = momentsOf(values);
  return values.map((value) => (deviation === 0 ? 0 : (value - mean) / deviation));
}

/** αᵢ = IC · σᵢ · zᵢ with z = (M − mean)/std: expected returns over the horizon of the volatilities (design §6, Grinold). */
export function alphaFromMetaModel(
  metaModel: Float64Array,
  volatility: Float64Array,
  informationCoefficient: number,
): Float64Array {
  if (volatility.length !== metaModel.length) {
    throw new RangeError(`${volatility.length} volatilities do not fit ${metaModel.length} stocks`);
  }
  return standardized(metaModel).map((z, i) => informationCoefficient * volatility[i] * z);
}
