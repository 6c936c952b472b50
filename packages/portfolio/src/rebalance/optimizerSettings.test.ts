import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  defaultOptimizerSettings as settings,
  exposureLimit,
  positionLimit,
  turnoverLimit,
} from './optimizerSettings.ts';

test('a small universe has larger positions, a large one half a percent', () => {
  assert.equal(positionLimit(settings, 2000), 0.005);
  assert.equal(positionLimit(settings, 5000), 0.005);
  assert.equal(positionLimit(settings, 500), 0.02);
});

test('limits follow the kind of the factor, and the alpha factor has none', () => {
  const names = ['market', 'sector:energy', 'country:non-US', 'style:beta', 'style:momentum', 'alpha'];
  assert.deepEqual(
    names.map((name) => exposureLimit(settings, name)),
    [0.002, 0.01, 0.02, 0.02, 0.05, Number.POSITIVE_INFINITY],
  );
});

test("a day has a fifth of the week's turnover", () => {
  assert.equal(turnoverLimit(settings, 'weekly'), 0.15);
  assert.equal(turnoverLimit(settings, 'daily'), 0.03);
  assert.equal(turnoverLimit({ ...settings, turnoverPerWeek: null }, 'daily'), null);
});
