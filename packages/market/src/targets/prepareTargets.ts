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
import { RunningReturns } from './runningReturns.ts';
import { targetBins } from './targetBins.ts';

/** The targets of one era's round. */
export interface PreparedTargets {
  /**
   * Each manifest's target by the returns of the first `day` days after the lag (1, 2, …; at most the manifest's horizon), by name,
   * one value per stock in the order of the era's rows; NaN for a stock without a price at the start. `panel` is the one that has
   * the days by now (default: the one given at first), `wanted` chooses targets by name (default: all). Throws RangeError where the
   * panel does not have the days.
   */
  at(day: number, panel?: MarketPanel, wanted?: (name: string) => boolean): Map<string, Float64Array>;
  /** The manifests whose horizon the panel covers, at their last day. */
  final(panel?: MarketPanel, wanted?: (name: string) => boolean): Map<string, Float64Array>;
  /** Simple returns from the close `lagDays` after the era's day to that `day` days later, as `forwardReturns`; cheap while days ascend. */
  returns(lagDays: number, day: number, panel?: MarketPanel): Float64Array;
  /**
   * The clipped return of the first `day` days that is left beside the neutralizers of one of the manifests (unscaled), not ranked: what
   * the planted participant knows a part of. NaN for a stock without a price at the start. Throws RangeError as `at`, and for a name
   * that is not there.
   */
  residual(name: string, day: number, panel?: MarketPanel): Float64Array;
}

/** Shares of the cross-section of returns beyond which they are clipped. */
const CLIP = 0.005;
/** Characteristic by which scaled targets divide, and its floor a day. */
const SPECIFIC_VOLATILITY = 'idiosyncratic_126';
const LEAST_VOLATILITY = 0.006;

const everyName = (): boolean => true;

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
  const running = new Map<number, RunningReturns>();
  const returnsTo = (start: number, end: number, now: MarketPanel): Float64Array => {
    const found = running.get(start) ?? new RunningReturns(now, era.members, start);
    running.set(start, found);
    return found.isPast(end) ? forwardReturns(now, era.members, start, end) : found.to(end, now);
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
        const known = returns.get(key) ?? clipped(returnsTo(start, end, now));
        returns.set(key, known);
        return [manifest.name, target(manifest, known, projection(manifest, known))];
      }),
    );
  };
  return {
    at: (day, now = panel, wanted = everyName) => {
      if (!(day >= 1)) throw new RangeError(`a round has days 1, 2, … and not ${day}`);
      const chosen = manifests.filter(({ name }) => wanted(name));
      return targetsAt(chosen, (manifest) => Math.min(day, manifest.horizonDays), now);
    },
    final: (now = panel, wanted = everyName) =>
      targetsAt(
        manifests.filter(
          ({ name, lagDays, horizonDays }) => wanted(name) && era.day + lagDays + horizonDays < now.days.length,
        ),
        (manifest) => manifest.horizonDays,
        now,
      ),
    returns: (lagDays, day, now = panel) => returnsTo(era.day + lagDays, era.day + lagDays + day, now),
    residual: (name, day, now = panel) => {
      const manifest = manifests.find((each) => each.name === name);
      if (manifest === undefined) throw new RangeError(`'${name}' is not among the prepared targets`);
      const start = era.day + manifest.lagDays;
      // Far ahead of the days that are to come: not a step of the running ones.
      const returns = clipped(forwardReturns(now, era.members, start, start + day));
      const { rows, basis } = projection({ ...manifest, volatilityScaled: false }, returns);
      const present = Float64Array.from(rows, (row) => returns[row]);
      const left = leastSquaresResidual(basis, fromColumns([present]), manifest.proportion);
      return scattered(rows, column(left, 0), returns.length);
    },
  };
}

function clipped(returns: Float64Array): Float64Array {
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
  return scattered(rows, targetBins(column(residual, 0), manifest.bins), returns.length);
}

/** The values in their rows, NaN in all others. */
function scattered(rows: Int32Array, values: Float64Array, length: number): Float64Array {
  const result = new Float64Array(length).fill(Number.NaN);
  rows.forEach((row, i) => {
    result[row] = values[i];
  });
  return result;
}
