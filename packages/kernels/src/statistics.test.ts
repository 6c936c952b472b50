import assert from 'node:assert/strict';
import { test } from 'node:test';
import { columnRange } from './columnRange.ts';
import { dotProduct } from './dotProduct.ts';
import { isConstant } from './isConstant.ts';
import { column, fromColumns } from './matrix.ts';
import { mean } from './mean.ts';
import { pearsonCorrelation } from './pearsonCorrelation.ts';
import { quantile } from './quantile.ts';
import { signedPower } from './signedPower.ts';
import { standardDeviation } from './standardDeviation.ts';
import { unitDeviations } from './unitDeviations.ts';

test('mean and dot product sum in order', () => {
  assert.equal(mean([1, 2, 6]), 3);
  assert.ok(Number.isNaN(mean([])) && Number.isNaN(mean([1, Number.NaN])));
  assert.equal(dotProduct([1, 2], [3, 4]), 11);
  assert.throws(() => dotProduct([1], [1, 2]), RangeError);
});

test('a constant column has a standard deviation of exactly 0 and no correlation', () => {
  const tenths = [0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1];
  assert.ok(isConstant(tenths) && isConstant([0, -0]) && isConstant([]) && !isConstant([Number.NaN, Number.NaN]));
  assert.equal(standardDeviation(tenths), 0);
  assert.ok(Number.isNaN(pearsonCorrelation(tenths, [1, 2, 3, 4, 5, 6, 7])));
});

test('deviations have length 1 at any scale, also where their squares are no numbers', () => {
  const x = [0, 1, 2, 5, -3];
  for (const scale of [1e-318, 1e-200, 1e-160, 1e-155, 1e-149, 1, 1e149, 1e155, 1e200, 1e307]) {
    const scaled = x.map((value) => value * scale);
    const unit = unitDeviations(scaled);
    assert.ok(Math.abs(dotProduct(unit, unit) - 1) < 1e-15, String(scale));
    assert.ok(Math.abs(pearsonCorrelation(x, scaled) - 1) < (scale < 1e-300 ? 1e-4 : 1e-15), String(scale));
  }
  for (const beyond of [Number.POSITIVE_INFINITY, Number.NaN]) {
    assert.ok(unitDeviations([1, beyond, 2]).every(Number.isNaN));
  }
});

test('the standard deviation takes its divisor', () => {
  assert.equal(standardDeviation([1, 3]), 1);
  assert.equal(standardDeviation([1, 3], 1), Math.SQRT2);
  assert.ok(Number.isNaN(standardDeviation([1], 1)) && Number.isNaN(standardDeviation([])));
});

test('a correlation stays within ±1 and NaN goes through it', () => {
  for (const x of [
    [1, 2, 3],
    [0.1, 0.2, 0.7],
    [1e-9, 1, 1e9],
  ]) {
    const r = pearsonCorrelation(x, x);
    assert.ok(r <= 1 && r > 1 - 1e-15);
    assert.equal(
      pearsonCorrelation(
        x,
        x.map((value) => -value),
      ),
      -r,
    );
  }
  assert.ok(Number.isNaN(pearsonCorrelation([1, Number.NaN], [1, 2])));
  assert.ok(Math.abs(pearsonCorrelation([1, 2, 3, 4], [1, 3, 2, 4]) - 0.8) < 1e-15);
});

test('unit deviations have mean 0 and length 1', () => {
  const unit = unitDeviations([3, 5, 10]);
  assert.ok(Math.abs(unit[0] + unit[1] + unit[2]) < 1e-15);
  assert.ok(Math.abs(dotProduct(unit, unit) - 1) < 1e-15);
});

test('a signed power is odd', () => {
  assert.equal(signedPower(4), 8);
  assert.equal(signedPower(-4), -8);
  assert.equal(signedPower(-4, 0.5), -2);
  assert.ok(Math.abs(signedPower(-3, 2) + 9) < 1e-14);
  assert.equal(signedPower(0, 3), 0);
});

test('quantiles interpolate between order statistics', () => {
  assert.equal(quantile([4, 1, 3, 2], 0.5), 2.5);
  assert.equal(quantile([4, Number.NaN, 2], 1), 4);
  assert.equal(quantile([Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY], 0.5), Number.NEGATIVE_INFINITY);
  assert.ok(Number.isNaN(quantile([], 0.5)));
  assert.throws(() => quantile([1], 1.5), RangeError);
});

test('a range of columns is a view', () => {
  const m = fromColumns([[1], [2], [3]]);
  const range = columnRange(m, 1, 3);
  column(range, 0)[0] = 9;
  assert.deepEqual([...m.data], [1, 9, 3]);
  assert.throws(() => columnRange(m, 2, 4), RangeError);
});
