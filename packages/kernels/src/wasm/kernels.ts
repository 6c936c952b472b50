import { BINARY } from './binary.ts';
import type { OptimizerKernels } from './optimizerKernels.ts';

/**
 * What the WebAssembly module exports. Addresses are byte offsets into the memory it was made for, strides and sizes count
 * elements, numbers are doubles. Nothing is checked here: the functions of this room that call it do that.
 * `referenceKernels` is the same in plain TypeScript and gives the same bits.
 */
export interface Kernels extends OptimizerKernels {
  /**
   * C = A B, with A(i, p) at a + 8(i·aRow + p·aInner), B(p, j) at b + 8(p·bInner + j·bColumn) and C column-major with
   * cStride elements per column. Each element is one sum in order of p. `scratch` needs `productScratchBytes()`.
   */
  product(
    c: number,
    cStride: number,
    a: number,
    aRow: number,
    aInner: number,
    b: number,
    bInner: number,
    bColumn: number,
    rows: number,
    inner: number,
    columns: number,
    scratch: number,
  ): void;
  productScratchBytes(): number;

  /** H = X'WX (columns × columns, both triangles), element (j, k ≥ j) summed over rows of (w·x_j)·x_k; `weights` 0: none. */
  weightedCrossProduct(
    h: number,
    x: number,
    rows: number,
    columns: number,
    weights: number,
    weighted: number,
    scratch: number,
  ): void;
  /** The lower triangle at `a` becomes its Cholesky factor; pivots not above `dropBelow`·diagonal are dropped and counted. */
  cholesky(a: number, n: number, dropBelow: number): number;
  /** LX = B in place of B (n × columns), each subtraction in index order; a zero on the diagonal gives 0. */
  solveLower(l: number, n: number, b: number, columns: number): void;
  /** L'X = B in place of B, the subtractions from the last unknown downwards. `scratch`: 8n² bytes. */
  solveLowerTransposed(l: number, n: number, b: number, columns: number, scratch: number): void;

  /**
   * Ascending order of n values: to `pairs` (8n bytes) the row and the first place of an equal value, 32 bits each; NaN is left
   * out, equal values keep row order. Returns how many there are. `scratch` needs `stableOrderScratchBytes(n)`.
   */
  stableOrder(pairs: number, values: number, n: number, scratch: number): number;
  stableOrderScratchBytes(n: number): number;
  /** out[row] = table[first + end − 1] for the equals at places first … end − 1 of `total` pairs; NaN for the other of n rows. */
  spreadRanks(out: number, n: number, pairs: number, total: number, table: number): void;

  /** n probabilities to their normal quantiles, in place. */
  normalQuantiles(x: number, n: number): void;
  /** x·√|x| in place. */
  power15(x: number, n: number): void;
  /** Columns to (x − mean)/|x − mean| in place; NaN throughout as the function of that name. */
  unitDeviations(x: number, rows: number, columns: number): void;

  /**
   * G = B'B (columns × columns doubles, both triangles) of column-major bytes from 0 to 5, exact for rows · 25 < 2³¹. Gives 1 where a byte is
   * another one, and the result means nothing then; else 0.
   */
  binGram(gram: number, bins: number, rows: number, columns: number, scratch: number): number;
  binGramScratchBytes(columns: number): number;
  /** B'X for the four columns of X, whose values lie side by side row by row; so do those of the result. Sums in order of the rows. */
  binCrossProduct(out: number, bins: number, rows: number, columns: number, x: number): void;
  /**
   * A'B of columns of `length` shorts: rows × columns whole numbers of 32 bits, column-major, exact where they fit. `rows` is a multiple of 4,
   * `columns` of 2, `length` of 8.
   */
  shortCrossProduct(out: number, a: number, rows: number, b: number, columns: number, length: number): void;
  /** Bz: each element a sum in order of the columns. */
  binCombination(out: number, bins: number, rows: number, columns: number, z: number): void;
}

let compiled: WebAssembly.Module | undefined;

/** The module, over a memory of the caller's. Compiled once per thread. */
export function wasmKernels(memory: WebAssembly.Memory): Kernels {
  compiled ??= new WebAssembly.Module(Uint8Array.from(atob(BINARY), (character) => character.charCodeAt(0)));
  return new WebAssembly.Instance(compiled, { env: { memory } }).exports as unknown as Kernels;
}
