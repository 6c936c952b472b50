import assert from 'node:assert/strict';
import { test } from 'node:test';
import { column, matrix } from '@robata/kernels';
import { exposureLayout, exposuresOf, timesExposures } from './exposureLayout.ts';
import { addToGram, formGram } from './gram.ts';
import { randomProblem } from './testing/randomProblem.ts';

const problem = randomProblem(4, { stocks: 53, countries: 5, industries: 7, styles: 3 });
const n = 53;
const names = problem.exposureNames.length;
const columns = Array.from({ length: names }, (_, k) => column(problem.exposures, k));
const scales = columns.map((_, k) => 2 ** ((k % 3) - 1));
const layout = exposureLayout(n, columns, scales);
const at = (i: number, k: number): number => columns[layout.columnOf[k]][i] / scales[layout.columnOf[k]];
const order = layout.order;
const wave = (length: number): Float64Array => Float64Array.from({ length }, (_, i) => Math.sin(3 * i + 1));

test('countries share one slot, industries another, the rest is dense', () => {
  assert.equal(layout.slots.length, 2);
  assert.equal(layout.rows.rows, 2 + 1 + 3);
  assert.deepEqual(
    Array.from(layout.columnOf.slice(2).sort()),
    columns.map((_, k) => k),
  );
});

test('products with the exposures equal plain sums', () => {
  const prices = wave(order);
  prices.fill(0, 0, 2);
  const charge = timesExposures(layout, prices, new Float64Array(n));
  const v = wave(n);
  const y = exposuresOf(layout, v, new Float64Array(order));
  for (let i = 0; i < n; i++) {
    let sum = 0;
    for (let k = 2; k < order; k++) sum += at(i, k) * prices[k];
    assert.ok(Math.abs(charge[i] - sum) < 1e-13);
  }
  assert.deepEqual([y[0], y[1]], [0, 0]);
  for (let k = 2; k < order; k++) {
    let sum = 0;
    for (let i = 0; i < n; i++) sum += at(i, k) * v[i];
    assert.ok(Math.abs(y[k] - sum) < 1e-13);
  }
});

test('the Gram matrix equals plain sums, formed at once or stock by stock, with some stocks left out', () => {
  const weights = wave(n).map((w) => Math.max(0, w));
  const slopes = { gross: wave(n).map(Math.sign), turnover: wave(n).map((w) => -0.5 * w) };
  const atOnce = matrix(order, order);
  formGram(layout, weights, slopes, atOnce);
  const oneByOne = matrix(order, order);
  for (let i = 0; i < n; i++) addToGram(layout, i, weights[i], slopes.gross[i], slopes.turnover[i], oneByOne);
  const entry = (i: number, k: number): number => (k === 0 ? slopes.gross[i] : k === 1 ? slopes.turnover[i] : at(i, k));
  for (let k = 0; k < order; k++) {
    for (let j = k; j < order; j++) {
      let sum = 0;
      for (let i = 0; i < n; i++) sum += weights[i] * entry(i, k) * entry(i, j);
      assert.ok(Math.abs(atOnce.data[k * order + j] - sum) < 1e-12, `${k} ${j}`);
      assert.ok(Math.abs(oneByOne.data[k * order + j] - sum) < 1e-12, `${k} ${j}`);
    }
  }
});
