import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { ascend, climbing } from './ascent.ts';
import { geometryOf, momentsOf } from './linearModel.ts';
import { OF_TARGET, OF_TC, toyEras } from './testing/toyEras.ts';
import { DEFAULT_TRAINING, ridge, trainAgainstTc } from './trainAgainstTc.ts';

const weightOf = (model: Float64Array, feature: number): number =>
  Math.abs(model[feature] as number) / Math.hypot(...model);

describe('ascend', () => {
  const eras = toyEras({ eras: 20, tc: () => 0.02, noise: 1e-4 });
  const moments = momentsOf(eras);
  const options = { lambda: 0.1, steps: 20, angle: 0.1, closeness: 0.7 };
  const path = ascend(ridge(eras, 0.1), eras, moments, options);

  test('its slope is the derivative of the smooth TC by the coefficients, by finite differences', () => {
    const model = Float64Array.of(0.5, -0.2, 1, 0.3, -0.7, 0.1);
    const { slope } = climbing(eras, model);
    const step = 1e-6;
    slope.forEach((value, j) => {
      const at = (by: number): number => climbing(eras, model.with(j, (model[j] as number) + by)).smoothTc;
      const expected = (at(step) - at(-step)) / (2 * step);
      assert.ok(Math.abs(value - expected) < 1e-9, `${value} and not ${expected}`);
    });
  });

  test('climbs with every step from the ridge, by the angle, and stays as close to it as it must', () => {
    const { product } = geometryOf(moments);
    assert.ok(path.length > 5);
    assert.deepEqual(path[0], geometryOf(moments).unit(ridge(eras, 0.1)));
    const heights = path.map((model) => climbing(eras, model).smoothTc);
    path.slice(1).forEach((model, at) => {
      const before = path[at] as Float64Array;
      assert.ok((heights[at + 1] as number) > (heights[at] as number));
      assert.ok(product(model, before) >= Math.cos(options.angle) - 1e-12);
      assert.ok(product(model, path[0] as Float64Array) >= options.closeness - 1e-12);
      assert.ok(Math.abs(product(model, model) - 1) < 1e-12);
    });
    const end = product(path.at(-1) as Float64Array, path[0] as Float64Array);
    assert.ok(Math.abs(end - options.closeness) < 1e-6, 'the cap is what ends this climb');
  });

  test('takes no more steps than it may, and none at a top', () => {
    const short = ascend(ridge(eras, 0.1), eras, moments, { ...options, steps: 3 });
    assert.deepEqual(short, path.slice(0, 4));
    const free = { ...options, steps: 400, closeness: 0.001 };
    const top = ascend(ridge(eras, 0.1), eras, moments, free).at(-1) as Float64Array;
    assert.ok(ascend(top, eras, moments, free).length <= 3);
    assert.ok(weightOf(top, OF_TC) > 0.95);
  });
});

describe('trainAgainstTc', () => {
  test('finds TC that lasts: behind the training eras, too', () => {
    const eras = toyEras({ eras: 70, tc: () => 0.02, noise: 1e-3 });
    const { ridge: before, stopped, steps, heldOutTc, fittedTc } = trainAgainstTc(eras.slice(0, 50));
    assert.ok(weightOf(before, OF_TARGET) > 0.95);
    assert.ok(steps > 0 && heldOutTc[steps] === Math.max(...heldOutTc));
    assert.equal(heldOutTc.length, fittedTc.length);
    const test = eras.slice(56);
    const gain = climbing(test, stopped).tc - climbing(test, before).tc;
    assert.ok(gain > 0.01, `${gain}`);
  });

  test('stays with the ridge where the held-out eras say the opposite of the earlier ones', () => {
    const eras = toyEras({ eras: 60, tc: (at) => (at < 45 ? 0.02 : -0.02) });
    const { path, ridge: before, stopped, last, steps, heldOutTc } = trainAgainstTc(eras);
    assert.equal(steps, 0);
    assert.equal(stopped, before);
    assert.equal(path[0], before);
    assert.notDeepEqual(last, before);
    assert.ok((heldOutTc.at(-1) as number) < (heldOutTc[0] as number));
  });

  test('is the same each time, and refuses too few eras', () => {
    const eras = toyEras({ eras: 30, tc: () => 0.01, noise: 1e-3 });
    assert.deepEqual(trainAgainstTc(eras), trainAgainstTc(eras));
    assert.throws(() => trainAgainstTc(eras.slice(0, 8), DEFAULT_TRAINING), /8 training eras are too few/);
  });
});
