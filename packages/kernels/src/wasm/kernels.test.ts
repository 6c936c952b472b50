import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { workspace } from '../workspace.ts';
import { wasmKernels } from './kernels.ts';
import { referenceKernels } from './referenceKernels.ts';

const size = fc.integer({ min: 0, max: 70 });

function product(
  make: typeof wasmKernels,
  values: Float64Array,
  m: number,
  k: number,
  n: number,
  isTransposed: boolean,
) {
  const w = workspace(8 * (m * k + k * n + m * n + 64) + wasmScratch, make);
  const [a, b, c] = [w.float64(m * k), w.float64(k * n), w.float64(m * n)];
  a.forEach((_, i) => (a[i] = values[i % values.length]));
  b.forEach((_, i) => (b[i] = values[(7 * i + 3) % values.length]));
  const scratch = w.uint8(w.kernels.productScratchBytes());
  const [row, inner] = isTransposed ? [k, 1] : [1, m];
  w.kernels.product(c.byteOffset, m, a.byteOffset, row, inner, b.byteOffset, 1, k, m, k, n, scratch.byteOffset);
  return c;
}

const wasmScratch = workspace(0).kernels.productScratchBytes();

test('products have the bits of plain sums in order, transposed or not, at every size', () => {
  fc.assert(
    fc.property(
      fc.float64Array({ minLength: 1, maxLength: 200, noNaN: true, min: -1e6, max: 1e6 }),
      ...([size, fc.integer({ min: 0, max: 600 }), size, fc.boolean()] as const),
      (values, m, k, n, isTransposed) => {
        const fast = product(wasmKernels, values, m, k, n, isTransposed);
        const plain = product(referenceKernels, values, m, k, n, isTransposed);
        assert.deepEqual(fast, plain);
      },
    ),
    { numRuns: 30 },
  );
});
