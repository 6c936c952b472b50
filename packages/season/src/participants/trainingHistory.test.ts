import assert from 'node:assert/strict';
import test from 'node:test';
import { RidgeAccumulator } from './ridgeAccumulator.ts';
import { toyEra } from './testing/toyMarket.ts';
import { MINIMUM_ERAS, TrainingHistory } from './trainingHistory.ts';

const ROWS = 60;
const COLUMNS = 4;
const era = (position: number, ...targets: string[]) => toyEra(position, ROWS, COLUMNS, targets);

test('targets of two horizons, learned at different times, each get the sums of their own eras', () => {
  const history = new TrainingHistory(COLUMNS, 4);
  for (let position = 0; position < 10; position += 1) {
    history.learn(era(position, 'nomi_20'));
    if (position >= 8) history.learn(era(position - 8, 'nomi_60'));
  }
  for (const [target, eras] of [
    ['nomi_20', 10],
    ['nomi_60', 2],
  ] as const) {
    const alone = new RidgeAccumulator(COLUMNS);
    for (let position = 0; position < eras; position += 1) {
      const { features, targets } = era(position, target);
      alone.add(features, targets.get(target) as Float64Array);
    }
    assert.equal(history.ridge(target).eras, eras);
    assert.deepEqual(history.ridge(target).coefficients([0, 1, 2, 3], 0.1), alone.coefficients([0, 1, 2, 3], 0.1));
  }
});

test('a target is learnable from 26 eras on; until then its fallback is', () => {
  const history = new TrainingHistory(COLUMNS, 4);
  for (let position = 0; position < MINIMUM_ERAS; position += 1) {
    assert.equal(history.learnable('nomi_60', 'nomi_20'), 'nomi_20');
    history.learn(era(position, 'nomi_60'));
  }
  assert.equal(history.learnable('nomi_60', 'nomi_20'), 'nomi_60');
});

test('trees get every fourth of the first eras', () => {
  const history = new TrainingHistory(COLUMNS, 4);
  const eras = Array.from({ length: 12 }, (_, position) => era(position, 'nomi_20'));
  for (const each of eras) history.learn(each);
  const given = history.treeEras('nomi_20', 9).map(({ features }) => eras.findIndex((e) => e.features === features));
  assert.deepEqual(given, [0, 4, 8]);
  assert.equal(history.treeEras('nomi_20', 8).length, 2);
});

test('of more eras than memory holds trees get the newest, the same whatever came since', () => {
  const rows = 2 ** 16;
  const features = Array.from({ length: 20 }, () => new Int8Array(rows));
  const history = new TrainingHistory(1, 1);
  const given = (count: number) =>
    history.treeEras('nomi_20', count).map((era) => features.findIndex((bins) => bins === era.features));
  features.forEach((bins, position) => {
    history.learn({ position, rows, features: bins, targets: new Map([['nomi_20', new Float64Array(rows)]]) });
    if (position === 16) assert.deepEqual(given(17), [13, 14, 15, 16]);
  });
  assert.deepEqual(given(17), [13, 14, 15, 16]);
  assert.deepEqual(given(20), [16, 17, 18, 19]);
});

test('an era twice, or out of order, is refused before anything is learned', () => {
  const history = new TrainingHistory(COLUMNS, 4);
  history.learn(era(3, 'nomi_20'));
  assert.throws(() => history.learn(era(3, 'janet_20', 'nomi_20')), /nomi_20 of era 3 comes after that of era 3/);
  assert.equal(history.ridge('janet_20').eras, 0);
  assert.throws(() => history.learn(era(2, 'nomi_20')), RangeError);
});
