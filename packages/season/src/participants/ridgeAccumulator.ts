import { cholesky, choleskySolve, matrix } from '@robata/kernels';
import { centredBin, gram } from './gram.ts';

/**
 * Ridge regression of one target on centred bins, refitted at any time from the sums X'X and X'y of the eras so far:
 * b = (X'X + λ·rows·I)⁻¹ X'y. There is no intercept: bins are centred at their middle, targets at the era's mean.
 * A missing bin counts as the middle one, a missing target as the era's mean.
 */
export class RidgeAccumulator {
  readonly columns: number;
  readonly #gram: Float64Array;
  readonly #moments: Float64Array;
  #rows = 0;
  #eras = 0;

  constructor(columns: number) {
    this.columns = columns;
    this.#gram = new Float64Array(columns * columns);
    this.#moments = new Float64Array(columns);
  }

  /** How many eras were added. */
  get eras(): number {
    return this.#eras;
  }

  /** X'y: the sums of products of each centred feature and the centred target. Its sign is the feature's direction so far. */
  get moments(): Readonly<Float64Array> {
    return this.#moments;
  }

  /** Adds an era. `eraGram` is `gram(features, …)`, taken as an argument where several targets share it. */
  add(features: Int8Array, target: Float64Array, eraGram = gram(features, target.length, this.columns)): void {
    const rows = target.length;
    if (features.length !== rows * this.columns) {
      throw new RangeError(`${rows} targets do not fit ${features.length} bins in ${this.columns} columns`);
    }
    for (let k = 0; k < eraGram.length; k += 1) this.#gram[k] += eraGram[k];
    const y = centredTarget(target);
    for (let j = 0; j < this.columns; j += 1) {
      const bins = features.subarray(j * rows, (j + 1) * rows);
      this.#moments[j] += centredProduct(bins, y);
    }
    this.#rows += rows;
    this.#eras += 1;
  }

  /**
   * The coefficients of the chosen columns, in their order; 0 without eras. With λ = 0 a column that depends on earlier ones gets 0.
   * @param lambda λ ≥ 0 per training row
   */
  coefficients(chosen: ArrayLike<number>, lambda: number): Float64Array {
    const system = matrix(chosen.length, chosen.length);
    const moments = Float64Array.from(chosen, (column) => this.#moments[column]);
    for (let j = 0; j < chosen.length; j += 1) {
      const from = chosen[j] * this.columns;
      for (let i = 0; i < chosen.length; i += 1) system.data[j * chosen.length + i] = this.#gram[from + chosen[i]];
      system.data[j * chosen.length + j] += lambda * this.#rows;
    }
    cholesky(system);
    return choleskySolve(system, moments);
  }
}

/** Σ of the products of a column's centred bins and the values. */
export function centredProduct(bins: Int8Array, values: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < values.length; i += 1) sum += centredBin(bins[i]) * values[i];
  return sum;
}

/** y minus the mean of its numbers; missing → 0. A column without numbers gives zeros. */
export function centredTarget(target: Float64Array): Float64Array {
  let sum = 0;
  let count = 0;
  for (const y of target) {
    if (Number.isNaN(y)) continue;
    sum += y;
    count += 1;
  }
  return target.map((y) => (Number.isNaN(y) ? 0 : y - sum / count));
}

/** X·b over the chosen columns of centred bins: one score per row. */
export function linearScore(
  features: Int8Array,
  rows: number,
  chosen: ArrayLike<number>,
  coefficients: ArrayLike<number>,
): Float64Array {
  const score = new Float64Array(rows);
  for (let k = 0; k < chosen.length; k += 1) {
    const from = chosen[k] * rows;
    const weight = coefficients[k];
    for (let i = 0; i < rows; i += 1) {
      score[i] += weight * centredBin(features[from + i]);
    }
  }
  return score;
}
