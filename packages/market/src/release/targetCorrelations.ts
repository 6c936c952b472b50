import { pearsonCorrelation } from '@robata/kernels';
import type { ReleaseEra } from './releaseEra.ts';

/** How alike the targets are, over the eras of a release whose targets are known. */
export interface TargetCorrelations {
  /** Of the rows and columns of the matrices: names of manifests. */
  readonly names: readonly string[];
  /** Eras in each mean. */
  readonly eras: readonly (readonly number[])[];
  /** Mean over the eras of the Pearson correlation of two targets over the stocks of an era; null where no era knows both. */
  readonly means: readonly (readonly (number | null)[])[];
  /** Of each mean: sd over the eras / √eras (eras overlap, so it is a little too small); null below two eras. */
  readonly standard_errors: readonly (readonly (number | null)[])[];
}

/** Sums of one pair, in the order of the eras. */
interface Pair {
  count: number;
  sum: number;
  squares: number;
}

/**
 * Gathers the targets' mutual correlations while eras pass by: in each era Pearson's over the stocks that have both targets, then the mean of
 * the eras. A target that is constant in an era, or known for fewer than two stocks of it, gives nothing there.
 */
export class TargetCorrelationsBuilder {
  readonly #names: readonly string[];
  /** Upper triangle, row by row. */
  readonly #pairs: Pair[];

  constructor(names: readonly string[]) {
    this.#names = names;
    this.#pairs = Array.from({ length: (names.length * (names.length + 1)) / 2 }, () => ({
      count: 0,
      sum: 0,
      squares: 0,
    }));
  }

  /** One that goes on from here and leaves this one alone. */
  copy(): TargetCorrelationsBuilder {
    const copy = new TargetCorrelationsBuilder(this.#names);
    this.#pairs.forEach((pair, place) => {
      copy.#pairs[place] = { ...pair };
    });
    return copy;
  }

  add({ targets }: ReleaseEra): void {
    if (targets === null) return;
    const columns = this.#names.map((name) => targets.get(name));
    columns.forEach((first, i) => {
      for (let j = i; j < columns.length; j++) {
        const second = columns[j];
        if (first === undefined || second === undefined) continue;
        const correlation = knownCorrelation(first, second);
        if (!Number.isFinite(correlation)) continue;
        const pair = this.#pairs[this.#place(i, j)] as Pair;
        pair.count += 1;
        pair.sum += correlation;
        pair.squares += correlation * correlation;
      }
    });
  }

  build(): TargetCorrelations {
    const matrixOf = <T>(value: (pair: Pair) => T): T[][] =>
      this.#names.map((_, i) =>
        this.#names.map((__, j) => value(this.#pairs[this.#place(Math.min(i, j), Math.max(i, j))] as Pair)),
      );
    return {
      names: this.#names,
      eras: matrixOf(({ count }) => count),
      means: matrixOf(({ count, sum }) => (count === 0 ? null : sum / count)),
      standard_errors: matrixOf(({ count, sum, squares }) => {
        if (count < 2) return null;
        const variance = Math.max(0, (squares - (sum * sum) / count) / (count - 1));
        return Math.sqrt(variance / count);
      }),
    };
  }

  #place(i: number, j: number): number {
    return i * this.#names.length - (i * (i - 1)) / 2 + (j - i);
  }
}

/** Pearson's over the rows where both are known; NaN where it is not defined. */
function knownCorrelation(first: Float64Array, second: Float64Array): number {
  const known: number[] = [];
  for (let i = 0; i < first.length; i++) {
    if (!Number.isNaN(first[i]) && !Number.isNaN(second[i])) known.push(i);
  }
  if (known.length < 2) return Number.NaN;
  const of = (column: Float64Array) => Float64Array.from(known, (i) => column[i] as number);
  return pearsonCorrelation(of(first), of(second));
}
