import { type Matrix, nearestColumns } from '@robata/kernels';

export interface Nearest {
  readonly model: number;
  /** In [−1, 1], to six decimals. */
  readonly correlation: number;
}

/** Correlations that differ by less may be the same to six decimals. */
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
  return nearestColumns(units, count, 2 * HALF_UNIT).map(({ columns, products }) => {
    const nearest: Nearest[] = [];
    columns.forEach((other, at) => keep(nearest, models[other] as number, products[at] as number, count));
    return nearest;
  });
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
