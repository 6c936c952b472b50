import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { orthogonalizeStyle, standardizeStyle, winsorize } from './styleExposure.ts';
import { seededNormal } from './testing/plantedMarket.ts';

const draw = (n: number, seed: number) => Float64Array.from({ length: n }, seededNormal(seed));

test('a standardized style has size-weighted mean 0 and equally weighted sd 1', () => {
  const values = winsorize(draw(2000, 1).map((value) => 7 + 3 * value));
  const size = draw(2000, 2).map(Math.exp);
  const exposure = standardizeStyle(values, size);
  assert.ok(
    exposure.every((value) => Math.abs(value) < 3),
    'nothing was clipped in this sample',
  );
  const total = size.reduce((sum, value) => sum + value, 0);
  assert.ok(Math.abs(exposure.reduce((sum, value, i) => sum + value * size[i], 0) / total) < 1e-12);
  const mean = exposure.reduce((sum, value) => sum + value, 0) / 2000;
  const variance = exposure.reduce((sum, value) => sum + (value - mean) ** 2, 0) / 2000;
  assert.ok(Math.abs(variance - 1) < 1e-12);
});

test('a missing value is 0 after standardizing and leaves the other exposures as they are', () => {
  const values = [5, 1, 2, 9];
  const size = [1, 2, 3, 4];
  const whole = standardizeStyle(values, size);
  const withMissing = standardizeStyle([...values, Number.NaN], [...size, 50]);
  assert.deepEqual([...withMissing], [...whole, 0]);
});

test('an exposure is never beyond 3, however extreme the characteristic', () => {
  const values = new Float64Array(1000);
  values[0] = 1e6;
  const exposure = standardizeStyle(values, new Float64Array(1000).fill(1));
  assert.equal(exposure[0], 3);
});

test('constant, single, and all missing characteristics give zeros', () => {
  for (const values of [
    [2, 2, 2],
    [0.1, Number.NaN, Number.NaN],
    [Number.NaN, Number.NaN, Number.NaN],
  ]) {
    assert.deepEqual([...standardizeStyle(values, [1, 2, 3])], [0, 0, 0]);
  }
});

test('a stock without a size gets an exposure but does not count in the mean', () => {
  const exposure = standardizeStyle([1, 3, 100], [1, 1, Number.NaN]);
  assert.equal(exposure[0], -exposure[1]);
  assert.ok(exposure[2] > 0);
});

test('standardizing ignores the unit and the origin of the characteristic', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: -1000, max: 1000 }), { minLength: 3, maxLength: 30 }),
      fc.integer({ min: 1, max: 50 }),
      fc.integer({ min: -100, max: 100 }),
      (values, unit, origin) => {
        const size = values.map((_, i) => i + 1);
        const expected = standardizeStyle(values, size);
        const moved = standardizeStyle(
          values.map((value) => unit * value + origin),
          size,
        );
        expected.forEach((value, i) => assert.ok(Math.abs(value - moved[i]) < 1e-9));
      },
    ),
  );
});

test('winsorizing moves the tails to the quantiles, and infinities become missing', () => {
  const values = Float64Array.from({ length: 101 }, (_, i) => i);
  const result = winsorize(values);
  assert.equal(result[0], 1);
  assert.equal(result[100], 99);
  assert.equal(result[50], 50);
  assert.ok(Number.isNaN(winsorize([1, 2, Number.POSITIVE_INFINITY])[2]));
});

test('the residual of a mixture of styles is the part that they do not hold, whatever their number of copies', () => {
  const n = 500;
  const beta = draw(n, 3);
  const size = draw(n, 4);
  const own = draw(n, 5);
  const weights = draw(n, 6).map(Math.exp);
  const pure = orthogonalizeStyle(own, [beta, size], weights);
  const mixed = orthogonalizeStyle(
    own.map((value, i) => 4 + value + 2 * beta[i] - size[i]),
    [beta, size, beta],
    weights,
  );
  pure.forEach((value, i) => assert.ok(Math.abs(value - mixed[i]) < 1e-9));
  const weighted = (other: Float64Array) =>
    mixed.reduce((sum, value, i) => sum + Math.sqrt(weights[i]) * value * other[i], 0);
  assert.ok(Math.abs(weighted(beta)) < 1e-9);
  assert.ok(Math.abs(weighted(size)) < 1e-9);
});

test('orthogonalizing keeps missing values missing and does not let them count', () => {
  const beta = Float64Array.of(1, 2, 3, 4);
  const residual = orthogonalizeStyle([2, 4, Number.NaN, 8], [beta], [1, 1, 1, 1]);
  assert.ok(Number.isNaN(residual[2]));
  for (const i of [0, 1, 3]) assert.ok(Math.abs(residual[i]) < 1e-12);
});
