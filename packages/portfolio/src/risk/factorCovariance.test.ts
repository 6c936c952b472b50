import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fromColumns, matrix } from '@robata/kernels';
import { dailyDecay, factorCovariance } from './factorCovariance.ts';
import { seededNormal } from './testing/plantedMarket.ts';

const flat = { volatilityHalfLife: 1e9, correlationHalfLife: 1e9, correlationShrinkage: 0 };

test('a weight has halved after a half-life', () => {
  assert.ok(Math.abs(dailyDecay(84) ** 84 - 0.5) < 1e-13);
});

test('with flat weights and no shrinkage it is the second moment about zero', () => {
  const covariance = factorCovariance(
    fromColumns([
      [1, -1, 2],
      [2, 0, 2],
    ]),
    flat,
  );
  [6 / 3, 6 / 3, 6 / 3, 8 / 3].forEach((value, k) => assert.ok(Math.abs(covariance.data[k] - value) < 1e-7));
});

test('shrinkage scales correlations and leaves variances', () => {
  const history = fromColumns([
    [1, -1, 2],
    [2, 0, 2],
  ]);
  const whole = factorCovariance(history, flat);
  const shrunk = factorCovariance(history, { ...flat, correlationShrinkage: 0.25 });
  assert.equal(shrunk.data[0], whole.data[0]);
  assert.ok(Math.abs(shrunk.data[1] - 0.75 * whole.data[1]) < 1e-12);
});

test('a recent day weighs as the half-life says', () => {
  const covariance = factorCovariance(fromColumns([[1, 3]]), { ...flat, volatilityHalfLife: 1 });
  assert.ok(Math.abs(covariance.data[0] - (0.5 * 1 + 9) / 1.5) < 1e-12);
});

test('a volatility uses the days there are, and a missing return counts as 0 in a correlation', () => {
  const covariance = factorCovariance(
    fromColumns([
      [1, 1, 1, 1],
      [Number.NaN, Number.NaN, 2, 2],
    ]),
    flat,
  );
  assert.ok(Math.abs(covariance.data[3] - 4) < 1e-7);
  assert.ok(
    Math.abs(covariance.data[1] - Math.SQRT1_2 * 2) < 1e-7,
    'correlation √(2/4), drawn to 0 by the missing half',
  );
});

test('a factor without returns has a row of zeros', () => {
  const covariance = factorCovariance(
    fromColumns([
      [1, 2],
      [Number.NaN, Number.NaN],
    ]),
    flat,
  );
  assert.deepEqual([...covariance.data.subarray(1)], [0, 0, 0]);
});

test('no combination of factors has a negative variance, also with gaps and more factors than days', () => {
  const normal = seededNormal(3);
  const history = matrix(12, 30);
  for (let k = 0; k < history.data.length; k++) history.data[k] = k % 7 === 0 ? Number.NaN : normal();
  const covariance = factorCovariance(history, { ...flat, volatilityHalfLife: 5, correlationHalfLife: 9 });
  for (let trial = 0; trial < 500; trial++) {
    const mix = Float64Array.from({ length: 30 }, normal);
    let variance = 0;
    for (let j = 0; j < 30; j++) for (let k = 0; k < 30; k++) variance += mix[j] * mix[k] * covariance.data[j * 30 + k];
    assert.ok(variance > -1e-12, `${variance}`);
  }
});
