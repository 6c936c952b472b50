import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fromColumns, gaussianizedRank, mean } from '@robata/kernels';
import { randomMatrix, randomVector } from '../testing/sampleData.ts';
import { prepareCoveredCorr } from './coveredCorr.ts';
import { prepareSignalsAlpha, signalsWeights } from './signalsPortfolio.ts';
import { type SignalsEra, signalsDiagnostics } from './signalsDiagnostics.ts';

const n = 120;
const normal = (seed: number): Float64Array => gaussianizedRank(randomVector(n, 7919 * seed));
const securities = Int32Array.from({ length: n }, (_, i) => i);
const style = normal(1);
const steady = normal(2);

/** An era of which a third is covered; the signal drifts slowly and knows a little of the target. */
function eraOf(t: number, holds: Partial<SignalsEra> = {}): SignalsEra {
  const target = normal(100 + t);
  const signal = steady.map((x, i) => (i % 3 === 0 ? Number.NaN : x + 0.1 * normal(300 + t)[i] + 0.3 * target[i]));
  const neutralizers = fromColumns([new Float64Array(n).fill(1), style], n);
  return {
    era: `2020-01-${String(t + 1).padStart(2, '0')}`,
    securities,
    signal,
    neutralizers,
    sampleWeights: randomVector(n, 17).map((x) => 0.5 + x),
    raw: target,
    neutral: target,
    groups: [{ name: 'style', columns: fromColumns([style], n) }],
    features: randomMatrix(n, 3, 99),
    metaModel: normal(900 + t),
    ...holds,
  };
}

test('eras are scored as live rounds are, and summed up', () => {
  const contribution = (entered: Float64Array): number => entered[1] + entered[2];
  const eras = Array.from({ length: 8 }, (_, t) => eraOf(t, { contribution }));
  const { eras: scored, summary, coverage, churn, turnover, left, known } = signalsDiagnostics(eras);
  assert.deepEqual([scored.length, scored[0].covered, coverage], [8, 80, 2 / 3]);
  const first = eras[0];
  const values = fromColumns([first.signal], n);
  const weights = signalsWeights({ ...first, values });
  assert.equal(scored[0].alpha, prepareSignalsAlpha(weights).score(first.raw as Float64Array)[0]);
  assert.equal(
    scored[0].coveredCorr,
    prepareCoveredCorr(values, first.neutralizers).score(first.neutral as Float64Array)[0],
  );
  for (const [key, { mean: average, eras: count, standardError }] of Object.entries(summary)) {
    assert.equal(count, 8, key);
    assert.ok(Math.abs(average - mean(scored.map((era) => era[key as 'alpha']))) < 1e-15 && standardError > 0, key);
  }
  assert.ok(summary.coveredCorr.mean > 0.1 && summary.coveredCorr.mean > summary.corrFilled.mean);
  assert.ok(Number.isNaN(scored[0].churn) && scored[1].churn > 0);
  assert.ok(churn > 0 && churn < 0.5 && turnover > 0 && turnover < 1);
  assert.ok(Math.abs(left + known['style'] - 1) < 1e-12);
});

test('what is missing for a score leaves it out of the means, and no eras give nothing', () => {
  const open = eraOf(3, {
    raw: undefined,
    neutral: undefined,
    groups: undefined,
    features: undefined,
    metaModel: undefined,
  });
  const { eras, summary, left } = signalsDiagnostics([eraOf(1), eraOf(2), open]);
  assert.equal(summary.alpha.eras, 2);
  assert.ok(Number.isNaN(eras[2].alpha) && Number.isNaN(eras[2].mmcSignals) && Number.isNaN(eras[2].left));
  assert.ok(eras[2].churn > 0 && Number.isFinite(left));
  assert.ok(Number.isNaN(signalsDiagnostics([]).summary.alpha.mean));
});

test('the meta model is scored beside the signal, over the eras that both have', () => {
  const eras = Array.from({ length: 6 }, (_, t) =>
    eraOf(t, { contribution: (entered) => entered[0] / 7, ...(t === 5 && { metaModel: undefined }) }),
  );
  const { eras: scored, metaModel, summary, corrWithMetaModel } = signalsDiagnostics(eras);
  // A signal that is the meta model scores as it does.
  const own = signalsDiagnostics(eras.slice(0, 5).map((era) => ({ ...era, signal: era.metaModel as Float64Array })));
  for (const key of ['alpha', 'corrFilled', 'coveredCorr', 'corrSignals', 'fncV4', 'ic', 'ric'] as const) {
    assert.equal(metaModel[key].mean, own.summary[key].mean, key);
    assert.equal(metaModel[key].eras, 5);
    const leads = scored.slice(0, 5).map((era) => era[key] - (era.metaModel?.[key] ?? Number.NaN));
    assert.ok(Math.abs(metaModel[key].lead - mean(leads)) < 1e-15 && metaModel[key].leadStandardError > 0, key);
  }
  assert.ok(own.corrWithMetaModel > 0.9 && Math.abs(corrWithMetaModel) < 0.3);
  assert.ok(scored[5].metaModel === null && Number.isNaN(scored[5].mmcSignals) && scored[5].tc !== 0);
  assert.deepEqual([summary.mmcSignals.eras, summary.tc.eras, metaModel.tc.eras], [5, 6, 5]);
});

test('what is measured against a meta model is told to five decimals', () => {
  const [era] = signalsDiagnostics([eraOf(0, { contribution: () => 0.123456789 })]).eras;
  assert.equal(era.tc, 0.12346);
  for (const value of [era.mmcSignals, era.corrWithMetaModel]) assert.equal(value, Math.round(value * 1e5) / 1e5);
});
