import { normalQuantile } from './normalQuantile.ts';
import { type Workspace, workspace } from './workspace.ts';

/** Values that go through the module at a time; fewer than `SMALL` stay out of it. */
const TOGETHER = 4096;
const SMALL = 16;

/** Memory of its own, so that whoever holds scratch memory can call. */
let own: { readonly kernels: Workspace['kernels']; readonly values: Float64Array } | undefined;

/**
 * `normalQuantile` of many probabilities, to the bit, several times as fast; `out` may be `probabilities` itself.
 * Throws RangeError on an `out` of another length.
 */
export function normalQuantiles(
  probabilities: Float64Array,
  out: Float64Array = new Float64Array(probabilities.length),
): Float64Array {
  const n = probabilities.length;
  if (out.length !== n) throw new RangeError(`${n} probabilities do not fit ${out.length}`);
  if (n < SMALL) {
    for (let i = 0; i < n; i += 1) out[i] = normalQuantile(probabilities[i]);
    return out;
  }
  if (own === undefined) {
    const w = workspace(8 * TOGETHER);
    own = { kernels: w.kernels, values: w.float64(TOGETHER) };
  }
  for (let from = 0; from < n; from += TOGETHER) {
    const count = Math.min(TOGETHER, n - from);
    own.values.set(probabilities.subarray(from, from + count));
    own.kernels.normalQuantiles(own.values.byteOffset, count);
    out.set(own.values.subarray(0, count), from);
  }
  return out;
}
