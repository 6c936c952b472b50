import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fromColumns } from '@robata/kernels';
import { alphaFromMetaModel, gaussianizedPredictions, metaModelOf, standardized } from './alpha.ts';

const g = gaussianizedPredictions(
  fromColumns([
    [0.1, 0.9, 0.5, 0.5],
    [4, 3, 2, 1],
  ]),
);

test('ties keep one rank, and only order matters', () => {
  assert.equal(g.data[2], g.data[3]);
  assert.equal(g.data[1], -g.data[0]);
  const other = gaussianizedPredictions(fromColumns([[1e-9, 1e9, 3, 3]]));
  assert.deepEqual(other.data, g.data.slice(0, 4));
});

test('the meta model is the stake-weighted mean, blind to the unit of stakes', () => {
  const mean = metaModelOf(g, Float64Array.of(1, 3));
  mean.forEach((m, i) => assert.ok(Math.abs(m - (g.data[i] + 3 * g.data[4 + i]) / 4) < 1e-15));
  assert.deepEqual(metaModelOf(g, Float64Array.of(1024, 3072)), mean);
  assert.deepEqual(metaModelOf(g, Float64Array.of(0, 7)), g.data.slice(4));
});

test('stakes that are negative, not numbers or all zero are refused', () => {
  for (const stakes of [
    [-1, 2],
    [NaN, 2],
    [Infinity, 1],
    [0, 0],
    [1, 2, 3],
  ]) {
    assert.throws(() => metaModelOf(g, Float64Array.from(stakes)), RangeError);
  }
});

test('a prediction that is not a number is refused', () => {
  assert.throws(() => gaussianizedPredictions(fromColumns([[1, NaN]])), RangeError);
});

test('alpha has the volatilities as its scale: mean 0 and deviation 1 before them', () => {
  const alpha = alphaFromMetaModel(Float64Array.of(1, 2, 3, 6), Float64Array.of(0.1, 0.1, 0.1, 0.2), 0.02);
  // mean 3, std √(4+1+0+9)/2
  const std = Math.sqrt(14) / 2;
  [-2, -1, 0, 6].forEach((z, i) => assert.ok(Math.abs(alpha[i] - (0.002 * z) / std) < 1e-16));
  assert.throws(() => alphaFromMetaModel(Float64Array.of(1, 2), Float64Array.of(1), 0.02), RangeError);
});

test('a signal whose spread is only rounding says nothing', () => {
  assert.deepEqual([...standardized(Float64Array.of(0.1, 0.1, 0.1))], [0, 0, 0]);
  assert.deepEqual([...standardized(Float64Array.of(1e-17, -1e-17, 0))], [0, 0, 0]);
});
