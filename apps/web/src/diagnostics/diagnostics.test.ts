import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { DiagnosticsFigures } from '@robata/client';
import { eraScoreOf, fallsOf } from './eraScores.ts';
import { largestFirst } from './largestFirst.ts';
import { type Look, withLook } from './looks.ts';
import { figureOf, writeFigure } from './writeFigure.ts';

const look = (corrMean: number | null, at = 0): Look => ({
  name: `${corrMean}.csv`,
  at,
  rows: 10,
  corrMean,
  corrSharpe: 1,
  mmcMean: 0.1,
  fncMean: null,
});

test('the same predictions are one look, whatever the file is called and whenever it is dropped', () => {
  const once = withLook([], look(0.1));
  assert.equal(withLook(once, { ...look(0.1, 99), name: 'other.csv' }).length, 1);
  assert.equal(withLook(once, look(0.1 + 1e-18)).length, 1);
  assert.equal(withLook(once, look(0.1000000001)).length, 2);
  let many: readonly Look[] = [];
  for (let k = 0; k < 510; k++) many = withLook(many, look(k));
  assert.deepEqual([many.length, many[0]?.corrMean], [500, 10]);
});

test('features are in the order of their exposure, sign aside, and those without one come last', () => {
  assert.deepEqual(largestFirst([0.1, null, -0.3, 0, 0.3]), [2, 4, 0, 3, 1]);
});

test('falls are measured from the highest sum so far, and from 0 before there is one', () => {
  assert.deepEqual(fallsOf([-1, 2, null, 1, 3]), [-1, 0, null, -1, 0]);
});

test('a score that is not known is the first, and figures are written in their units', () => {
  assert.equal(eraScoreOf('nothing').value, 'corr');
  assert.equal(eraScoreOf('meta').value, 'meta');
  assert.deepEqual(
    [
      writeFigure(null, { places: 2 }),
      writeFigure(-0.123, { places: 1, unit: 'share' }),
      writeFigure(12.34, { places: 1, unit: 'percent' }),
    ],
    ['–', '−12.3 %', '12.3 %'],
  );
});

test('a Sharpe of scores that are all nothing is none, not a ratio of what rounding left', () => {
  const row = { key: 'validationMmcSharpe', over: 'validationMmcStd' } as const;
  const of = (std: number | null) =>
    figureOf({ validationMmcSharpe: 0.11, validationMmcStd: std } as DiagnosticsFigures, row);
  assert.deepEqual([of(3e-18), of(0), of(1e-4), of(null)], [null, null, 0.11, 0.11]);
});
