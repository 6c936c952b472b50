import assert from 'node:assert/strict';
import { test } from 'node:test';
import { diagnoseEra, summarizeDiagnostics } from './diagnostics.ts';
import { randomMatrix, randomVector } from './testing/sampleData.ts';

const n = 120;
const eraOf = (seed: number) => ({
  predictions: randomVector(n, seed),
  target: randomVector(n, seed + 1),
  features: randomMatrix(n, 4, seed + 2),
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
