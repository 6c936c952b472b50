import assert from 'node:assert/strict';
import test from 'node:test';
import { gaussianizedRank, pearsonCorrelation } from '@robata/kernels';
import { centredProduct } from './ridgeAccumulator.ts';
import { featureSignal, neutralizedSignal, once, rankMean, ridgeSignal, treesSignal } from './signals.ts';
import { toyEra, toyLive } from './testing/toyMarket.ts';
import { TrainingHistory } from './trainingHistory.ts';

const ROWS = 400;
const COLUMNS = 9;
const live = toyLive(50, ROWS, COLUMNS);

function taught(eras: number, ...targets: string[]): TrainingHistory {
  const history = new TrainingHistory(COLUMNS, 4);
  for (let position = 0; position < eras; position += 1) history.learn(toyEra(position, ROWS, COLUMNS, targets));
  return history;
}

/** A score that leans on features 1 and 2. */
const leaning = once(({ features }) =>
  Float64Array.from({ length: ROWS }, (_, i) => features[ROWS + i] + 2 * features[2 * ROWS + i] + Math.sin(i)),
);

test('a signal is computed once per era', () => {
  let count = 0;
  const signal = once(() => {
    count += 1;
    return new Float64Array(2);
  });
  assert.equal(signal(live), signal(live));
  signal({ ...live });
  assert.equal(count, 2);
});

test('fully neutralized, nothing of the features is left; at half, half of every product', () => {
  const history = new TrainingHistory(COLUMNS, 4);
  const score = gaussianizedRank(leaning(live));
  const full = neutralizedSignal(history, leaning, 1)(live);
  const half = neutralizedSignal(history, leaning, 0.5)(live);
  for (let j = 0; j < COLUMNS; j += 1) {
    const bins = live.features.subarray(j * ROWS, (j + 1) * ROWS);
    assert.ok(Math.abs(centredProduct(bins, full)) < 1e-9);
    assert.ok(Math.abs(centredProduct(bins, half) - centredProduct(bins, score) / 2) < 1e-9);
  }
});

test('neutralizing bears a feature without values and one that stands twice', () => {
  const features = live.features.slice();
  features.fill(-1, 0, ROWS);
  features.copyWithin(3 * ROWS, 2 * ROWS, 3 * ROWS);
  const odd = { ...live, features };
  const full = neutralizedSignal(new TrainingHistory(COLUMNS, 4), leaning, 1)(odd);
  for (let j = 0; j < COLUMNS; j += 1) {
    assert.ok(Math.abs(centredProduct(features.subarray(j * ROWS, (j + 1) * ROWS), full)) < 1e-8);
  }
});

test('a mean of ranks does not care for the scale of its parts', () => {
  const wild = once((era) => leaning(era).map((x) => x ** 3 * 1e6));
  const one = featureSignal(5, () => 1);
  assert.deepEqual(rankMean([leaning, one])(live), rankMean([wild, one])(live));
});

test('a ridge of a slow target learns the fallback until the target has 26 eras', () => {
  const history = taught(26, 'nomi_20');
  const recipe = { columns: [0, 1, 2], target: 'nomi_60', lambda: 0.1 };
  const expected = ridgeSignal(history, { ...recipe, target: 'nomi_20' }, 'nomi_20')(live);
  assert.deepEqual(ridgeSignal(history, recipe, 'nomi_20')(live), expected);
  for (let position = 0; position < 26; position += 1) history.learn(toyEra(position, ROWS, COLUMNS, ['nomi_60']));
  assert.notDeepEqual(ridgeSignal(history, recipe, 'nomi_20')(live), expected);
});

test('trees are refitted at 26 and 52 eras and not between, and a late starter has the same trees', () => {
  const recipe = { target: 'nomi_20', boosting: { trees: 10, columnShare: 1 }, refitEvery: 26 };
  const scores = new Map<number, Float64Array>();
  const history = new TrainingHistory(COLUMNS, 4);
  const signal = treesSignal(history, recipe, 'nomi_20');
  for (let known = 1; known <= 53; known += 1) {
    history.learn(toyEra(known - 1, ROWS, COLUMNS, ['nomi_20']));
    if (known >= 26) scores.set(known, signal({ ...live }));
  }
  assert.deepEqual(scores.get(51), scores.get(26));
  assert.notDeepEqual(scores.get(52), scores.get(26));
  assert.deepEqual(scores.get(53), scores.get(52));
  assert.deepEqual(treesSignal(taught(40, 'nomi_20'), recipe, 'nomi_20')(live), scores.get(26));
});

test('a learned signal finds what the eras lean on', () => {
  const history = taught(30, 'nomi_20');
  const leader = featureSignal(0, () => 1)(live);
  for (const signal of [
    ridgeSignal(history, { columns: [0, 1, 2, 3, 4], target: 'nomi_20', lambda: 0.1 }, 'nomi_20'),
    treesSignal(history, { target: 'nomi_20', boosting: { trees: 30, columnShare: 1 }, refitEvery: 26 }, 'nomi_20'),
  ]) {
    assert.ok(pearsonCorrelation(signal(live), leader) > 0.9);
  }
});
