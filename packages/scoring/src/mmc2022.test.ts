import assert from 'node:assert/strict';
import { test } from 'node:test';
import { column, fromColumns } from '@robata/kernels';
import { ordinalRanks } from './corr2022.ts';
import { drawSubsets, prepareMmc2022, prepareStakedMmc2022 } from './mmc2022.ts';
import { pick } from './preparedScore.ts';
import { stakeWeighted } from './stakeWeighted.ts';
import { rowsOf } from './table.ts';
import { randomMatrix, randomVector, seeded } from './testing/sampleData.ts';

test('the meta model itself scores 0', () => {
  const m = randomVector(50, 1);
  const [self, squared] = prepareMmc2022(ordinalRanks(fromColumns([m, m.map((x) => x * x)])), [m]).score(
    randomVector(50, 2),
  );
  assert.ok(Math.abs(self) < 1e-15 && Math.abs(squared) < 1e-15);
});

test('the score over several subsets is the mean of the scores of each', () => {
  const predictions = randomMatrix(40, 4, 1);
  const stakes = [5, 1, 2, 9];
  const subsets = drawSubsets([0, 1, 2, 3], seeded(7), { repeats: 5 });
  const target = randomVector(40, 2);
  const together = prepareStakedMmc2022(predictions, stakes, subsets).score(target);
  const each = subsets.map((subset) => prepareStakedMmc2022(predictions, stakes, [subset]).score(target));
  together.forEach((score, j) => {
    const mean = each.reduce((sum, scores) => sum + scores[j], 0) / 5;
    assert.ok(Math.abs(score - mean) < 1e-14);
  });
});

test('a model may be left out of what it is scored against', () => {
  const predictions = randomMatrix(40, 3, 1);
  const target = randomVector(40, 2);
  const scores = prepareStakedMmc2022(predictions, [5, 1, 2], [[0, 1, 2, 1]], { excludeSelf: true }).score(target);
  const others = stakeWeighted(predictions, [5, 1, 2], [0, 2]);
  const expected = prepareMmc2022(ordinalRanks(fromColumns([column(predictions, 1)])), [others]).score(target)[0];
  assert.equal(scores[1], expected);
});

test('rows without a target are left out of the model, the meta model and the target', () => {
  const [predictions, metaModel, target] = [randomMatrix(30, 2, 1), randomVector(30, 2), randomVector(30, 3)];
  const rows = Array.from({ length: 30 }, (_, i) => i).filter((i) => i % 4 !== 1);
  const expected = prepareMmc2022(ordinalRanks(rowsOf(predictions, rows)), [pick(metaModel, rows)]);
  const gaps = target.map((x, i) => (i % 4 === 1 ? Number.NaN : x));
  assert.deepEqual(
    prepareMmc2022(ordinalRanks(predictions), [metaModel]).score(gaps),
    expected.score(pick(target, rows)),
  );
});

test('subsets are drawn with replacement and the same seed draws the same', () => {
  const draw = () => drawSubsets([3, 5, 8], seeded(1), { repeats: 40, fraction: 1 });
  assert.deepEqual(draw(), draw());
  assert.ok(draw().every((subset) => subset.length === 3 && subset.every((model) => [3, 5, 8].includes(model))));
  assert.ok(draw().some((subset) => new Set(subset).size < 3));
  assert.deepEqual(drawSubsets([], seeded(1), { repeats: 1 }), [[]]);
});

test('a missing prediction counts as 0 while its stake stays, and repeats count again', () => {
  const predictions = fromColumns([
    [1, Number.NaN],
    [3, 4],
  ]);
  assert.deepEqual([...stakeWeighted(predictions, [1, 3])], [2.5, 3]);
  assert.deepEqual([...stakeWeighted(predictions, [1, 3], [0, 0, 1])], [11 / 5, 12 / 5]);
  assert.ok(Number.isNaN(stakeWeighted(predictions, [0, 0])[0]));
});
