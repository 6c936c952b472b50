import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { fiveBins } from './fiveBins.ts';

test('distinct values fall into five bins whose sizes differ by one at most', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.integer(), { minLength: 5, maxLength: 200 }), (values) => {
      const sizes = [0, 0, 0, 0, 0];
      for (const bin of fiveBins(Float64Array.from(values))) sizes[bin] += 1;
      assert.ok(Math.max(...sizes) - Math.min(...sizes) <= 1, sizes.join(' '));
    }),
  );
});

test('bins ascend with the values, ties share one, and missing values are −1 and not counted', () => {
  assert.deepEqual([...fiveBins(Float64Array.of(50, 10, Number.NaN, 30, 20, 40))], [4, 0, -1, 2, 1, 3]);
  assert.deepEqual([...fiveBins(Float64Array.of(1, 1, 1, 2))], [1, 1, 1, 4]);
});

test('a constant column is all 2, one value too, and nothing stays nothing', () => {
  assert.deepEqual([...fiveBins(Float64Array.of(7, 7, 7, 7))], [2, 2, 2, 2]);
  assert.deepEqual([...fiveBins(Float64Array.of(7))], [2]);
  assert.deepEqual([...fiveBins(Float64Array.of(Number.NaN))], [-1]);
  assert.deepEqual([...fiveBins(new Float64Array(0))], []);
});
