import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { assertSameNumbers } from '../testing/assertSameNumbers.ts';
import { workspace } from '../workspace.ts';
import { type Kernels, wasmKernels } from './kernels.ts';
import { referenceKernels } from './referenceKernels.ts';

/** What the three kernels leave, for bytes and numbers that go round. */
function products(
  make: (memory: WebAssembly.Memory) => Kernels,
  bytes: readonly number[],
  numbers: readonly number[],
  rows: number,
  columns: number,
) {
  const w = workspace(2 ** 21 + 8 * (columns ** 2 + 5 * rows + 6 * columns) + rows * columns, make);
  const [gram, x, cross] = [w.float64(columns ** 2), w.float64(4 * rows), w.float64(4 * columns)];
  const [z, out] = [w.float64(columns), w.float64(rows)];
  const at = w.uint8(rows * columns);
  const view = new Int8Array(at.buffer, at.byteOffset, rows * columns);
  for (let i = 0; i < view.length; i += 1) view[i] = bytes[(i + (i >> 6)) % bytes.length];
  for (const array of [x, z])
    for (let i = 0; i < array.length; i += 1) array[i] = numbers[(i + (i >> 5)) % numbers.length];
  const scratch = w.uint8(w.kernels.binGramScratchBytes(columns));
  const isOther = w.kernels.binGram(gram.byteOffset, at.byteOffset, rows, columns, scratch.byteOffset);
  if (columns > 0) w.kernels.binCrossProduct(cross.byteOffset, at.byteOffset, rows, columns, x.byteOffset);
  w.kernels.binCombination(out.byteOffset, at.byteOffset, rows, columns, z.byteOffset);
  return { gram, cross, out, isOther };
}

test('products of bins have the bits of plain sums at every size, with NaN and infinities among the numbers', () => {
  const bytes = fc.array(fc.integer({ min: 0, max: 5 }), { minLength: 1, maxLength: 60 });
  const numbers = fc.array(
    fc.oneof(fc.double({ min: -9, max: 9, noNaN: true }), fc.constantFrom(Number.NaN, -0, Infinity)),
    {
      minLength: 1,
      maxLength: 40,
    },
  );
  const rows = fc.oneof(fc.integer({ min: 0, max: 40 }), fc.integer({ min: 250, max: 530 }));
  fc.assert(
    fc.property(bytes, numbers, rows, fc.integer({ min: 0, max: 23 }), (...given) =>
      assertSameNumbers(products(wasmKernels, ...given), products(referenceKernels, ...given)),
    ),
    { numRuns: 60 },
  );
});

test('the sums of the largest bins do not run into each other', () => {
  for (const rows of [255, 256, 257, 1024]) {
    const { gram, isOther } = products(wasmKernels, [5], [1], rows, 19);
    assert.ok(gram.every((value) => value === 25 * rows) && isOther === 0);
  }
  assert.equal(products(wasmKernels, [0, 5, 6], [1], 40, 3).isOther, 1);
  assert.equal(products(wasmKernels, [-1, 0], [1], 3, 1).isOther, 1);
});
