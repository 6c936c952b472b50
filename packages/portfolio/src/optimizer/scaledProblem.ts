import { column, type Matrix, matrix } from '@robata/kernels';
import { type ExposureLayout, exposureLayout } from './exposureLayout.ts';
import type { PortfolioProblem } from './problem.ts';

/**
 * The problem in units in which typical weights, alphas and prices are of order 1, arranged for the solvers:
 *
 *     minimize  Σ(½qᵢwᵢ² − aᵢwᵢ + cᵢ|wᵢ−hᵢ|) + ½y'Qy   with  y = (Σ|w|, Σ|w−h|, X'w),  lower ≤ y ≤ upper,  low ≤ w ≤ high.
 *
 * All units are powers of two, so scaling rounds nothing: a certificate of the scaled problem is one of the original.
 * Limits are numbered 0 gross, 1 turnover, 2 … exposures (see `ExposureLayout`); absent limits are infinite.
 * The net limit is one more exposure, or narrows the one that is the same for all stocks.
 * Exposures without bounds and risk are left out.
 */
export interface ScaledProblem {
  readonly stocks: number;
  /** Number of limits. */
  readonly order: number;
  readonly layout: ExposureLayout;
  readonly alpha: Float64Array;
  /** q = γd. */
  readonly curvature: Float64Array;
  readonly cost: Float64Array;
  readonly holdings: Float64Array;
  readonly low: Float64Array;
  readonly high: Float64Array;
  readonly lower: Float64Array;
  readonly upper: Float64Array;
  /** Q = γF, order × order (zero for gross and turnover). */
  readonly risk: Matrix;
  /** Which limits have a row of Q that is not zero. */
  readonly hasRisk: Uint8Array;
  readonly anyRisk: boolean;
  readonly units: ScalingUnits;
  /** For each limit from 2 on: its exposure in the problem (−1: none, it is net alone) and its unit. */
  readonly exposureOf: Int32Array;
  readonly exposureUnit: Float64Array;
  /** The limit that carries net, with the value all its stocks share; null when net is not limited. */
  readonly net: { readonly limit: number; readonly value: number } | null;
}

export interface ScalingUnits {
  readonly weight: number;
  readonly alpha: number;
}

/** Scales and arranges a valid problem: one pass over the exposures. */
export function scaleProblem(problem: PortfolioProblem): ScaledProblem {
  const n = problem.alpha.length;
  const { limits, riskAversion } = problem;
  const kept = keptExposures(problem);
  const scales = kept.map(({ values }) => powerOfTwo(largest(values)));
  const layout = exposureLayout(
    n,
    kept.map(({ values }) => values),
    scales,
  );
  const units = unitsOf(problem);
  const scaled = (values: Float64Array, unit: number): Float64Array => values.map((value) => value / unit);

  const order = layout.order;
  const lower = new Float64Array(order).fill(-Infinity);
  const upper = new Float64Array(order).fill(Infinity);
  const exposureOf = new Int32Array(order).fill(-1);
  const exposureUnit = new Float64Array(order).fill(1);
  upper[0] = limits.gross === null ? Infinity : limits.gross / units.weight;
  upper[1] = limits.turnover === null ? Infinity : limits.turnover / units.weight;
  let net: ScaledProblem['net'] = null;
  for (let k = 2; k < order; k++) {
    const { exposure, bounds, netValue } = kept[layout.columnOf[k]];
    exposureOf[k] = exposure;
    exposureUnit[k] = scales[layout.columnOf[k]];
    lower[k] = bounds[0] / exposureUnit[k] / units.weight;
    upper[k] = bounds[1] / exposureUnit[k] / units.weight;
    if (netValue !== 0) net = { limit: k, value: netValue };
  }
  const risk = scaledRisk(problem, exposureOf, exposureUnit, units);
  const hasRisk = Uint8Array.from({ length: order }, (_, k) => (column(risk, k).some((value) => value !== 0) ? 1 : 0));
  const curvature = problem.specificVariance.map((d) => (riskAversion * d * units.weight) / units.alpha);
  return {
    stocks: n,
    order,
    layout,
    alpha: scaled(problem.alpha, units.alpha),
    curvature,
    cost: scaled(problem.linearCost, units.alpha),
    holdings: scaled(problem.holdings, units.weight),
    low: scaled(limits.positionLower, units.weight),
    high: scaled(limits.positionUpper, units.weight),
    lower,
    upper,
    risk,
    hasRisk,
    anyRisk: hasRisk.includes(1),
    units,
    exposureOf,
    exposureUnit,
    net,
  };
}

interface KeptExposure {
  readonly exposure: number;
  readonly values: Float64Array;
  readonly bounds: readonly [number, number];
  /** The value all stocks share where this exposure carries net, else 0. */
  readonly netValue: number;
}

/** The exposures that matter, with net merged into a constant one or appended: never two equal rows. */
function keptExposures(problem: PortfolioProblem): KeptExposure[] {
  const { exposures, factorCovariance, limits } = problem;
  const kept: KeptExposure[] = [];
  let net = limits.net;
  for (let k = 0; k < exposures.columns; k++) {
    const values = column(exposures, k);
    let bounds: [number, number] = [limits.exposureLower[k], limits.exposureUpper[k]];
    const isConstant = values[0] !== 0 && values.every((value) => value === values[0]);
    const netValue = net !== null && isConstant ? values[0] : 0;
    if (net !== null && netValue !== 0) {
      const [from, to] = netValue > 0 ? net : [net[1], net[0]];
      bounds = [Math.max(bounds[0], from * netValue), Math.min(bounds[1], to * netValue)];
      net = null;
    }
    const isBounded = bounds[0] > -Infinity || bounds[1] < Infinity;
    const isRisky = factorCovariance !== null && column(factorCovariance, k).some((value) => value !== 0);
    if (isBounded || isRisky) kept.push({ exposure: k, values, bounds, netValue });
  }
  if (net !== null && (net[0] > -Infinity || net[1] < Infinity)) {
    kept.push({ exposure: -1, values: new Float64Array(problem.alpha.length).fill(1), bounds: net, netValue: 1 });
  }
  return kept;
}

function largest(values: Float64Array): number {
  let most = 0;
  for (let i = 0; i < values.length; i++) most = Math.max(most, Math.abs(values[i]));
  return most;
}

function unitsOf(problem: PortfolioProblem): ScalingUnits {
  const { alpha, specificVariance, linearCost, riskAversion, limits } = problem;
  const n = alpha.length;
  const sum = (values: Float64Array): number => values.reduce((total, value) => total + Math.abs(value), 0);
  const curvature = riskAversion * sum(specificVariance);
  const width = limits.positionUpper.map((high, i) => high - limits.positionLower[i]).sort()[n >> 1];
  const candidates = [((limits.gross ?? Infinity) * 2) / n, (3 * sum(alpha)) / curvature, width].filter(
    (unit) => unit > 0 && unit < Infinity,
  );
  const netWeight = Math.max(0, limits.net?.[0] ?? 0, -(limits.net?.[1] ?? 0)) / n;
  const fallback = sum(problem.holdings) / n || 1 / n;
  const weight = powerOfTwo(Math.max(netWeight, candidates.length > 0 ? Math.min(...candidates) : fallback));
  return { weight, alpha: powerOfTwo(sum(alpha) / n || sum(linearCost) / n || (curvature / n) * weight) };
}

function scaledRisk(
  { factorCovariance, riskAversion }: PortfolioProblem,
  exposureOf: Int32Array,
  exposureUnit: Float64Array,
  units: ScalingUnits,
): Matrix {
  const order = exposureOf.length;
  const risk = matrix(order, order);
  if (factorCovariance === null) return risk;
  for (let k = 2; k < order; k++) {
    if (exposureOf[k] < 0) continue;
    const covariances = column(factorCovariance, exposureOf[k]);
    for (let j = 2; j < order; j++) {
      if (exposureOf[j] < 0) continue;
      const unit = exposureUnit[j] * exposureUnit[k] * (units.weight / units.alpha);
      risk.data[k * order + j] = riskAversion * covariances[exposureOf[j]] * unit;
    }
  }
  return risk;
}

const bits = new BigUint64Array(1);
const value = new Float64Array(bits.buffer);

/** The largest power of two ≤ x, for x > 0 and not subnormal; 1 for 0. */
function powerOfTwo(x: number): number {
  value[0] = x;
  bits[0] &= 0x7ff0000000000000n;
  return value[0] || 1;
}
