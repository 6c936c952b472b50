/**
 * A dense real matrix, column-major: element (i, j) stands at `data[j * rows + i]`.
 * Models, features and factors are columns; stocks are rows, so that one model's values lie side by side.
 */
export interface Matrix {
  readonly rows: number;
  readonly columns: number;
  readonly data: Float64Array;
}

/** A rows × columns matrix of zeros, or over the given column-major data (not copied). Throws RangeError on a length mismatch. */
export function matrix(rows: number, columns: number, data: Float64Array = new Float64Array(rows * columns)): Matrix {
  if (data.length !== rows * columns) {
    throw new RangeError(`a ${rows} × ${columns} matrix needs ${rows * columns} values and was given ${data.length}`);
  }
  return { rows, columns, data };
}

/** Column j as a view (no copy): writing to it writes to the matrix. */
export function column(m: Matrix, j: number): Float64Array {
  return m.data.subarray(j * m.rows, (j + 1) * m.rows);
}

/** A matrix from equally long columns (copied). */
export function fromColumns(columns: readonly ArrayLike<number>[], rows = columns[0]?.length ?? 0): Matrix {
  const result = matrix(rows, columns.length);
  columns.forEach((values, j) => {
    if (values.length !== rows) throw new RangeError(`column ${j} has ${values.length} values and not ${rows}`);
    result.data.set(values, j * rows);
  });
  return result;
}
