import assert from 'node:assert/strict';
import { test } from 'node:test';
import { column, fromColumns, pearsonCorrelation, signedPower } from '@robata/kernels';
import { normalColumns, normalScores } from './normalScores.ts';
import { averagePairwiseCorr, corrWithMetaModel, maxCorrWithOthers } from './similarity.ts';
import { randomMatrix, randomVector } from './testing/sampleData.ts';

test('average and maximum correlation are those of all pairs', () => {
  const submissions = randomMatrix(25, 70, 1);
  const [average, most] = [averagePairwiseCorr(submissions), maxCorrWithOthers(submissions)];
  for (const j of [0, 63, 64, 69]) {
    const others = Array.from({ length: 70 }, (_, k) => k).filter((k) => k !== j);
    const r = others.map((k) => pearsonCorrelation(column(submissions, j), column(submissions, k)));
    assert.ok(Math.abs(average[j] - r.reduce((a, b) => a + b, 0) / 69) < 1e-14);
    assert.ok(Math.abs(most[j] - Math.max(...r)) < 1e-14);
  }
});

test('constant submissions have no correlation and do not count for the others', () => {
  const submissions = fromColumns([
    [1, 2, 3],
    [1, 1, 1],
    [3, 2, 1],
  ]);
  const [average, most] = [averagePairwiseCorr(submissions), maxCorrWithOthers(submissions)];
  assert.ok(Number.isNaN(average[1]) && Number.isNaN(most[1]));
  assert.ok(Math.abs(average[0] + 1) < 1e-15 && Math.abs(most[2] + 1) < 1e-15);
  assert.ok(Number.isNaN(averagePairwiseCorr(fromColumns([[1, 2]]))[0]));
  assert.ok(Number.isNaN(maxCorrWithOthers(fromColumns([[1, 2]]))[0]));
});

test('the correlation with the meta model leaves the meta model raw', () => {
  const scores = normalScores(randomMatrix(30, 1, 1));
  const metaModel = randomVector(30, 2);
  const expected = pearsonCorrelation(
    normalColumns(scores).data.map((x) => signedPower(x)),
    metaModel,
  );
  assert.ok(Math.abs(corrWithMetaModel(scores, metaModel)[0] - expected) < 1e-15);
});
