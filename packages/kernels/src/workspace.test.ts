import assert from 'node:assert/strict';
import { test } from 'node:test';
import { averageRank } from './averageRank.ts';
import { paddedBytes, scratch, workspace } from './workspace.ts';

test('arrays are zeroed, 16-byte aligned, side by side without overlap, and all of the room asked for is there', () => {
  const w = workspace(paddedBytes(3) + paddedBytes(5, 4) + paddedBytes(7, 1) + paddedBytes(100_000));
  const arrays = [w.float64(3), w.int32(5), w.uint8(7), w.float64(100_000)];
  arrays.forEach((array, k) => {
    assert.ok(array.byteOffset > 0 && array.byteOffset % 16 === 0 && array.every((x) => x === 0));
    array.fill(k + 1);
  });
  arrays.forEach((array, k) => assert.ok(array.every((x) => x === k + 1)));
});

test('a full workspace, one beyond what the module can address, and no size at all are refused', () => {
  const w = workspace(16);
  assert.throws(() => w.float64(2 ** 20), /the workspace of \d+ bytes is full/);
  for (const bytes of [2 ** 31 - 2 ** 16, 2 ** 31, 2 ** 33, -1, Number.NaN]) {
    assert.throws(() => workspace(bytes), { name: 'RangeError', message: /a workspace cannot hold/ });
    assert.throws(() => scratch(bytes), RangeError);
  }
});

test('scratch memory that has grown, or was refused, goes on to serve', () => {
  assert.deepEqual([...averageRank([3, 1])], [2, 1]);
  const { buffer } = scratch(0).float64(1);
  const n = buffer.byteLength / 8;
  const ranks = averageRank(Float64Array.from({ length: n }, (_, i) => -i));
  assert.ok(ranks.every((rank, i) => rank === n - i));
  assert.equal(buffer.byteLength, 0, 'the memory was to grow');
  assert.throws(() => scratch(2 ** 40), RangeError);
  assert.deepEqual([...averageRank([3, 1])], [2, 1]);
});
