import assert from 'node:assert/strict';
import { test } from 'node:test';
import { normalQuantile } from './normalQuantile.ts';
import { normalQuantiles } from './normalQuantiles.ts';
import { assertSameNumbers } from './testing/assertSameNumbers.ts';

for (const n of [0, 1, 15, 16, 17, 4096, 9001]) {
  test(`${n} quantiles have the bits of one after the other, in place or not`, () => {
    const p = Float64Array.from({ length: n }, (_, i) => (i % 97 === 5 ? (i % 2 ? 2 : NaN) : (i / n) ** 3));
    const expected = p.map((x) => normalQuantile(x));
    assertSameNumbers(normalQuantiles(p), expected);
    assert.equal(normalQuantiles(p, p), p);
    assertSameNumbers(p, expected);
  });
}

test('a result of another length is refused', () => {
  assert.throws(() => normalQuantiles(new Float64Array(2), new Float64Array(3)), RangeError);
});
