import assert from 'node:assert/strict';
import { test } from 'node:test';
import { column, fromColumns, pearsonCorrelation, signedPower } from '@robata/kernels';
import { featureExposures } from './featureExposure.ts';
import { normalColumns, normalScores } from './normalScores.ts';
import { averagePairwiseCorr, corrWithMetaModel, maxCorrWithOthers } from './similarity.ts';
import { randomMatrix, randomVector } from './testing/sampleData.ts';

test('average and maximum correlation are those of all pairs', () => {
  const models = 600;
  const submissions = randomMatrix(25, models, 1);
  const [average, most] = [averagePairwiseCorr(submissions), maxCorrWithOthers(submissions)];
  for (const j of [0, 255, 256, 511, 512, 599]) {
    const others = Array.from({ length: models }, (_, k) => k).filter((k) => k !== j);
    const r = others.map((k) => pearsonCorrelation(column(submissions, j), column(submissions, k)));
    assert.ok(Math.abs(average[j] - r.reduce((a, b) => a + b, 0) / (models - 1)) < 1e-14);
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

test('a submission of numbers too small to be squared is compared like any other, and spoils none', () => {
  const submissions = randomMatrix(30, 4, 1);
  const [average, most] = [averagePairwiseCorr(submissions), maxCorrWithOthers(submissions)];
  for (const scale of [1e-200, 1e-160]) {
    const tiny = column(submissions, 0).map((x) => x * scale);
    const scaled = fromColumns([tiny, ...[1, 2, 3].map((j) => column(submissions, j))]);
    averagePairwiseCorr(scaled).forEach((r, j) => assert.ok(Math.abs(r - average[j]) < 1e-14));
    maxCorrWithOthers(scaled).forEach((r, j) => assert.ok(Math.abs(r - most[j]) < 1e-14));
  }
});

test('without rows there is no correlation', () => {
  assert.ok(maxCorrWithOthers(randomMatrix(0, 2, 1)).every(Number.isNaN));
  assert.ok(averagePairwiseCorr(randomMatrix(0, 2, 1)).every(Number.isNaN));
  assert.ok(featureExposures(randomMatrix(0, 2, 1), randomMatrix(0, 3, 1)).data.every(Number.isNaN));
});

test('the correlation with the meta model leaves the meta model raw', () => {
  const scores = normalScores(randomMatrix(30, 1, 1));
  const metaModel = randomVector(30, 2);
  const expected = pearsonCorrelation(
    normalColumns(scores).data.map((x) => signedPower(x)),
    metaModel,
  );
  assert.ok(Math.abs(corrWithMetaModel(scores, metaModel)[0] - expected) < 1e-15);
  metaModel[7] = Number.NaN;
  assert.ok(Number.isNaN(corrWithMetaModel(scores, metaModel)[0]));
});
