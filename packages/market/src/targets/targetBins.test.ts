import assert from 'node:assert/strict';
import { test } from 'node:test';
import { targetBins } from './targetBins.ts';

const shares = [0.05, 0.2, 0.5, 0.2, 0.05];

test('a hundred values fall 5, 20, 50, 20, 5 into the values 0 to 1', () => {
  const bins = targetBins(
    Float64Array.from({ length: 100 }, (_, i) => (i * 37) % 100),
    shares,
  );
  const count = (value: number) => bins.filter((bin) => bin === value).length;
  assert.deepEqual([0, 0.25, 0.5, 0.75, 1].map(count), [5, 20, 50, 20, 5]);
  assert.equal(bins[0], 0);
  assert.equal(bins[27], 1, '27 · 37 mod 100 is 99');
});

test('the order of the values turned round turns the bins round', () => {
  const values = Float64Array.from({ length: 57 }, (_, i) => Math.sin(i));
  const turned = targetBins(
    values.map((value) => -value),
    shares,
  );
  assert.deepEqual(
    turned,
    targetBins(values, shares).map((bin) => 1 - bin),
  );
});

test('ties share a bin, missing values stay missing and do not count', () => {
  assert.deepEqual([...targetBins(Float64Array.of(3, 3, 3), shares)], [0.5, 0.5, 0.5]);
  const withMissing = targetBins(Float64Array.of(Number.NaN, 1, 2, 3), shares);
  assert.ok(Number.isNaN(withMissing[0]));
  assert.deepEqual([...withMissing.subarray(1)], [0.25, 0.5, 0.75]);
});
