import assert from 'node:assert/strict';
import { test } from 'node:test';
import { binMatrix, column, leastSquaresBasis, matrix } from '@robata/kernels';
import { collected } from './columnBlocks.ts';
import { neutralEs22, ordinalRanks, prepareFncEs22 } from './corr2022.ts';
import { diagnoseEra, examineEra, summarizeDiagnostics, summarizeSteps } from './diagnostics.ts';
import { featureExposures, summarizeExposures } from './featureExposure.ts';
import { randomMatrix, randomVector } from './testing/sampleData.ts';

const n = 120;
const binsOf = (seed: number) =>
  binMatrix(
    n,
    4,
    Int8Array.from(randomMatrix(n, 4, seed).data, (x) => Math.abs(Math.floor(7 * x)) % 5),
  );
const eraOf = (seed: number) => ({
  predictions: randomVector(n, seed),
  target: randomVector(n, seed + 1),
  features: binsOf(seed + 2),
  examplePredictions: randomVector(n, seed + 3),
  metaModel: randomVector(n, seed + 4),
});

test('an era with everything has every diagnostic', () => {
  const era = diagnoseEra(eraOf(1), { topBottom: 20 });
  assert.ok(Object.values(era).every(Number.isFinite));
});

test('the example predictions are like themselves and contribute nothing', () => {
  const era = eraOf(1);
  const own = diagnoseEra({ ...era, predictions: era.examplePredictions, metaModel: era.examplePredictions });
  assert.ok(Math.abs(own.mmc) < 1e-15 && Math.abs(own.mmc2024) < 1e-14);
  assert.ok(Math.abs(own.corrWithExamplePredictions - 1) < 1e-14 && Math.abs(own.exposureDissimilarity) < 1e-14);
  assert.ok(Number.isNaN(own.topBottomCorr));
});

test('what is not given is not diagnosed', () => {
  const { predictions, target } = eraOf(1);
  const era = diagnoseEra({ predictions, target });
  const known = Object.entries(era).filter(([, value]) => Number.isFinite(value));
  assert.deepEqual(
    known.map(([name]) => name),
    ['corr', 'corr20v2'],
  );
});

test('the summary is over eras and leaves out those without a value', () => {
  const eras = [1, 11, 21].map((seed) => diagnoseEra(eraOf(seed), { topBottom: 20 }));
  const { featureNeutralCorr: _, ...rest } = eras[0];
  const summary = summarizeDiagnostics([{ ...rest, featureNeutralCorr: Number.NaN }, eras[1], eras[2]]);
  assert.equal(summary.eras, 3);
  assert.equal(summary.featureNeutralMean, (eras[1].featureNeutralCorr + eras[2].featureNeutralCorr) / 2);
  assert.equal(summary.sharpe, summary.mean / summary.std);
  const plus = eras.map((era) => era.corr + era.mmc);
  assert.ok(Math.abs(summary.corrPlusMmc.mean - plus.reduce((a, b) => a + b, 0) / 3) < 1e-15);
  assert.equal(summary.corrPlusMmcSharpeDifference, summary.corrPlusMmc.sharpe - summary.sharpe);
});

test('neutral scores and exposures are those of the general functions on the same features', () => {
  const { predictions, features, ...rest } = eraOf(5);
  const doubles = matrix(
    n,
    4,
    Float64Array.from(features.data, (bin) => bin / 4),
  );
  const basis = leastSquaresBasis(doubles, { constant: false });
  const ranks = ordinalRanks(matrix(n, 1, predictions));
  const { scores, exposures, steps } = examineEra(
    { predictions, features, ...rest },
    { topBottom: 20, proportions: [0, 0.3, 1] },
  );
  assert.ok(Math.abs(scores.featureNeutralCorr - prepareFncEs22(ranks, basis).score(rest.target)[0]) < 1e-12);
  const expected = featureExposures(matrix(n, 1, predictions), doubles).data;
  expected.forEach((value, k) => assert.ok(Math.abs(value - (exposures?.[k] ?? 9)) < 1e-13));
  const neutral = collected(neutralEs22(ranks, basis));
  const own = diagnoseEra({ predictions: column(neutral, 0), features, ...rest }, { topBottom: 20 });
  for (const field of [
    'corr',
    'corr20v2',
    'mmc',
    'mmc2024',
    'corrWithMetaModel',
    'corrWithExamplePredictions',
  ] as const) {
    assert.equal(steps[0][field], scores[field], `nothing taken off: ${field}`);
    assert.ok(Math.abs(steps[2][field] - own[field]) < 1e-12, `all taken off: ${field}`);
    assert.notEqual(steps[1][field], steps[2][field]);
  }
  const left = summarizeExposures(featureExposures(neutral, doubles).data).maximum;
  assert.ok(Math.abs(steps[2].maxFeatureExposure - left) < 1e-12, `${steps[2].maxFeatureExposure}, ${left}`);
  const summary = summarizeSteps([steps[0], steps[2]]);
  assert.equal(summary.corr20v2.mean, (steps[0].corr20v2 + steps[2].corr20v2) / 2);
});

test('steps that are also asked for change no bit of the scores', () => {
  const era = eraOf(9);
  const proportions = Array.from({ length: 11 }, (_, k) => k / 10);
  assert.deepEqual(examineEra(era, { topBottom: 20, proportions }).scores, diagnoseEra(era, { topBottom: 20 }));
});

test('a feature of zeros has no exposure and takes nothing off', () => {
  const era = eraOf(13);
  const features = binMatrix(n, 5, Int8Array.from([...era.features.data, ...new Int8Array(n)]));
  const { scores, exposures } = examineEra({ ...era, features }, { topBottom: 20 });
  assert.ok(Number.isNaN(exposures?.[4]));
  assert.equal(scores.maxFeatureExposure, diagnoseEra(era, { topBottom: 20 }).maxFeatureExposure);
});
