import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  averageRank,
  column,
  fromColumns,
  gaussianizedRank,
  matrix,
  pearsonCorrelation,
  transposedMatrixVector,
} from '@robata/kernels';
import * as fc from 'fast-check';
import { prepareCorr2022, ordinalRanks } from '../corr2022.ts';
import { randomMatrix, randomVector } from '../testing/sampleData.ts';
import { neutralSignals2022 } from './neutralSignals2022.ts';
import { prepareSignalsCorr2022 } from './signalsCorr.ts';
import { coveredSignals, signalsPredictions } from './signalsPredictions.ts';

const normalVector = (n: number, seed: number): Float64Array => gaussianizedRank(randomVector(n, 7919 * seed));
const BEFORE = { fill: 'before-neutralizing' } as const;
const AFTER = { fill: 'after-neutralizing' } as const;

/** The example of SignalsScoringExample.ipynb: five tickers, D left out, two features; all figures are those that the notebook prints. */
const notebook = {
  signal: fromColumns([[0.4, 0.2, 0.8, Number.NaN, 0.3]], 5),
  neutralizers: fromColumns(
    [
      [-0.2, 0.3, 0.1, -0.5, 0.3],
      [0.3, 0.1, -0.2, -0.3, 0.1],
    ],
    5,
  ),
  target: Float64Array.of(0.4, 0.2, 0.8, 1, 0.6),
  neutral: [0.54901, -0.944742, 1.235272, -0.651949, -0.187591],
};

test('the pipeline of 2022 gives the figures of the published notebook, step by step', () => {
  const { signal, neutralizers, target, neutral } = notebook;
  const residual = neutralSignals2022(signal, neutralizers).data;
  residual.forEach((x, i) => assert.ok(Math.abs(x - neutral[i]) < 5e-7, `row ${i}: ${x}`));
  assert.deepEqual([...signalsPredictions(signal, neutralizers, BEFORE).data], [0.7, 0.1, 0.9, 0.3, 0.5]);
  assert.ok(Math.abs(prepareSignalsCorr2022(signal, neutralizers).score(target)[0] - 0.3) < 1e-15);
});

test('worked by hand: one neutralizer, a complete signal', () => {
  // Ranks .125 .375 .625 .875 have the normal scores −b −a a b; F = (1, 0, 0, −1) takes off half of their sum over F: what is left is 0 −a a 0.
  const signal = fromColumns([[0.1, 0.2, 0.3, 0.4]], 4);
  const neutralizers = fromColumns([[1, 0, 0, -1]], 4);
  const a = gaussianizedRank([1, 2, 3, 4])[2];
  const left = neutralSignals2022(signal, neutralizers).data;
  [0, -a, a, 0].forEach((x, i) => assert.ok(Math.abs(left[i] - x) < 1e-15));
  assert.deepEqual([...signalsPredictions(signal, neutralizers, AFTER).data], [0.5, 0.125, 0.875, 0.5]);
});

test('a file of ten stocks: filled before neutralizing it is the neutralizers, filled after it is its ten stocks', () => {
  const n = 1000;
  const style = normalVector(n, 1);
  const neutralizers = fromColumns([new Float64Array(n).fill(1), style], n);
  const signal = new Float64Array(n).fill(Number.NaN);
  const own = randomVector(10, 2);
  own.forEach((x, k) => {
    signal[97 * k + 3] = x;
  });
  const isOwn = (_: unknown, i: number): boolean => i % 97 === 3 && i < 97 * 9 + 4;
  const others = (x: Float64Array): Float64Array => x.filter((_, i) => !isOwn(_, i));
  const before = signalsPredictions(fromColumns([signal], n), neutralizers, BEFORE).data;
  const after = signalsPredictions(fromColumns([signal], n), neutralizers, AFTER).data;
  assert.ok(Math.abs(pearsonCorrelation(others(before), others(gaussianizedRank(style)))) > 0.9, 'the flaw');
  assert.equal(new Set(others(after)).size, 1, 'no opinion on what was not submitted');
  assert.ok(others(after).every((x) => Math.abs(x - 0.5) < 0.005));
  const [x, y] = [style.filter(isOwn), gaussianizedRank(own)];
  const meanX = x.reduce((a, b) => a + b, 0) / 10;
  const slope = x.reduce((sum, v, k) => sum + (v - meanX) * y[k], 0) / x.reduce((sum, v) => sum + (v - meanX) ** 2, 0);
  const residual = y.map((v, k) => v - slope * (x[k] - meanX));
  assert.deepEqual(
    averageRank(after.filter(isOwn)),
    averageRank(residual),
    'and on those, what a regression by hand leaves',
  );
});

test('a signal of one sector is neutral within it: nothing of the styles is left over its stocks', () => {
  const n = 400;
  const sector = Float64Array.from({ length: n }, (_, i) => (i % 4 === 0 ? 1 : 0));
  const style = normalVector(n, 5);
  const neutralizers = fromColumns([new Float64Array(n).fill(1), sector, sector.map((x) => 1 - x), style], n);
  const noise = normalVector(n, 6);
  const signal = sector.map((x, i) => (x === 1 ? 2 * style[i] + noise[i] : Number.NaN));
  const left = coveredSignals(fromColumns([signal], n), neutralizers).data;
  const of = (x: Float64Array): Float64Array => x.filter((_, i) => sector[i] === 1);
  assert.ok(pearsonCorrelation(of(gaussianizedRank(signal)), of(style)) > 0.8);
  assert.ok(Math.abs(pearsonCorrelation(of(left), of(style))) < 1e-12);
  assert.ok(left.every((x, i) => sector[i] === 1 || x === 0));
});

test('filled after neutralizing: complete, in (0, 1), neutral, and 1 − p becomes 1 − the predictions of p', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1e6 }), fc.double({ min: 0.02, max: 1, noNaN: true }), (seed, share) => {
      const n = 120;
      const neutralizers = randomMatrix(n, 5, seed);
      const kept = randomVector(n, seed + 1);
      const signal = randomVector(n, seed + 2).map((x, i) =>
        kept[i] <= share ? Math.round(x * 256) / 256 : Number.NaN,
      );
      const values = fromColumns([signal, signal.map((x) => 1 - x)], n);
      const predictions = signalsPredictions(values, neutralizers, AFTER);
      const [p, q] = [column(predictions, 0), column(predictions, 1)];
      p.forEach((x, i) => {
        assert.ok(x > 0 && x < 1);
        assert.ok(Math.abs(x + q[i] - 1) < 1e-12);
      });
      const left = coveredSignals(values, neutralizers);
      const covered = signal.filter((x) => x === x).length;
      if (covered >= 12)
        for (const sum of transposedMatrixVector(neutralizers, column(left, 0))) assert.ok(Math.abs(sum) < 1e-9);
    }),
    { numRuns: 60 },
  );
});

test('a signal made of neutralizers alone, a constant one and an empty one are the middle, not ranked rounding', () => {
  const n = 60;
  const dummy = Float64Array.from({ length: n }, (_, i) => (i % 3 === 0 ? 1 : 0));
  const neutralizers = fromColumns([dummy, normalVector(n, 3)], n);
  const values = fromColumns([dummy, new Float64Array(n).fill(0.3), new Float64Array(n).fill(Number.NaN)], n);
  assert.ok(signalsPredictions(values, neutralizers, AFTER).data.every((x) => x === 0.5));
  assert.throws(() => signalsPredictions(values, matrix(3, 1), AFTER), RangeError);
});

test('a stock that is left out more or less changes little: the two fills agree on a complete signal but for the constant', () => {
  const n = 300;
  const neutralizers = fromColumns([new Float64Array(n).fill(1), normalVector(n, 8)], n);
  const signal = randomVector(n, 9);
  const [before, after] = [BEFORE, AFTER].map(
    (fill) => signalsPredictions(fromColumns([signal], n), neutralizers, fill).data,
  );
  before.forEach((x, i) => assert.ok(Math.abs(x - after[i]) < 1e-12));
  const target = randomVector(n, 10);
  assert.deepEqual(
    prepareCorr2022(ordinalRanks(fromColumns([after], n))).score(target),
    prepareSignalsCorr2022(fromColumns([signal], n), neutralizers).score(target),
  );
});
