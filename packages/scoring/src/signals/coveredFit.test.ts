import assert from 'node:assert/strict';
import { test } from 'node:test';
import { column, fromColumns, leastSquaresBasis, type Matrix, matrix, transposedMatrixVector } from '@robata/kernels';
import { randomMatrix, randomVector } from '../testing/sampleData.ts';
import { coveredFit, coveredResidual, coveredResiduals } from './coveredFit.ts';
import { coveredSignals } from './signalsPredictions.ts';
import { prepareSignalsAlpha, signalsWeights } from './signalsPortfolio.ts';

const n = 120;
const dummies = [0, 1, 2, 3].map((s) => Float64Array.from({ length: n }, (_, i) => (i % 4 === s ? 1 : 0)));
const styles = randomMatrix(n, 16, 7_001);
/** The market, sectors that depend on it, and styles. */
const columns = [
  new Float64Array(n).fill(1),
  ...dummies,
  ...Array.from({ length: 16 }, (_, k) => column(styles, k).map((x) => x - 0.5)),
];
const sampleWeights = randomVector(n, 70_001).map((x) => 0.5 + x);
const target = randomVector(n, 900_001);
/** A file of so many stocks, spread over the sectors. */
const fileOf = (stocks: number): Float64Array => {
  const values = randomVector(n, 31 + stocks);
  return values.map((x, i) => ((i * 7) % n < stocks ? x : Number.NaN));
};
const close = (a: Float64Array, b: Float64Array, by: number): void =>
  a.forEach((x, i) => assert.ok(Math.abs(x - b[i]) <= by, `${i}: ${x} and not ${b[i]}`));

test('what is left of a file of few stocks is the same in other units and another order of the neutralizers', () => {
  const values = fromColumns([1, 2, 3, 9, 20, 30].map(fileOf), n);
  const asNamed = fromColumns(columns, n);
  const otherwise = fromColumns(columns.map((x, k) => x.map((value) => value * (1 + (k % 3)))).reverse(), n);
  const [signals, scores] = [asNamed, otherwise].reduce<[Float64Array[], Float64Array[]]>(
    ([all, alphas], neutralizers) => [
      [...all, coveredSignals(values, neutralizers).data],
      [...alphas, prepareSignalsAlpha(signalsWeights({ values, neutralizers, sampleWeights })).score(target)],
    ],
    [[], []],
  );
  close(signals[0] as Float64Array, signals[1] as Float64Array, 1e-10);
  close(scores[0] as Float64Array, scores[1] as Float64Array, 1e-12);
});

test('a fit takes at most half as many directions as stocks, and those of a sector that is submitted wholly first', () => {
  const basis = leastSquaresBasis(fromColumns(columns, n));
  const sector = Uint32Array.from({ length: n / 4 }, (_, i) => 4 * i);
  for (const [rows, most] of [
    [sector, 15],
    [sector.subarray(0, 9), 4],
    [sector.subarray(0, 1), 0],
    [new Uint32Array(0), 0],
  ] as const)
    assert.ok(coveredFit(basis, rows).columns.length <= most);
  const left = coveredResidual(coveredFit(basis, sector), randomVector(n, 5));
  const sum = left.reduce((all, x) => all + x, 0);
  assert.ok(Math.abs(sum) < 1e-12, 'nothing of the sector itself');
  assert.ok(sector.some((row) => left[row] !== 0));
});

test('one stock keeps its value, for there is nothing to compare it with; of two something is left', () => {
  const basis = leastSquaresBasis(fromColumns(columns, n));
  const x = randomVector(n, 8);
  const one = coveredResidual(coveredFit(basis, Uint32Array.of(5)), x);
  assert.deepEqual([one[5], one.filter((value) => value !== 0).length], [x[5], 1]);
  const two = coveredResidual(coveredFit(basis, Uint32Array.of(5, 9)), x);
  assert.ok(two[5] !== 0 && two[9] !== 0);
});

test('a signal has the same bits beside others as alone, and rows in another order give the same but for rounding', () => {
  const values = fromColumns([3, 25, 60, 110, n].map(fileOf), n);
  const order = Uint32Array.from({ length: n }, (_, i) => (i * 11) % n);
  const shuffled = (m: Matrix): Matrix =>
    fromColumns(
      Array.from({ length: m.columns }, (_, k) => Float64Array.from(order, (row) => column(m, k)[row] as number)),
      n,
    );
  const neutralizers = fromColumns(columns, n);
  const together = coveredSignals(values, neutralizers);
  for (let j = 0; j < values.columns; j += 1)
    assert.deepEqual(coveredSignals(fromColumns([column(values, j)], n), neutralizers).data, column(together, j));
  close(coveredSignals(shuffled(values), shuffled(neutralizers)).data, shuffled(together).data, 1e-10);
});

test('without neutralizers nothing but the mean is taken off, and of nothing nothing', () => {
  const values = fromColumns([fileOf(40)], n);
  const left = coveredResiduals(leastSquaresBasis(matrix(n, 0)), values, values);
  const covered = values.data.filter((x) => x === x);
  const mean = covered.reduce((a, b) => a + b, 0) / covered.length;
  left.data.forEach((x, i) => {
    const value = values.data[i] as number;
    assert.ok(Math.abs(x - (value === value ? value - mean : 0)) < 1e-12);
  });
  const empty = fromColumns([new Float64Array(n).fill(Number.NaN)], n);
  assert.ok(coveredSignals(empty, fromColumns(columns, n)).data.every((x) => x === 0));
  const basis = leastSquaresBasis(fromColumns(columns, n));
  transposedMatrixVector(basis, coveredSignals(fromColumns([fileOf(n)], n), fromColumns(columns, n)).data).forEach(
    (x) => assert.ok(Math.abs(x) < 1e-12),
  );
});
