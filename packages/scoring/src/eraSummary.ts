import { exponential, logarithm, mean, standardDeviation } from '@robata/kernels';
import { sharpe } from './sharpe.ts';

export interface EraSummary {
  readonly mean: number;
  /** Divisor n. */
  readonly std: number;
  /** mean/std, not annualized. */
  readonly sharpe: number;
  /** −max((M − V)/M) of V = Π(1 + score), M its running maximum: between −1 and 0, 0 without a loss. */
  readonly maxDrawdown: number;
  /** Percent a year, at 49 rounds a year (52 weeks less 3 of compounding lag), each score limited to ±0.25. */
  readonly apy: number;
}

const LIMIT = 0.25;
const ROUNDS_A_YEAR = 49;

/**
 * Summary of a model's scores era by era, oldest first (the validation metrics of April 2022). NaN propagates; no eras give NaN.
 * The running maximum starts at the first era, not at the wealth of 1 before it, as the source has it.
 * Source: example-scripts of April 2022 `validation_metrics`.
 */
export function eraSummary(scores: ArrayLike<number>): EraSummary {
  return {
    mean: mean(scores),
    std: standardDeviation(scores),
    sharpe: sharpe(scores),
    maxDrawdown: maxDrawdown(scores),
    apy: apy(scores),
  };
}

function maxDrawdown(scores: ArrayLike<number>): number {
  let value = 1;
  let maximum = Number.NEGATIVE_INFINITY;
  let deepest = Number.NaN;
  for (let i = 0; i < scores.length; i += 1) {
    value *= 1 + scores[i];
    if (value !== value) return Number.NaN;
    if (value > maximum) maximum = value;
    const drawdown = (maximum - value) / maximum;
    if (!(drawdown <= deepest)) deepest = drawdown;
  }
  return deepest === 0 ? 0 : -deepest;
}

function apy(scores: ArrayLike<number>): number {
  let growth = 1;
  for (let i = 0; i < scores.length; i += 1) growth *= 1 + Math.min(LIMIT, Math.max(-LIMIT, scores[i]));
  return (exponential((ROUNDS_A_YEAR / scores.length) * logarithm(growth)) - 1) * 100;
}
