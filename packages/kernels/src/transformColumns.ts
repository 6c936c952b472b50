import { type Matrix, matrix } from './matrix.ts';
import { columnRanker, rankerBytes } from './rankColumn.ts';
import type { RankScale } from './rankTable.ts';
import { paddedBytes, scratch } from './workspace.ts';

/** What can be done to a column in place: a rank on some scale, x·√|x|, or (x − mean)/|x − mean|. */
export type ColumnStep = RankScale | 'power15' | 'unitDeviations';

/** Columns that go through all steps together: few enough to stay in the processor's cache. */
const TOGETHER = 8;

/**
 * Every column through the steps in their order, written to `out`, which may be `m` itself. A step gives the bits of the function
 * of one column: `averageRank`, `tieKeptRank`, `gaussianizedRank`, `signedPower` (1.5), `unitDeviations`; NaN, ties and constant
 * columns as there. The data may lie on a SharedArrayBuffer. Throws RangeError on an `out` of another shape.
 *
 * @example transformColumns(predictions, ['gaussianizedRank', 'power15', 'unitDeviations'])
 */
export function transformColumns(
  m: Matrix,
  steps: readonly ColumnStep[],
  out: Matrix = matrix(m.rows, m.columns),
): Matrix {
  const { rows, columns } = m;
  if (out.rows !== rows || out.columns !== columns) {
    throw new RangeError(`${rows} × ${columns} values do not fit ${out.rows} × ${out.columns}`);
  }
  const w = scratch(paddedBytes(rows * TOGETHER) + rankerBytes(rows));
  const block = w.float64(rows * TOGETHER);
  const rank = columnRanker(w, rows);
  const at = block.byteOffset;
  for (let j = 0; j < columns; j += TOGETHER) {
    const width = Math.min(TOGETHER, columns - j);
    block.set(m.data.subarray(j * rows, (j + width) * rows));
    for (const step of steps) {
      if (step === 'power15') w.kernels.power15(at, rows * width);
      else if (step === 'unitDeviations') w.kernels.unitDeviations(at, rows, width);
      else for (let k = 0; k < width; k += 1) rank(step, at + 8 * rows * k);
    }
    out.data.set(block.subarray(0, width * rows), j * rows);
  }
  return out;
}

/** Normal scores of every column, `gaussianizedRank` of each; `out` may be `m` itself. */
export const gaussianizedRankColumns = (m: Matrix, out?: Matrix): Matrix =>
  transformColumns(m, ['gaussianizedRank'], out);

/** (x − mean)/|x − mean| of every column, `unitDeviations` of each; `out` may be `m` itself. */
export const unitDeviationColumns = (m: Matrix, out?: Matrix): Matrix => transformColumns(m, ['unitDeviations'], out);
