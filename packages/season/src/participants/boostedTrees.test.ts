import assert from 'node:assert/strict';
import test from 'node:test';
import { pearsonCorrelation } from '@robata/kernels';
import { fitBoostedTrees, predictBoostedTrees } from './boostedTrees.ts';
import { toyBins, toyTarget } from './testing/toyMarket.ts';

const COLUMNS = Array.from({ length: 10 }, (_, j) => j);
const ROWS = 1500;

/** No column alone says anything: high and low bins of 3 and 7 must agree. */
const interaction = (bin: (column: number) => number): number =>
  bin(3) < 0 || bin(7) < 0 || bin(3) === 2 || bin(7) === 2 ? 0 : bin(3) > 2 === bin(7) > 2 ? 0.7 : -0.7;

const eraOf = (seed: number, signal = interaction) => {
  const features = toyBins(ROWS, COLUMNS.length, seed);
  return { features, target: toyTarget(features, ROWS, signal, seed) };
};

/** Out-of-sample correlation with a noisy target on fresh rows. */
function skill(model: ReturnType<typeof fitBoostedTrees>, signal = interaction): number {
  const { features, target } = eraOf(999, signal);
  const numbers = Array.from(target.keys()).filter((i) => !Number.isNaN(target[i]));
  const score = predictBoostedTrees(model, features, ROWS);
  return pearsonCorrelation(
    numbers.map((i) => score[i]),
    numbers.map((i) => target[i]),
  );
}

test('trees learn an interaction that no linear model can', () => {
  const model = fitBoostedTrees([eraOf(1), eraOf(2), eraOf(3)], COLUMNS, { columnShare: 1 });
  const found = skill(model);
  assert.ok(found > 0.4, `out-of-sample correlation ${found}`);
});

test('trees learn that missing values matter', () => {
  const signal = (bin: (column: number) => number) => (bin(5) < 0 ? 6 : 0);
  const model = fitBoostedTrees([eraOf(1, signal)], COLUMNS, { columnShare: 1, minimumLeafRows: 10, trees: 30 });
  const features = toyBins(ROWS, COLUMNS.length, 77);
  const score = predictBoostedTrees(model, features, ROWS);
  const [missing, present] = [true, false].map((isMissing) =>
    Array.from(score).filter((_, i) => features[5 * ROWS + i] < 0 === isMissing),
  );
  assert.ok(missing.length > 20);
  assert.ok(Math.min(...missing) > Math.max(...present));
});

test('the first split and its leaves are what a plain search over all thresholds finds', () => {
  const era = eraOf(4, (bin) => (bin(2) >= 3 ? 1 : 0) + 0.2 * bin(6));
  const model = fitBoostedTrees([era], COLUMNS, { trees: 1, depth: 1, columnShare: 1, learningRate: 1 });
  const kept = Array.from(era.target.keys()).filter((i) => !Number.isNaN(era.target[i]));
  const mean = kept.reduce((sum, i) => sum + era.target[i], 0) / kept.length;
  let best = { gain: 0, column: -1, mask: 0, leaves: [0, 0] };
  for (const column of COLUMNS) {
    for (const missing of [1, 0]) {
      for (let threshold = 0; threshold < 4; threshold += 1) {
        const mask = missing | (0b111110 & (0b111110 << (threshold + 1)));
        const sides = [0, 1].map((side) =>
          kept.filter((i) => ((mask >> (era.features[column * ROWS + i] + 1)) & 1) === side),
        );
        const sums = sides.map((rows) => rows.reduce((sum, i) => sum + era.target[i] - mean, 0));
        const gain = sums.reduce((total, sum, side) => total + sum ** 2 / (sides[side].length + 1), 0);
        const leaves = sums.map((sum, side) => sum / (sides[side].length + 1));
        if (gain > best.gain) best = { gain, column, mask, leaves };
      }
    }
  }
  assert.equal(model.splitColumn[0], best.column);
  assert.equal(model.splitMask[0], best.mask);
  for (const side of [0, 1]) assert.ok(Math.abs(model.leafValue[side] - best.leaves[side]) < 1e-6);
});

test('the same seed gives the same bits, another one other trees', () => {
  const eras = [eraOf(1), eraOf(2)];
  const fit = (seed: number) => fitBoostedTrees(eras, COLUMNS, { seed, trees: 20, columnShare: 0.5 });
  assert.deepEqual(fit(5), fit(5));
  assert.notDeepEqual(fit(5).splitColumn, fit(6).splitColumn);
});

test('the order of rows does not change the trees', () => {
  const { features, target } = eraOf(8);
  const backwards = new Int8Array(features.length);
  for (const j of COLUMNS) backwards.set(features.slice(j * ROWS, (j + 1) * ROWS).reverse(), j * ROWS);
  const straight = fitBoostedTrees([{ features, target }], COLUMNS, { trees: 10 });
  const reversed = fitBoostedTrees([{ features: backwards, target: target.toReversed() }], COLUMNS, { trees: 10 });
  assert.deepEqual(reversed.splitColumn, straight.splitColumn);
  assert.deepEqual(reversed.splitMask, straight.splitMask);
});

test('a constant target gives trees that say nothing, and rows without a target are left out', () => {
  const { features } = eraOf(1);
  const constant = fitBoostedTrees([{ features, target: new Float64Array(ROWS).fill(0.5) }], COLUMNS, { trees: 3 });
  assert.ok(predictBoostedTrees(constant, features, ROWS).every((score) => score === 0));
  assert.throws(
    () => fitBoostedTrees([{ features, target: new Float64Array(ROWS).fill(Number.NaN) }], COLUMNS),
    /boosting needs 1 to \d+ rows, not 0/,
  );
  assert.throws(() => fitBoostedTrees([eraOf(1)], COLUMNS, { depth: 9 }), /a depth of 9 is not 1 to 8/);
});
