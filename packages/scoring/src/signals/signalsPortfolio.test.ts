import assert from 'node:assert/strict';
import { test } from 'node:test';
import { column, fromColumns, type Matrix, transposedMatrixVector } from '@robata/kernels';
import { prepareAlpha, prepareMpc } from '../alpha.ts';
import { neutralizedWeights, power15NormalColumns } from '../neutralizedWeights.ts';
import { normalScores } from '../normalScores.ts';
import { randomMatrix, randomVector } from '../testing/sampleData.ts';
import { portfolioNeutralizers } from './portfolioNeutralizers.ts';
import { prepareSignalsAlpha, prepareSignalsMpc, signalsWeights } from './signalsPortfolio.ts';

const n = 150;
const values = randomMatrix(n, 4, 1001);
const neutralizers = randomMatrix(n, 6, 40_009);
const sampleWeights = randomVector(n, 70_001).map((x) => 0.5 + x);
const target = randomVector(n, 900_001);
const stakes = [3, 1, 0, 6];
const inputs = { values, neutralizers, sampleWeights };
const weights = signalsWeights(inputs);

const close = (a: ArrayLike<number>, b: ArrayLike<number>, by = 1e-14): void => {
  assert.equal(a.length, b.length);
  Array.from(a).forEach((x, i) => assert.ok(Math.abs(x - b[i]) <= by, `${i}: ${x} and not ${b[i]}`));
};

/** The same with every third stock left out of the second model. */
const partial: Matrix = {
  ...values,
  data: values.data.map((x, k) => (Math.floor(k / n) === 1 && k % 3 === 0 ? Number.NaN : x)),
};

test('of a complete signal the weights and scores are those of the public formulas with orthonormal neutralizers', () => {
  const published = { neutralizers: portfolioNeutralizers(neutralizers, sampleWeights), sampleWeights };
  close(
    weights.data,
    neutralizedWeights(power15NormalColumns(values), published.neutralizers, sampleWeights).data,
    1e-12,
  );
  const scores = normalScores(values);
  close(prepareSignalsAlpha(weights).score(target), prepareAlpha(scores, published).score(target));
  close(prepareSignalsMpc(weights, stakes).score(target), prepareMpc(scores, stakes, published).score(target));
});

test('the neutralizers of portfolios are orthonormal by the sample weights, and no weight holds anything of the exposures', () => {
  const published = portfolioNeutralizers(neutralizers, sampleWeights);
  for (let k = 0; k < 6; k += 1) {
    const weighed = column(published, k).map((x, i) => x * sampleWeights[i]);
    transposedMatrixVector(published, weighed).forEach((x, l) => assert.ok(Math.abs(x - Number(k === l)) < 1e-12));
  }
  for (const w of [weights, signalsWeights({ ...inputs, values: partial })]) {
    for (let j = 0; j < w.columns; j += 1)
      transposedMatrixVector(neutralizers, column(w, j)).forEach((x) => assert.ok(Math.abs(x) < 1e-11));
  }
});

test('a stock that was left out is not held, and the score of a part of the universe is that of its stocks', () => {
  const held = signalsWeights({ ...inputs, values: partial });
  column(held, 1).forEach((w, i) => assert.equal(w === 0, (n + i) % 3 === 0));
  close(column(held, 0), column(weights, 0), 0);
  const mean = target.reduce((a, b) => a + b, 0) / n;
  const byHand = column(held, 1).reduce((sum, w, i) => sum + w * (target[i] - mean), 0) / n;
  assert.ok(Math.abs(prepareSignalsAlpha(held).score(target)[1] - byHand) < 1e-15);
});

test('ALPHA and MPC of 1 − p are exactly minus those of p, whatever is left out', () => {
  const exact = { ...partial, data: partial.data.map((x) => Math.round(x * 1024) / 1024) };
  const [p, q] = [exact, { ...exact, data: exact.data.map((x) => 1 - x) }].map((m) =>
    signalsWeights({ ...inputs, values: m }),
  );
  close(
    prepareSignalsAlpha(p).score(target),
    prepareSignalsAlpha(q)
      .score(target)
      .map((x) => -x),
    0,
  );
  const both = fromColumns([...[0, 1, 2, 3].map((j) => column(p, j)), ...[0, 1, 2, 3].map((j) => column(q, j))], n);
  const scores = prepareSignalsMpc(both, [3, 1, 0, 6, 0, 0, 0, 0]).score(target);
  close(
    scores.subarray(0, 4),
    scores.subarray(4).map((x) => -x),
    0,
  );
});

test('the stakes’ mean of MPC is 0, without a stake there is no portfolio, and a missing target counts nothing', () => {
  const scores = prepareSignalsMpc(weights, stakes).score(target);
  assert.ok(Math.abs(scores.reduce((sum, x, j) => sum + stakes[j] * x, 0)) < 1e-14);
  assert.throws(() => prepareSignalsMpc(weights, [0, 0, 0, 0]), { code: 'no_stakes' });
  const holed = target.map((x, i) => (i < 10 ? Number.NaN : x));
  const mean = target.subarray(10).reduce((a, b) => a + b, 0) / (n - 10);
  const byHand = target.reduce((sum, x, i) => sum + (i < 10 ? 0 : weights.data[i] * (x - mean)), 0) / (n - 10);
  assert.ok(Math.abs(prepareSignalsAlpha(weights).score(holed)[0] - byHand) < 1e-15);
});

test('an empty signal holds nothing and scores 0', () => {
  const empty = signalsWeights({ ...inputs, values: fromColumns([new Float64Array(n).fill(Number.NaN)], n) });
  assert.ok(empty.data.every((w) => w === 0));
  assert.equal(prepareSignalsAlpha(empty).score(target)[0], 0);
});
