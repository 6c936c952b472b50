import assert from 'node:assert/strict';
import { test } from 'node:test';
import { column } from '@robata/kernels';
import { exposureLayout } from './exposureLayout.ts';
import { exposuresOf, gramOf, timesExposures } from './exposureProducts.ts';
import { randomProblem } from './testing/randomProblem.ts';

const problem = randomProblem(4, { stocks: 53, countries: 5, industries: 7, styles: 3 });
const n = 53;
const names = problem.exposureNames.length;
// Net stands behind the others.
const numbers = [...Array.from({ length: names }, (_, k) => k), -1];
const columns = numbers.map((k) => (k < 0 ? new Float64Array(n).fill(1) : column(problem.exposures, k)));
const layout = exposureLayout(problem.exposures, numbers);
const at = (i: number, k: number): number => columns[layout.columnOf[k]][i] / layout.scale[k];
const order = layout.order;
const wave = (length: number): Float64Array => Float64Array.from({ length }, (_, i) => Math.sin(3 * i + 1));

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

test('the Gram matrix equals plain sums, with some stocks left out', () => {
  const weights = wave(n).map((w) => Math.max(0, w));
  const slopes = { gross: wave(n).map(Math.sign), turnover: wave(n).map((w) => -0.5 * w) };
  const gram = gramOf(layout, weights, slopes);
  const entry = (i: number, k: number): number => (k === 0 ? slopes.gross[i] : k === 1 ? slopes.turnover[i] : at(i, k));
  for (let k = 0; k < order; k++) {
    for (let j = k; j < order; j++) {
      let sum = 0;
      for (let i = 0; i < n; i++) sum += weights[i] * entry(i, k) * entry(i, j);
      assert.ok(Math.abs(gram.data[k * order + j] - sum) < 1e-12, `${k} ${j}`);
    }
  }
});
