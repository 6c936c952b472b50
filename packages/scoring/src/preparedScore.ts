/** A score whose work on the predictions is done: a target costs one dot product per model. */
export interface PreparedScore<Options = Record<never, never>> {
  /**
   * The score of every model against a target (n values, in the rows of the predictions). Rows whose target is NaN are left out
   * and the predictions ranked anew without them, as the definition says (that costs a full preparation).
   */
  score(target: Float64Array, options?: Options): Float64Array;
}

/** The rows whose value is not NaN, or undefined where that is all of them. */
export function completeRows(target: Float64Array): Uint32Array | undefined {
  let missing = 0;
  for (let i = 0; i < target.length; i += 1) if (target[i] !== target[i]) missing += 1;
  if (missing === 0) return undefined;
  const rows = new Uint32Array(target.length - missing);
  let k = 0;
  for (let i = 0; i < target.length; i += 1) if (target[i] === target[i]) rows[k++] = i;
  return rows;
}

export function pick(values: Float64Array, rows: ArrayLike<number>): Float64Array {
  const result = new Float64Array(rows.length);
  for (let k = 0; k < rows.length; k += 1) result[k] = values[rows[k]];
  return result;
}
