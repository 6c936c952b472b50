import { exponential, type Matrix, matrix } from '@robata/kernels';

export interface FactorCovarianceSettings {
  /** In days: the weight of a day halves with each half-life of age. */
  readonly volatilityHalfLife: number;
  readonly correlationHalfLife: number;
  /** 0…1: how far correlations are drawn to 0. */
  readonly correlationShrinkage: number;
}

/** The factor by which a weight shrinks in a day. */
export function dailyDecay(halfLifeDays: number): number {
  return exponential(-Math.LN2 / halfLifeDays);
}

/** Weights 1 for the last of `days`, halving with each half-life of age. */
function decayingWeights(days: number, halfLifeDays: number): Float64Array {
  const decay = dailyDecay(halfLifeDays);
  const weights = new Float64Array(days);
  let weight = 1;
  for (let t = days - 1; t >= 0; t--) {
    weights[t] = weight;
    weight *= decay;
  }
  return weights;
}

/**
 * Covariance per day of factor returns (days × K, oldest first, NaN where a factor had none): exponentially weighted second moments
 * about zero, volatilities and correlations each with its half-life, correlations shrunk towards the identity. K × K.
 *
 * A volatility uses the days that its factor has. In correlations a missing return counts as 0, so that they come from one product Z'Z
 * and stay positive semidefinite; the correlations of a factor known for part of the history are drawn to 0 by that.
 * A factor without any return gets a row of zeros.
 */
export function factorCovariance(history: Matrix, settings: FactorCovarianceSettings): Matrix {
  const { rows: days, columns } = history;
  const volatilityWeights = decayingWeights(days, settings.volatilityHalfLife);
  const rootWeights = decayingWeights(days, settings.correlationHalfLife).map(Math.sqrt);
  const volatility = new Float64Array(columns);
  const unit = matrix(days, columns);
  for (let k = 0; k < columns; k++) {
    let squares = 0;
    let weights = 0;
    let norm = 0;
    for (let t = 0; t < days; t++) {
      const value = history.data[k * days + t];
      if (Number.isNaN(value)) continue;
      squares += volatilityWeights[t] * value * value;
      weights += volatilityWeights[t];
      unit.data[k * days + t] = rootWeights[t] * value;
      norm += rootWeights[t] * rootWeights[t] * value * value;
    }
    if (norm === 0) continue;
    volatility[k] = Math.sqrt(squares / weights);
    for (let t = 0; t < days; t++) unit.data[k * days + t] /= Math.sqrt(norm);
  }

  const result = matrix(columns, columns);
  for (let j = 0; j < columns; j++) {
    for (let k = 0; k <= j; k++) {
      let correlation = 0;
      for (let t = 0; t < days; t++) correlation += unit.data[j * days + t] * unit.data[k * days + t];
      const shrunk = j === k ? 1 : (1 - settings.correlationShrinkage) * correlation;
      result.data[j * columns + k] = shrunk * volatility[j] * volatility[k];
      result.data[k * columns + j] = result.data[j * columns + k];
    }
  }
  return result;
}
