import assert from 'node:assert/strict';
import { test } from 'node:test';
import { firstNotFinite } from './firstNotFinite.ts';

test('NaN and infinities are found wherever they stand, the first one first', () => {
  for (let length = 1; length < 14; length++) {
    const values = Float64Array.from({ length }, (_, i) => (i % 3 === 0 ? Number.MAX_VALUE : -i));
    assert.equal(firstNotFinite(values), -1);
    for (let at = 0; at < length; at++) {
      for (const fault of [NaN, Infinity, -Infinity]) {
        assert.equal(firstNotFinite(values.with(at, fault).with(length - 1, NaN)), at);
      }
    }
  }
  assert.equal(firstNotFinite(new Float64Array(0)), -1);
});

test('what counts can be narrowed: infinities are no NaN', () => {
  const values = Float64Array.of(1, 2, Infinity, 3, 4, NaN, 5);
  assert.equal(firstNotFinite(values, Number.isNaN), 5);
  assert.equal(firstNotFinite(values.subarray(0, 5), Number.isNaN), -1);
});
