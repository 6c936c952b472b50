import { column, columnRange, crossProduct, type Matrix } from '@robata/kernels';

export interface Nearest {
  readonly model: number;
  /** In [−1, 1], to six decimals. */
  readonly correlation: number;
}

/** Models on each side of the pairs correlated at a time: no more of the matrix of all pairs is ever in memory. */
const SIDE = 256;
const HALF_UNIT = 1e-6;

/**
 * For each model the `count` others whose columns correlate with its own the most, most alike first; equal ones (to six decimals) by id.
 * A column of NaN is nobody's neighbour and has none. O(stocks · models²/2).
 * @param units stocks × models, each column centred at length 1 (`unitDeviations`)
 * @param models the ids of its columns
 */
export function nearestModels(
  units: Matrix,
  models: readonly number[],
  count: number,
): readonly (readonly Nearest[])[] {
  const nearest = models.map((): Nearest[] => []);
  const side = (from: number): Matrix => columnRange(units, from, Math.min(from + SIDE, units.columns));
  for (let left = 0; left < units.columns; left += SIDE) {
    for (let right = left; right < units.columns; right += SIDE) {
      const pairs = crossProduct(side(left), side(right));
      for (let q = 0; q < pairs.columns; q++) {
        const correlations = column(pairs, q);
        const b = right + q;
        for (let p = 0; p < pairs.rows && left + p < b; p++) {
          const correlation = correlations[p] as number;
          if (correlation !== correlation) continue;
          keep(nearest[left + p] as Nearest[], models[b] as number, correlation, count);
          keep(nearest[b] as Nearest[], models[left + p] as number, correlation, count);
        }
      }
    }
  }
  return nearest;
}

/** Puts a model into a list of the most alike, if it belongs there. */
function keep(list: Nearest[], model: number, exact: number, count: number): void {
  const last = list[count - 1];
  if (last !== undefined && exact < last.correlation - HALF_UNIT) return;
  const correlation = Math.round(Math.max(-1, Math.min(1, exact)) * 1e6) / 1e6 + 0;
  const isBefore = (other: Nearest): boolean =>
    correlation > other.correlation || (correlation === other.correlation && model < other.model);
  const at = list.findIndex(isBefore);
  if (at < 0 && list.length >= count) return;
  list.splice(at < 0 ? list.length : at, 0, { model, correlation });
  if (list.length > count) list.pop();
}
