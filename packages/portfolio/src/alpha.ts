import { column, gaussianizedRankColumns, type Matrix } from '@robata/kernels';
import { firstNotFinite } from './firstNotFinite.ts';

/** g_u: the gaussianized tie-kept ranks of raw predictions, model by model (n × models). NaN is refused with RangeError. */
export function gaussianizedPredictions(predictions: Matrix): Matrix {
  const at = firstNotFinite(predictions.data, Number.isNaN);
  if (at >= 0) throw new RangeError(`model ${Math.floor(at / predictions.rows)} has a prediction that is not a number`);
  return gaussianizedRankColumns(predictions);
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
export const NO_SPREAD = 1e-12;

/** Mean and standard deviation (divisor n) of a signal; a deviation of rounding errors is 0. */
export function momentsOf(signal: Float64Array): { readonly mean: number; readonly deviation: number } {
  const n = signal.length;
  let sum = 0;
  for (let i = 0; i < n; i++) sum += signal[i];
  const mean = sum / n;
  let squares = 0;
  for (let i = 0; i < n; i++) squares += (signal[i] - mean) * (signal[i] - mean);
  const deviation = Math.sqrt(squares / n);
  return { mean, deviation: deviation < NO_SPREAD ? 0 : deviation };
}

/** (M − mean)/std with divisor n; all 0 for a constant M. */
export function standardized(values: Float64Array, { mean, deviation } = momentsOf(values)): Float64Array {
  const z = new Float64Array(values.length);
  if (deviation > 0) for (let i = 0; i < z.length; i++) z[i] = (values[i] - mean) / deviation;
  return z;
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
  return alphaFromScores(standardized(metaModel), volatility, informationCoefficient);
}

/** αᵢ = IC · σᵢ · zᵢ of standard scores. */
export function alphaFromScores(
  z: Float64Array,
  volatility: Float64Array,
  informationCoefficient: number,
): Float64Array {
  const alpha = new Float64Array(z.length);
  for (let i = 0; i < alpha.length; i++) alpha[i] = informationCoefficient * volatility[i] * z[i];
  return alpha;
}
