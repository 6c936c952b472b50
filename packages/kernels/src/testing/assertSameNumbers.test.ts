import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assertSameNumbers } from './assertSameNumbers.ts';

test('a NaN of either sign is one number, −0 and 0 are two, and the last bit counts', () => {
  const [positive, negative] = [0x7ff8000000000000n, 0xfff8000000000000n].map(
    (bits) => new Float64Array(BigUint64Array.of(bits).buffer),
  );
  assertSameNumbers({ sums: positive, count: 3 }, { sums: negative, count: 3 });
  const one = Float64Array.of(1, 0);
  for (const other of [Float64Array.of(1, -0), Float64Array.of(1 + 2 ** -52, 0), Float64Array.of(1)]) {
    assert.throws(() => assertSameNumbers({ sums: one }, { sums: other }), assert.AssertionError);
  }
});
