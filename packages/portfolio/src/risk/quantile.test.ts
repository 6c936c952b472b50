import assert from 'node:assert/strict';
import { test } from 'node:test';
import { clipRobust, robustMoments, sortedFinite, sortedQuantile } from './quantile.ts';

test('quantiles are linear between neighbours and leave NaN and infinities out', () => {
  const ascending = sortedFinite([4, Number.NaN, 1, Number.POSITIVE_INFINITY, 3, 2]);
  assert.deepEqual([...ascending], [1, 2, 3, 4]);
  assert.equal(sortedQuantile(ascending, 0), 1);
  assert.equal(sortedQuantile(ascending, 0.5), 2.5);
  assert.equal(sortedQuantile(ascending, 1), 4);
  assert.ok(Number.isNaN(sortedQuantile([], 0.5)));
});

test('the robust sd ignores an outlier that the sd would follow', () => {
  const { median, sd } = robustMoments([1, 2, 3, 4, 1e9]);
  assert.equal(median, 3);
  assert.equal(sd, 1.4826);
});

test('clipping moves only what is beyond the limit, keeps NaN, and leaves values without a spread alone', () => {
  const clipped = clipRobust(Float64Array.of(1, 2, 3, 4, 100, Number.NaN), 10);
  assert.deepEqual([...clipped], [1, 2, 3, 4, 3 + 10 * 1.4826, Number.NaN]);
  assert.deepEqual([...clipRobust(Float64Array.of(0, 0, 0, 9), 10)], [0, 0, 0, 9]);
});
