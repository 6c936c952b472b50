import { type RankScale, rankTable } from './rankTable.ts';
import { type Workspace, paddedBytes, scratch } from './workspace.ts';

/** The scratch bytes that `columnRanker` takes for columns of n. */
export const rankerBytes = (n: number): number =>
  paddedBytes(n) + paddedBytes(2 * n) + paddedBytes(scratch(0).kernels.stableOrderScratchBytes(n), 1);

/** Ranks columns of n values that lie in the workspace, each in place. The table of a scale is loaded when it changes. */
export function columnRanker(w: Workspace, n: number): (scale: RankScale, address: number) => void {
  const { kernels } = w;
  const pairs = w.float64(n).byteOffset;
  const table = w.float64(2 * n);
  const order = w.uint8(kernels.stableOrderScratchBytes(n)).byteOffset;
  let loaded = '';
  return (scale, address) => {
    const count = kernels.stableOrder(pairs, address, n, order);
    if (loaded !== `${scale} ${count}`) table.set(rankTable(scale, count));
    loaded = `${scale} ${count}`;
    kernels.spreadRanks(address, n, pairs, count, table.byteOffset);
  };
}

/** The ranks of one column on a scale, written to `result`, which may be `values` itself. NaN stays NaN and is not counted. */
export function rankColumn(values: ArrayLike<number>, scale: RankScale, result: Float64Array): Float64Array {
  const n = values.length;
  if (result.length !== n) throw new RangeError(`${n} values do not fit ${result.length}`);
  const w = scratch(paddedBytes(n) + rankerBytes(n));
  const column = w.float64(n);
  column.set(values);
  columnRanker(w, n)(scale, column.byteOffset);
  result.set(column);
  return result;
}
