import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mean, pearsonCorrelation, standardDeviation } from '@robata/kernels';
import { geometryOf, momentsOf, predict, pullBack, ridgeSolver } from './linearModel.ts';
import { FEATURES, toyEras } from './testing/toyEras.ts';

const eras = toyEras({ eras: 4, stocks: 30, tc: () => 0.01 });
const [first] = eras;
assert.ok(first);
const model = Float64Array.of(0.3, -1, 0, 2, 0.5, -0.2);

test('predictions are sums of bins times coefficients, and pulling back is their transpose', () => {
  const values = Float64Array.from({ length: 30 }, (_, i) => Math.sin(i));
  const bin = (i: number, j: number): number => first.features.data[j * 30 + i] as number;
  predict(first, model).forEach((value, i) => {
    const expected = model.reduce((sum, coefficient, j) => sum + coefficient * bin(i, j), 0);
    assert.ok(Math.abs(value - expected) < 1e-12);
  });
  pullBack(first, values).forEach((value, j) => {
    const expected = values.reduce((sum, v, i) => sum + v * bin(i, j), 0);
    assert.ok(Math.abs(value - expected) < 1e-12);
  });
});

test('the product of two models is the mean covariance of their predictions over the eras', () => {
  const other = Float64Array.of(1, 0.5, -2, 0, 0, 1);
  const expected = mean(
    eras.map((era) => {
      const [a, b] = [predict(era, model), predict(era, other)];
      return pearsonCorrelation(a, b) * standardDeviation(a) * standardDeviation(b);
    }),
  );
  const { product, unit } = geometryOf(momentsOf(eras));
  assert.ok(Math.abs(product(model, other) - expected) < 1e-12);
  assert.ok(Math.abs(product(unit(model), unit(model)) - 1) < 1e-12);
  assert.throws(() => unit(new Float64Array(FEATURES)), /the same for every stock/);
});

test('a target that is linear in the features is found; λ shrinks; a missing target counts as the mean', () => {
  const exact = eras.map((era) => ({ ...era, target: predict(era, model).map((value) => value + 7) }));
  const moments = momentsOf(exact);
  ridgeSolver(
    moments,
    0,
  )(moments.withTarget).forEach((value, j) => {
    assert.ok(Math.abs(value - (model[j] as number)) < 1e-10);
  });
  const shrunk = ridgeSolver(moments, 100)(moments.withTarget);
  assert.ok(Math.abs(shrunk[3] as number) < 0.1);
  const missing = exact.map((era) => ({ ...era, target: era.target.map(() => Number.NaN) }));
  assert.ok(momentsOf(missing).withTarget.every((value) => value === 0));
});
