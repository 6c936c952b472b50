import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { fromColumns } from '@robata/kernels';
import { neutralizerHash, neutralizerManifest, neutralizerText } from './neutralizerManifest.ts';
import { signalsNeutralizers } from './signalsNeutralizers.ts';

const model = {
  factorNames: ['market', 'sector:energy', 'style:size', 'alpha'],
  exposures: fromColumns(
    [
      [1, 1, 1],
      [1, 0, 0],
      [-1, 0, 1],
      [9, 9, 9],
    ],
    3,
  ),
  specificVariance: Float64Array.of(0.01, 0.04, 0.000001),
};

test('neutralizers are the risk model’s exposures without the alpha factor', () => {
  const { neutralizers, names } = signalsNeutralizers(model);
  assert.deepEqual(names, ['market', 'sector:energy', 'style:size']);
  assert.deepEqual([...neutralizers.data], [1, 1, 1, 1, 0, 0, -1, 0, 1]);
});

test('a stock weighs by the inverse of its specific volatility, at most three times the median, and the mean is 1', () => {
  // 1/σ: 10, 5 and 1000, which three times the median of 10 limits to 30.
  assert.deepEqual(
    [...signalsNeutralizers(model).sampleWeights],
    [10, 5, 30].map((x) => x / 15),
  );
});

test('the manifest says of each neutralizer what it is and how it is made, in a text that its hash names', () => {
  const styles = [
    { name: 'style:size', recipes: ['universe_size'], orthogonalTo: ['style:beta', 'sector:energy'] },
    { name: 'style:beta', recipes: ['beta_252'] },
  ];
  const manifest = neutralizerManifest(model.factorNames, styles);
  assert.deepEqual(
    manifest.neutralizers.map(({ name, kind, recipes, orthogonalTo }) => [name, kind, recipes, orthogonalTo]),
    [
      ['market', 'market', [], []],
      ['sector:energy', 'sector', [], []],
      ['style:size', 'style', ['universe_size'], ['sector:energy']],
    ],
  );
  assert.ok(manifest.neutralizers.every(({ made }) => made.endsWith('.')));
  const text = neutralizerText(manifest);
  assert.deepEqual(JSON.parse(text), manifest);
  assert.equal(neutralizerHash(manifest), createHash('sha256').update(text).digest('hex'));
  assert.notEqual(neutralizerHash(neutralizerManifest(['market'], styles)), neutralizerHash(manifest));
});
