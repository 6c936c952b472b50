/**
 * The part of `Kernels` that the portfolio optimizer alone uses: everything of order stocks × exposures or stocks, and small systems.
 * `layout` and `stocks` are addresses of a few 32-bit words: see assembly/exposures.ts and assembly/stockStep.ts.
 */
export interface OptimizerKernels {
  /** out = X prices, one sum per stock: dense columns in order, then slots. */
  timesExposures(layout: number, prices: number, out: number): void;
  /** y += X'(v − before), in order of the stocks whose value changed. `scratch`: 16 bytes per stock. */
  addExposures(layout: number, v: number, before: number, y: number, scratch: number): void;

  /**
   * gram += Σ weight · NᵢNᵢ' (upper triangle) over a list of stocks in its order; an entry is 32 bytes: the stock (32 bits, then 32
   * unused), its weight, its slopes of |w| and |w − h|. `scratch` needs `gramScratchBytes(width)`.
   */
  addGram(layout: number, list: number, count: number, gram: number, stride: number, scratch: number): void;
  gramScratchBytes(width: number): number;
  /** Writes the stocks whose codes differ to `out` (32 bits each), in order; returns how many. */
  changedCodes(stocks: number, codes: number, before: number, out: number): number;

  /**
   * Every stock's best weight and its code at p = from − t·e; writes p, weights, codes, and at `sums` Σ|w|, Σ|w − h|,
   * Σe(w − before), Σ|e·before|, each in two lanes (even and odd stocks).
   */
  stockStep(
    stocks: number,
    from: number,
    e: number,
    t: number,
    lambda: number,
    tau: number,
    grossCode: number,
    turnoverCode: number,
    before: number,
    p: number,
    weights: number,
    codes: number,
    sums: number,
  ): void;
  /**
   * What weights leave open; at `sums` Σ|w|, Σ|w − h|, Σ((½qw − a)w + c|w − h|) in two lanes, the largest distance from the slopes
   * allowed (NaN where a − qw − charge is not finite), the largest violation of a bound, the largest |alpha|.
   */
  stockResiduals(
    stocks: number,
    alpha: number,
    charge: number,
    weights: number,
    lambda: number,
    tau: number,
    sums: number,
  ): void;

  /** The lower triangle of out = that of `inverse` (0: none) + the upper triangle of `gram`, mirrored. All n × n. */
  newtonSystem(gram: number, inverse: number, out: number, n: number): void;
  /** out = A x for n × n, n a multiple of four. */
  matrixTimesVector(a: number, n: number, x: number, out: number): void;
  /** LL'x = b in place of b, n a multiple of four; the bits of `solveLower`, then `solveLowerTransposed`. */
  solveFactored(l: number, n: number, b: number): void;
  /** out = (LL')⁻¹, n a multiple of four; dropped pivots give 0. `scratch`: 8n(n + 1) bytes. */
  invertFactored(l: number, n: number, out: number, scratch: number): void;

  /** out = (a·x + b·y)/divisor; returns its sum, in two lanes. */
  blendSignals(out: number, x: number, a: number, y: number, b: number, divisor: number, n: number): number;
  /** Σ(x − mean)², in two lanes. */
  squaredDeviations(x: number, mean: number, n: number): number;
  /** out = scale · ((x − mean)/deviation) for arrays padded to an even length. */
  scaleSignal(out: number, x: number, mean: number, deviation: number, scale: number, n: number): void;
  /** Stocks whose values differ, in order: 16 bytes each, the stock (32 bits), then x − y. Returns how many; room for n + 1. */
  listDifferences(x: number, y: number, n: number, out: number): number;
}
