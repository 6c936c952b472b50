import { column, type Matrix, matrix } from '@robata/kernels';
import { type ExposureLayout, exposureLayout, isLayoutOf } from './exposureLayout.ts';
import { powerOfTwo } from './powerOfTwo.ts';
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

/** Scales a valid problem; exposures that were arranged before are arranged no more (see `layoutOf`). */
export function scaleProblem(problem: PortfolioProblem): ScaledProblem {
  const { limits, riskAversion } = problem;
  const kept = keptExposures(problem);
  const layout = layoutOf(
    problem.exposures,
    kept.map(({ exposure }) => exposure),
  );
  const units = unitsOf(problem);

  const order = layout.order;
  const lower = new Float64Array(order).fill(-Infinity);
  const upper = new Float64Array(order).fill(Infinity);
  const exposureOf = new Int32Array(order).fill(-1);
  upper[0] = limits.gross === null ? Infinity : limits.gross / units.weight;
  upper[1] = limits.turnover === null ? Infinity : limits.turnover / units.weight;
  let net: ScaledProblem['net'] = null;
  for (let k = 2; k < order; k++) {
    const { exposure, bounds, netValue } = kept[layout.columnOf[k]];
    exposureOf[k] = exposure;
    lower[k] = bounds[0] / layout.scale[k] / units.weight;
    upper[k] = bounds[1] / layout.scale[k] / units.weight;
    if (netValue !== 0) net = { limit: k, value: netValue };
  }
  const risk = scaledRisk(problem, exposureOf, layout.scale, units);
  const hasRisk = Uint8Array.from({ length: order }, (_, k) => (column(risk, k).some((value) => value !== 0) ? 1 : 0));
  const curvature = new Float64Array(layout.stocks);
  const { specificVariance } = problem;
  for (let i = 0; i < curvature.length; i++) {
    curvature[i] = (riskAversion * specificVariance[i] * units.weight) / units.alpha;
  }
  return {
    stocks: layout.stocks,
    order,
    layout,
    alpha: divided(problem.alpha, units.alpha),
    curvature,
    cost: divided(problem.linearCost, units.alpha),
    holdings: divided(problem.holdings, units.weight),
    low: divided(limits.positionLower, units.weight),
    high: divided(limits.positionUpper, units.weight),
    lower,
    upper,
    risk,
    hasRisk,
    anyRisk: hasRisk.includes(1),
    units,
    exposureOf,
    exposureUnit: layout.scale,
    net,
  };
}

function divided(values: Float64Array, unit: number): Float64Array {
  const result = new Float64Array(values.length);
  for (let i = 0; i < values.length; i++) result[i] = values[i] / unit;
  return result;
}

/** Layouts by exposures: a risk model's are arranged once, whatever is optimized over them. */
const known = new WeakMap<Matrix, { readonly columns: readonly number[]; readonly layout: ExposureLayout }[]>();
/** Limits that leave out different exposures need layouts of their own; few such sets are in use at a time. */
const KNOWN_PER_MATRIX = 3;

/** A layout known of these columns, if the matrix still holds what it held; else a new one. */
function layoutOf(exposures: Matrix, columns: readonly number[]): ExposureLayout {
  const candidates = known.get(exposures) ?? [];
  const found = candidates.find(
    (one) => one.columns.length === columns.length && one.columns.every((c, j) => c === columns[j]),
  );
  if (found !== undefined && isLayoutOf(found.layout, exposures, columns)) return found.layout;
  const layout = exposureLayout(exposures, columns);
  known.set(exposures, [{ columns, layout }, ...candidates.filter((one) => one !== found)].slice(0, KNOWN_PER_MATRIX));
  return layout;
}

interface KeptExposure {
  /** Its number; −1 for the sum of all weights, appended for net. */
  readonly exposure: number;
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
    let bounds: [number, number] = [limits.exposureLower[k], limits.exposureUpper[k]];
    const netValue = net === null ? 0 : sharedValue(column(exposures, k));
    if (net !== null && netValue !== 0) {
      const [from, to] = netValue > 0 ? net : [net[1], net[0]];
      bounds = [Math.max(bounds[0], from * netValue), Math.min(bounds[1], to * netValue)];
      net = null;
    }
    const isBounded = bounds[0] > -Infinity || bounds[1] < Infinity;
    const isRisky = factorCovariance !== null && column(factorCovariance, k).some((value) => value !== 0);
    if (isBounded || isRisky) kept.push({ exposure: k, bounds, netValue });
  }
  if (net !== null && (net[0] > -Infinity || net[1] < Infinity)) kept.push({ exposure: -1, bounds: net, netValue: 1 });
  return kept;
}

/** The value of a constant column; 0 of any other. */
const sharedValue = (values: Float64Array): number => (values.every((value) => value === values[0]) ? values[0] : 0);

function unitsOf(problem: PortfolioProblem): ScalingUnits {
  const { alpha, specificVariance, linearCost, riskAversion, limits } = problem;
  const n = alpha.length;
  const curvature = riskAversion * sumOfModuli(specificVariance);
  const moduli = sumOfModuli(alpha);
  const width = medianWidth(limits.positionLower, limits.positionUpper);
  const candidates = [((limits.gross ?? Infinity) * 2) / n, (3 * moduli) / curvature, width].filter(
    (unit) => unit > 0 && unit < Infinity,
  );
  const netWeight = Math.max(0, limits.net?.[0] ?? 0, -(limits.net?.[1] ?? 0)) / n;
  const fallback = sumOfModuli(problem.holdings) / n || 1 / n;
  const weight = powerOfTwo(Math.max(netWeight, candidates.length > 0 ? Math.min(...candidates) : fallback));
  return { weight, alpha: powerOfTwo(moduli / n || sumOfModuli(linearCost) / n || (curvature / n) * weight) };
}

function sumOfModuli(values: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += Math.abs(values[i]);
  return sum;
}

/** The median of high − low, without sorting where all are alike. */
function medianWidth(low: Float64Array, high: Float64Array): number {
  const widths = high.slice();
  for (let i = 0; i < widths.length; i++) widths[i] -= low[i];
  return widths.every((width) => width === widths[0]) ? widths[0] : widths.sort()[widths.length >> 1];
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
