import assert from 'node:assert/strict';
import { test } from 'node:test';
import { column, dotProduct, fromColumns } from '@robata/kernels';
import { prepareAlpha, prepareMpc } from './alpha.ts';
import { neutralizedWeights, power15NormalColumns } from './neutralizedWeights.ts';
import { normalScores } from './normalScores.ts';
import { pick } from './preparedScore.ts';
import { rowsOf } from './table.ts';
import { randomMatrix, randomVector } from './testing/sampleData.ts';

const [n, models] = [60, 4];
const predictions = randomMatrix(n, models, 1);
const inputs = { neutralizers: randomMatrix(n, 3, 2), sampleWeights: randomVector(n, 3) };
const target = randomVector(n, 4).map((x) => x - 0.5);
const stakes = [3, 1, 0, 6];
const weights = neutralizedWeights(power15NormalColumns(predictions), inputs.neutralizers, inputs.sampleWeights);

test('alpha is the mean product of the weights and the centred target', () => {
  const mean = target.reduce((a, b) => a + b, 0) / n;
  const scores = prepareAlpha(normalScores(predictions), inputs).score(target);
  scores.forEach((score, j) => {
    const expected =
      dotProduct(
        column(weights, j),
        target.map((t) => t - mean),
      ) / n;
    assert.ok(Math.abs(score - expected) < 1e-15);
  });
});

test('the stake-weighted mean of all contributions is 0', () => {
  const scores = prepareMpc(normalScores(predictions), stakes, inputs).score(target);
  assert.ok(Math.abs(scores.reduce((sum, s, j) => sum + stakes[j] * s, 0)) < 1e-14);
});

test('the contribution is the slope of the portfolio’s return per length in the stake', () => {
  const performance = (s: readonly number[]) => {
    const w = fromColumns(Array.from({ length: models }, (_, j) => column(weights, j)));
    const v = Float64Array.from({ length: n }, (_, i) => s.reduce((sum, x, j) => sum + x * w.data[j * n + i], 0));
    const mean = v.reduce((a, b) => a + b, 0) / n;
    const c = v.map((x) => x - mean);
    return dotProduct(c, target) / Math.sqrt(dotProduct(c, c)) / 50;
  };
  const shares = stakes.map((s) => s / 10);
  const scores = prepareMpc(normalScores(predictions), stakes, inputs).score(target);
  scores.forEach((score, j) => {
    const step = 1e-6;
    const moved = (by: number) => performance(shares.map((s, k) => (k === j ? s + by : s)));
    assert.ok(Math.abs(score - (moved(step) - moved(-step)) / (2 * step)) < 1e-8);
  });
});

test('centred and normalized weights have net 0 and gross 1', () => {
  const book = neutralizedWeights(power15NormalColumns(predictions), inputs.neutralizers, inputs.sampleWeights, {
    centerAndNormalize: true,
  });
  for (let j = 0; j < models; j += 1) {
    const w = column(book, j);
    assert.ok(Math.abs(w.reduce((a, b) => a + b, 0)) < 1e-15);
    assert.ok(Math.abs(w.reduce((a, b) => a + Math.abs(b), 0) - 1) < 1e-15);
  }
});

test('rows without a target are left out of both', () => {
  const rows = Array.from({ length: n }, (_, i) => i).filter((i) => i % 6 !== 2);
  const kept = {
    neutralizers: rowsOf(inputs.neutralizers, rows),
    sampleWeights: pick(inputs.sampleWeights, rows),
  };
  const short = normalScores(rowsOf(predictions, rows));
  const gaps = target.map((t, i) => (i % 6 === 2 ? Number.NaN : t));
  const known = pick(target, rows);
  const scores = normalScores(predictions);
  assert.deepEqual(prepareAlpha(scores, inputs).score(gaps), prepareAlpha(short, kept).score(known));
  assert.deepEqual(prepareMpc(scores, stakes, inputs).score(gaps), prepareMpc(short, stakes, kept).score(known));
});

test('without a positive stake there is no portfolio to contribute to', () => {
  assert.throws(() => prepareMpc(normalScores(predictions), [0, 0, 0, 0], inputs), { code: 'no_stakes' });
  assert.throws(() => prepareMpc(normalScores(predictions), [1, -1, 0, 0], inputs), { code: 'no_stakes' });
});
