import { averageRank, mean, pearsonCorrelation, standardDeviation } from '@robata/kernels';
import { meanWithStandardError } from '@robata/scoring';

/** A mean with its standard error. */
export interface Estimate {
  readonly mean: number;
  readonly error: number;
}

/** Weekly rounds of 20 days overlap in four. */
const LAGS = 4;

/** Mean of a weekly series in order of time, with its Newey-West error; `every` is the step in rounds between its values. NaN is left out. */
export function overRounds(values: ArrayLike<number>, every = 1): Estimate {
  const { mean, standardError } = meanWithStandardError(values, Math.max(0, Math.ceil((LAGS + 1) / every) - 1));
  return { mean, error: standardError };
}

export const tValue = ({ mean, error }: Estimate): number => mean / error;

/** Spearman's rank correlation over the places where both are numbers; NaN for fewer than three, or where one side is constant. */
export function rankCorrelation(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const places = Array.from(a, (_, i) => i).filter((i) => Number.isFinite(a[i]) && Number.isFinite(b[i]));
  if (places.length < 3) return Number.NaN;
  const ranks = (values: ArrayLike<number>) => averageRank(Float64Array.from(places, (i) => values[i] as number));
  return pearsonCorrelation(ranks(a), ranks(b));
}

/** Columns' means of rows of equal length, NaN left out. */
export const columnMeans = (rows: readonly ArrayLike<number>[]): Float64Array =>
  Float64Array.from({ length: rows[0]?.length ?? 0 }, (_, j) =>
    mean(rows.map((row) => row[j] as number).filter(Number.isFinite)),
  );

export const columnOf = (rows: readonly ArrayLike<number>[], j: number): Float64Array =>
  Float64Array.from(rows, (row) => row[j] as number);

export const pick = (row: ArrayLike<number>, places: readonly number[]): Float64Array =>
  Float64Array.from(places, (j) => row[j] as number);

export const rootMeanSquare = (values: ArrayLike<number>): number =>
  Math.sqrt(mean(Array.from(values, (value) => value * value)));

/** How far models' true means may lie apart, by what is seen: the sd of their means over rounds, and what noise alone would give. */
export interface Spread {
  readonly seen: number;
  /** Root of the mean squared Newey-West error of the models' means. */
  readonly fromNoise: number;
}

export function spreadOfMeans(rows: readonly ArrayLike<number>[]): Spread {
  const estimates = Array.from({ length: rows[0]?.length ?? 0 }, (_, j) => overRounds(columnOf(rows, j)));
  return {
    seen: standardDeviation(Float64Array.from(estimates, (each) => each.mean)),
    fromNoise: rootMeanSquare(estimates.map(({ error }) => error)),
  };
}

/** Rank correlation over models of the means of the two halves, the `gap` rounds in the middle left out: overlapping returns are in one half only. */
export function splitHalf(rows: readonly ArrayLike<number>[], gap = LAGS): number {
  const half = Math.floor((rows.length - gap) / 2);
  return rankCorrelation(columnMeans(rows.slice(0, half)), columnMeans(rows.slice(-half)));
}

/** Means by window of `length` rounds, `gap` left out between windows; the first rounds are left out where they do not fill one. */
export function windowMeans(rows: readonly ArrayLike<number>[], length: number, gap = LAGS): Float64Array[] {
  const result: Float64Array[] = [];
  for (let end = rows.length; end >= length; end -= length + gap)
    result.unshift(columnMeans(rows.slice(end - length, end)));
  return result;
}

/** Mean over consecutive windows of the rank correlation between the one's `past` and the next one's `future`; the error takes pairs as independent. */
export function windowPrediction(
  past: readonly ArrayLike<number>[],
  future: readonly ArrayLike<number>[],
  length: number,
): Estimate & { readonly pairs: number } {
  const [before, after] = [windowMeans(past, length), windowMeans(future, length)];
  const values = before.slice(0, -1).map((row, at) => rankCorrelation(row, after[at + 1] ?? []));
  const { mean, standardError, count } = meanWithStandardError(values, 0);
  return { mean, error: standardError, pairs: count };
}

/**
 * Rank correlation over models of two halves that are made of blocks drawn at random: mean and sd over so many draws. It is the reliability
 * of a mean of half the rounds where time has no direction.
 */
export function randomHalves(
  rows: readonly ArrayLike<number>[],
  random: () => number,
  draws = 200,
  block = 10,
): { readonly mean: number; readonly sd: number } {
  const blocks = Array.from({ length: Math.floor(rows.length / block) }, (_, b) =>
    columnMeans(rows.slice(b * block, (b + 1) * block)),
  );
  const values = Array.from({ length: draws }, () => {
    const order = shuffled(blocks, random);
    const half = Math.floor(order.length / 2);
    return rankCorrelation(columnMeans(order.slice(0, half)), columnMeans(order.slice(half, 2 * half)));
  });
  return { mean: mean(values), sd: standardDeviation(Float64Array.from(values)) };
}

function shuffled<T>(values: readonly T[], random: () => number): T[] {
  const result = [...values];
  for (let i = result.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [result[i], result[j]] = [result[j] as T, result[i] as T];
  }
  return result;
}

/** Slope of y on x through the origin, and their correlation. */
export function throughOrigin(
  x: readonly number[],
  y: readonly number[],
): { readonly slope: number; readonly correlation: number } {
  const products = x.reduce((sum, value, i) => sum + value * (y[i] as number), 0);
  return {
    slope: products / x.reduce((sum, value) => sum + value * value, 0),
    correlation: pearsonCorrelation(Float64Array.from(x), Float64Array.from(y)),
  };
}
