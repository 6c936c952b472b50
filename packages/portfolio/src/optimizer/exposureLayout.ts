import { type Matrix, matrix, transposedMatrixVector } from '@robata/kernels';

/**
 * The exposures of a problem, arranged for speed. Rows of the optimizer's systems ("limits") are numbered
 * 0 gross, 1 turnover, 2 … exposures; exposures stand in the order dense columns first, then dummies.
 *
 * - Dense columns lie stock by stock in `rows` (one matrix column per stock), behind two spare entries for the stock's
 *   slopes of |w| and |w − h|, so that one routine forms the whole system; and once more column by column in `dense`.
 * - Columns with few nonzeros (countries, industries) are packed into slots of disjoint support:
 *   per stock and slot one (limit, value); a stock that is in none has the value 0.
 */
export interface ExposureLayout {
  readonly stocks: number;
  /** Number of limits: exposures + 2. */
  readonly order: number;
  /** For each limit from 2 on, which of the given columns it is. */
  readonly columnOf: Int32Array;
  /** (2 + dense columns) × stocks. The two spare entries of each stock are scratch. */
  readonly rows: Matrix;
  /** stocks × dense columns. */
  readonly dense: Matrix;
  readonly slots: readonly { readonly limit: Int32Array; readonly value: Float64Array }[];
}

/** A dummy has at most this share of nonzeros. */
const SPARSE_SHARE = 1 / 3;

/** Arranges equally long columns, each divided by its scale. */
export function exposureLayout(
  stocks: number,
  columns: readonly Float64Array[],
  scales: ArrayLike<number>,
): ExposureLayout {
  const { dense, packed } = packDummies(stocks, columns);
  const columnOf = Int32Array.of(-1, -1, ...dense, ...packed.flat());
  const width = dense.length + 2;
  const rows = matrix(width, stocks);
  const byColumn = matrix(stocks, dense.length);
  dense.forEach((j, at) => {
    const values = columns[j];
    const inverse = 1 / scales[j];
    for (let i = 0; i < stocks; i++) {
      rows.data[i * width + at + 2] = values[i] * inverse;
      byColumn.data[at * stocks + i] = values[i] * inverse;
    }
  });
  let limit = width;
  const slots = packed.map((members) => {
    const slot = { limit: new Int32Array(stocks).fill(limit), value: new Float64Array(stocks) };
    for (const j of members) {
      const values = columns[j];
      for (let i = 0; i < stocks; i++) {
        if (values[i] === 0) continue;
        slot.limit[i] = limit;
        slot.value[i] = values[i] / scales[j];
      }
      limit += 1;
    }
    return slot;
  });
  return { stocks, order: columns.length + 2, columnOf, rows, dense: byColumn, slots };
}

/** First fit: each dummy goes into the first slot whose stocks it does not touch. A slot of one column is no gain. */
function packDummies(stocks: number, columns: readonly Float64Array[]): { dense: number[]; packed: number[][] } {
  const slots: { taken: Uint8Array; members: number[] }[] = [];
  const dense: number[] = [];
  columns.forEach((values, j) => {
    if (countNonzeros(values, SPARSE_SHARE * stocks) > SPARSE_SHARE * stocks) {
      dense.push(j);
      return;
    }
    let slot = slots.find(({ taken }) => areDisjoint(values, taken));
    if (slot === undefined) {
      slot = { taken: new Uint8Array(stocks), members: [] };
      slots.push(slot);
    }
    for (let i = 0; i < stocks; i++) if (values[i] !== 0) slot.taken[i] = 1;
    slot.members.push(j);
  });
  for (const { members } of slots) if (members.length === 1) dense.push(members[0]);
  return {
    dense: dense.sort((a, b) => a - b),
    packed: slots.filter(({ members }) => members.length > 1).map(({ members }) => members),
  };
}

/** Stops counting beyond `enough`. */
function countNonzeros(values: Float64Array, enough: number): number {
  let nonzeros = 0;
  for (let i = 0; i < values.length && nonzeros <= enough; i++) if (values[i] !== 0) nonzeros += 1;
  return nonzeros;
}

function areDisjoint(values: Float64Array, taken: Uint8Array): boolean {
  for (let i = 0; i < values.length; i++) if (values[i] !== 0 && taken[i] !== 0) return false;
  return true;
}

/** out = X prices: per stock Σₖ xᵢₖ · prices[k]. The entries for gross and turnover must be 0. */
export function timesExposures(layout: ExposureLayout, prices: Float64Array, out: Float64Array): Float64Array {
  transposedMatrixVector(layout.rows, prices.subarray(0, layout.rows.rows), out);
  for (const { limit, value } of layout.slots) {
    for (let i = 0; i < out.length; i++) out[i] += value[i] * prices[limit[i]];
  }
  return out;
}

/** out = X'v in the entries from 2 on; the entries for gross and turnover become 0. */
export function exposuresOf(layout: ExposureLayout, v: Float64Array, out: Float64Array): Float64Array {
  const width = layout.rows.rows;
  transposedMatrixVector(layout.dense, v, out.subarray(2, width));
  out[0] = 0;
  out[1] = 0;
  out.fill(0, width);
  for (const { limit, value } of layout.slots) {
    for (let i = 0; i < v.length; i++) out[limit[i]] += value[i] * v[i];
  }
  return out;
}
