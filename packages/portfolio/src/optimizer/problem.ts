import type { Matrix } from '@robata/kernels';

/**
 * A portfolio problem: choose weights w to
 *
 *     maximize    α'w − (γ/2)(w'XFX'w + Σ dᵢwᵢ²) − Σ cᵢ|wᵢ − hᵢ|
 *     subject to  l ≤ X'w ≤ u,  Σ|wᵢ| ≤ gross,  Σ|wᵢ − hᵢ| ≤ turnover,  lowᵢ ≤ wᵢ ≤ highᵢ,  net₀ ≤ Σwᵢ ≤ net₁.
 *
 * Alpha, covariances and variances are all per horizon of `horizonDays` trading days; cost is one-way.
 * In the bounds ±Infinity means unbounded; equal bounds mean exact neutrality.
 */
export interface PortfolioProblem {
  readonly ids: readonly string[];
  readonly horizonDays: number;
  /** α, n expected returns. */
  readonly alpha: Float64Array;
  /** h, n weights before the trade. */
  readonly holdings: Float64Array;
  /** γ > 0. */
  readonly riskAversion: number;
  readonly exposureNames: readonly string[];
  /** X, n × K. */
  readonly exposures: Matrix;
  /** F, K × K, symmetric positive semidefinite; null means no factor term. */
  readonly factorCovariance: Matrix | null;
  /** d, n variances. */
  readonly specificVariance: Float64Array;
  /** c, n one-way costs ≥ 0 per unit of weight traded. */
  readonly linearCost: Float64Array;
  readonly limits: PortfolioLimits;
}

export interface PortfolioLimits {
  readonly exposureLower: Float64Array;
  readonly exposureUpper: Float64Array;
  readonly positionLower: Float64Array;
  readonly positionUpper: Float64Array;
  readonly gross: number | null;
  readonly turnover: number | null;
  readonly net: readonly [number, number] | null;
}
