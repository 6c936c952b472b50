import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { workspace } from '../workspace.ts';
import { type Kernels, wasmKernels } from './kernels.ts';
import { referenceKernels } from './referenceKernels.ts';

interface Sizes {
  readonly rows: number;
  readonly columns: number;
  readonly length: number;
}

function products(
  make: (memory: WebAssembly.Memory) => Kernels,
  values: readonly number[],
  { rows, columns, length }: Sizes,
) {
  const w = workspace(2 * (rows + columns) * length + 4 * rows * columns + 1024, make);
  const out = w.int32(rows * columns).fill(9);
  const [a, b] = [rows, columns].map((count, side) => {
    const bytes = w.uint8(2 * count * length);
    const shorts = new Int16Array(bytes.buffer, bytes.byteOffset, count * length);
    for (let i = 0; i < shorts.length; i += 1) shorts[i] = values[(i + side + (i >> 6)) % values.length];
    return bytes.byteOffset;
  });
  w.kernels.shortCrossProduct(out.byteOffset, a, rows, b, columns, length);
  return [...out];
}

test('products of shorts are exact at every size, also of the largest', () => {
  const times = (factor: number, max: number) => fc.integer({ min: 0, max }).map((count) => factor * count);
  const sizes = fc.record({ rows: times(4, 5), columns: times(2, 6), length: fc.oneof(times(8, 9), times(8, 290)) });
  const values = fc.array(fc.integer({ min: -900, max: 900 }), { minLength: 1, maxLength: 70 });
  fc.assert(
    fc.property(values, sizes, (given, size) =>
      assert.deepEqual(products(wasmKernels, given, size), products(referenceKernels, given, size)),
    ),
    { numRuns: 60 },
  );
  const one = { rows: 4, columns: 2, length: 8 };
  for (const value of [32000, -32000]) {
    const single = [value, 0, 0, 0, 0, 0, 0, 0];
    assert.deepEqual(products(wasmKernels, single, one), products(referenceKernels, single, one));
  }
});
