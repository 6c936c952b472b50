import assert from 'node:assert/strict';
import { it } from 'node:test';
import { latencies, percentile } from './percentile.ts';

it('gives the nearest rank, the ends included, and NaN of nothing', () => {
  const values = Array.from({ length: 100 }, (_, at) => 100 - at);
  assert.deepEqual(
    [0, 0.01, 0.5, 0.99, 1].map((share) => percentile(values, share)),
    [1, 1, 50, 99, 100],
  );
  assert.equal(percentile([7], 0.99), 7);
  assert.equal(percentile([], 0.5), Number.NaN);
  assert.deepEqual(latencies([1, 3.04, 2]), { p50: 2, p99: 3, most: 3 });
});
