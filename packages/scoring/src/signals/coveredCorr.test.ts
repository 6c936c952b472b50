import assert from 'node:assert/strict';
import { test } from 'node:test';
import { averageRank, fromColumns, gaussianizedRank, leastSquaresBasis, pearsonCorrelation } from '@robata/kernels';
import { rowsOf } from '../table.ts';
import { randomMatrix, randomVector } from '../testing/sampleData.ts';
import { cleanedSignals } from './cleanedSignals.ts';
import { prepareCoveredCorr } from './coveredCorr.ts';
import { fncV4Basis, joinedColumns, prepareFncV4Docs, prepareFncV4Tools } from './fncV4.ts';
import { prepareFnc } from '../fnc.ts';
import { normalScores } from '../normalScores.ts';
import { prepareIc } from './ic.ts';
import { prepareSignalsCorr } from './signalsCorr.ts';
import { coveredSignals } from './signalsPredictions.ts';

const n = 300;
const neutralizers = randomMatrix(n, 4, 11);
const target = gaussianizedRank(randomVector(n, 50_021));
const signal = target.map((x, i) => (i < 90 ? x + randomVector(n, 888_881)[i] : Number.NaN));
const values = fromColumns([signal, randomVector(n, 31)], n);

test('the covered part is scored as if there were no other stocks', () => {
  const rows = Array.from({ length: 90 }, (_, i) => i);
  const part = fromColumns([signal.subarray(0, 90)], 90);
  const alone = prepareCoveredCorr(part, rowsOf(neutralizers, rows)).score(target.subarray(0, 90))[0];
  const [scored] = prepareCoveredCorr(values, neutralizers).score(target);
  assert.ok(Math.abs(scored - alone) < 1e-12);
  const left = coveredSignals(values, neutralizers).data.subarray(0, 90);
  assert.ok(Math.abs(scored - pearsonCorrelation(averageRank(left), target.subarray(0, 90))) < 1e-12);
  assert.ok(scored > 1.5 * prepareSignalsCorr(values, neutralizers).score(target)[0], 'diluted in the whole universe');
});

test('stocks without a target do not count, and none or a constant one gives no score', () => {
  const holed = target.map((x, i) => (i < 40 ? Number.NaN : x));
  const prepared = prepareCoveredCorr(values, neutralizers);
  const left = coveredSignals(values, neutralizers).data;
  const ranks = averageRank(left.subarray(0, 90)).subarray(40);
  assert.ok(Math.abs(prepared.score(holed)[0] - pearsonCorrelation(ranks, target.subarray(40, 90))) < 1e-12);
  assert.ok(Number.isNaN(prepared.score(target.map((x, i) => (i < 90 ? Number.NaN : x)))[0]));
  assert.ok(Number.isNaN(prepared.score(new Float64Array(n).fill(0.5))[0]));
});

test('IC is the Spearman correlation with ½ for what was left out, ranks anew where targets are missing', () => {
  const cleaned = cleanedSignals(values).data.subarray(0, n);
  assert.ok(cleaned.subarray(90).every((x) => x === 0.5));
  const [ic] = prepareIc(values).score(target);
  assert.ok(Math.abs(ic - pearsonCorrelation(averageRank(cleaned), averageRank(target))) < 1e-12);
  const holed = target.map((x, i) => (i % 5 === 0 ? Number.NaN : x));
  const keep = (x: Float64Array): Float64Array => x.filter((_, i) => i % 5 !== 0);
  const [some] = prepareIc(values).score(holed);
  assert.ok(Math.abs(some - pearsonCorrelation(averageRank(keep(cleaned)), averageRank(keep(target)))) < 1e-12);
});

test('FNCv4 of the code is FNC of cleaned signals on neutralizers and features; that of the documentation differs', () => {
  const features = randomMatrix(n, 6, 4242);
  const basis = fncV4Basis(neutralizers, features);
  const code = prepareFncV4Tools(values, basis).score(target);
  const expected = prepareFnc(
    normalScores(cleanedSignals(values)),
    leastSquaresBasis(joinedColumns(neutralizers, features)),
  ).score(target);
  assert.deepEqual(code, expected);
  const docs = prepareFncV4Docs(values, basis).score(target);
  docs.forEach((x, j) => assert.ok(Math.abs(x - code[j]) < 0.1 && x !== code[j]));
});
