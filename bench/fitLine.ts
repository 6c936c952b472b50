export interface LineFit {
  /** Seconds that no size takes away, and seconds per unit of size. */
  readonly fixed: number;
  readonly perUnit: number;
  /** Share of the variance that the line explains (R²). */
  readonly explained: number;
  /** Largest distance from the line, relative to the largest value. */
  readonly largestResidual: number;
  /** Slope of the logarithms: 1 is proportional, below 1 a fixed part, 2 would be quadratic. */
  readonly exponent: number;
}

/** The least-squares line through costs at some sizes. */
export function fitLine(sizes: readonly number[], costs: readonly number[]): LineFit {
  const { fixed, perUnit } = leastSquares(sizes, costs);
  const mean = costs.reduce((sum, cost) => sum + cost, 0) / costs.length;
  const residuals = costs.map((cost, at) => cost - fixed - perUnit * (sizes[at] as number));
  const unexplained = residuals.reduce((sum, residual) => sum + residual ** 2, 0);
  const variance = costs.reduce((sum, cost) => sum + (cost - mean) ** 2, 0);
  return {
    fixed,
    perUnit,
    explained: 1 - unexplained / variance,
    largestResidual: Math.max(...residuals.map(Math.abs)) / Math.max(...costs),
    exponent: leastSquares(sizes.map(Math.log), costs.map(Math.log)).perUnit,
  };
}

function leastSquares(x: readonly number[], y: readonly number[]) {
  const n = x.length;
  const meanX = x.reduce((sum, value) => sum + value, 0) / n;
  const meanY = y.reduce((sum, value) => sum + value, 0) / n;
  let xx = 0;
  let xy = 0;
  x.forEach((value, at) => {
    xx += (value - meanX) ** 2;
    xy += (value - meanX) * ((y[at] as number) - meanY);
  });
  const perUnit = xy / xx;
  return { fixed: meanY - perUnit * meanX, perUnit };
}
