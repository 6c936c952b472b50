import {
  column,
  fromColumns,
  gaussianizedRank,
  leastSquaresBasis,
  leastSquaresResidual,
  type Matrix,
  matrix,
  quantile,
} from '@robata/kernels';
import type { Era } from '../era.ts';
import type { MarketPanel } from '../panel.ts';
import { forwardReturns } from './forwardReturns.ts';
import type { TargetManifest } from './manifest.ts';
import { neutralizerMatrix } from './neutralizerMatrix.ts';
import { targetBins } from './targetBins.ts';

/** The targets of one era's round. */
export interface PreparedTargets {
  /**
   * Each manifest's target by the returns of the first `day` days after the lag (1, 2, …; at most the manifest's horizon), by name,
   * one value per stock in the order of the era's rows; NaN for a stock without a price at the start. `panel` is the one that has
   * the days by now (default: the one given at first). Throws RangeError where it does not have them.
   */
  at(day: number, panel?: MarketPanel): Map<string, Float64Array>;
  /** The manifests whose horizon the panel covers, at their last day. */
  final(panel?: MarketPanel): Map<string, Float64Array>;
}

/** Shares of the cross-section of returns beyond which they are clipped. */
const CLIP = 0.005;
/** Characteristic by which scaled targets divide, and its floor a day. */
const SPECIFIC_VOLATILITY = 'idiosyncratic_126';
const LEAST_VOLATILITY = 0.006;

/** What remains of a column beside the neutralizers, over the stocks that had a price when the return began. */
interface Projection {
  /** Row numbers that take part. */
  readonly rows: Int32Array;
  /** Orthonormal, `rows.length` × rank. */
  readonly basis: Matrix;
  /** What returns are divided by; null where nothing. */
  readonly scale: Float64Array | null;
}

/**
 * Prepares the targets of an era: the least-squares projections are made once (when the first return is asked for, because they
 * leave out stocks without a price at its start) and serve all days of the round.
 *
 * Return: simple, clipped at .5 and 99.5 %, delisting as in `forwardReturns`; then by the manifest's order.
 *
 * @example
 * const targets = prepareTargets(panel, era, [targetManifest('janet', 20), targetManifest('nomi', 20)]);
 * targets.at(5).get('janet_20'); // the interim target after five days
 */
export function prepareTargets(panel: MarketPanel, era: Era, manifests: readonly TargetManifest[]): PreparedTargets {
  const projections = new Map<string, Projection>();
  const projection = (manifest: TargetManifest, returns: Float64Array): Projection => {
    const key = JSON.stringify([manifest.lagDays, manifest.volatilityScaled, manifest.neutralizers]);
    const known = projections.get(key);
    if (known !== undefined) return known;
    const made = project(panel, era, manifest, returns);
    projections.set(key, made);
    return made;
  };
  const targetsAt = (
    chosen: readonly TargetManifest[],
    dayOf: (manifest: TargetManifest) => number,
    now: MarketPanel,
  ) => {
    const returns = new Map<string, Float64Array>();
    return new Map(
      chosen.map((manifest) => {
        const start = era.day + manifest.lagDays;
        const end = start + dayOf(manifest);
        const key = `${start} ${end}`;
        const known = returns.get(key) ?? clippedReturns(now, era, start, end);
        returns.set(key, known);
        return [manifest.name, target(manifest, known, projection(manifest, known))];
      }),
    );
  };
  return {
    at: (day, now = panel) => {
      if (!(day >= 1)) throw new RangeError(`a round has days 1, 2, … and not ${day}`);
      return targetsAt(manifests, (manifest) => Math.min(day, manifest.horizonDays), now);
    },
    final: (now = panel) =>
      targetsAt(
        manifests.filter((manifest) => era.day + manifest.lagDays + manifest.horizonDays < now.days.length),
        (manifest) => manifest.horizonDays,
        now,
      ),
  };
}

function clippedReturns(panel: MarketPanel, era: Era, start: number, end: number): Float64Array {
  const returns = forwardReturns(panel, era.members, start, end);
  const low = quantile(returns, CLIP);
  const high = quantile(returns, 1 - CLIP);
  return returns.map((value) => Math.min(high, Math.max(low, value)));
}

function project(panel: MarketPanel, era: Era, manifest: TargetManifest, returns: Float64Array): Projection {
  const rows = Int32Array.from(returns.keys()).filter((i) => returns[i] === returns[i]);
  const scale = manifest.volatilityScaled ? specificVolatility(era) : null;
  const all = neutralizerMatrix(panel, era, manifest.neutralizers);
  const x = matrix(rows.length, all.columns + (scale === null ? 0 : 1));
  rows.forEach((row, i) => {
    for (let k = 0; k < all.columns; k++) {
      x.data[k * rows.length + i] = all.data[k * all.rows + row] / (scale === null ? 1 : scale[row]);
    }
    // The scaled market: the constant of the unscaled regression.
    if (scale !== null) x.data[all.columns * rows.length + i] = 1 / scale[row];
  });
  return { rows, basis: leastSquaresBasis(x), scale };
}

/** Daily, floored; the median where it is not known. */
function specificVolatility(era: Era): Float64Array {
  const k = era.columns.characteristics.indexOf(SPECIFIC_VOLATILITY);
  const values = column(era.characteristics, k);
  const median = quantile(values, 0.5);
  return values.map((value) => Math.max(LEAST_VOLATILITY, value === value ? value : median));
}

function target(manifest: TargetManifest, returns: Float64Array, { rows, basis, scale }: Projection): Float64Array {
  const present = Float64Array.from(rows, (row) => (scale === null ? returns[row] : returns[row] / scale[row]));
  const scores = manifest.order === 'after-rank' ? gaussianizedRank(present) : present;
  const residual = leastSquaresResidual(basis, fromColumns([scores]), manifest.proportion);
  const binned = targetBins(column(residual, 0), manifest.bins);
  const result = new Float64Array(returns.length).fill(Number.NaN);
  rows.forEach((row, i) => {
    result[row] = binned[i];
  });
  return result;
}

/**
 * The clipped return that is left beside a manifest's neutralizers, not ranked: what the planted participant knows a part of.
 * NaN for a stock without a price at the start. Throws RangeError where the panel lacks a day.
 */
export function residualReturns(
  panel: MarketPanel,
  era: Era,
  manifest: TargetManifest,
  days: number = manifest.horizonDays,
): Float64Array {
  const start = era.day + manifest.lagDays;
  const returns = clippedReturns(panel, era, start, start + days);
  const { rows, basis } = project(panel, era, { ...manifest, volatilityScaled: false }, returns);
  const present = Float64Array.from(rows, (row) => returns[row]);
  const residual = leastSquaresResidual(basis, fromColumns([present]), manifest.proportion);
  const result = new Float64Array(returns.length).fill(Number.NaN);
  rows.forEach((row, i) => {
    result[row] = residual.data[i];
  });
  return result;
}
