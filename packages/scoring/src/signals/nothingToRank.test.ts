import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fromColumns, matrix } from '@robata/kernels';
import { randomVector } from '../testing/sampleData.ts';
import { prepareCoveredCorr } from './coveredCorr.ts';
import { prepareIc } from './ic.ts';
import { prepareFilledCorr, prepareSignalsCorr } from './signalsCorr.ts';
import { cleanedSignals } from './cleanedSignals.ts';
import { prepareSignalsAlpha, signalsWeights } from './signalsPortfolio.ts';

/** At most of these sizes the mean of equal ranks is not that rank to the last bit. */
const SIZES = [2, 3, 7, 10, 49, 80, 97, 150, 160, 2000];

test('what ranks nothing (constant, empty, a neutralizer itself) correlates with nothing: NaN and never ±1', () => {
  for (const n of SIZES) {
    const style = randomVector(n, 3);
    const neutralizers = fromColumns([style.map((x) => (x < 0.5 ? 1 : 0))], n);
    const equal = new Float64Array(n).fill(0.3);
    const empty = new Float64Array(n).fill(Number.NaN);
    const values = fromColumns([equal, empty, neutralizers.data], n);
    const target = randomVector(n, 11).map((x) => Math.floor(5 * x) / 4);
    const left = [...prepareSignalsCorr(values, neutralizers).score(target)];
    assert.deepEqual(left, [Number.NaN, Number.NaN, Number.NaN], `${n}`);
    assert.deepEqual([...prepareFilledCorr(cleanedSignals(values)).score(target)].slice(0, 2), [
      Number.NaN,
      Number.NaN,
    ]);
    assert.deepEqual([...prepareIc(values).score(target)].slice(0, 2), [Number.NaN, Number.NaN], `IC ${n}`);
    assert.deepEqual([...prepareCoveredCorr(values, neutralizers).score(target)], [Number.NaN, Number.NaN, Number.NaN]);
  }
});

test('what holds nothing earns an ALPHA of 0, and so does one stock alone', () => {
  const n = 40;
  const neutralizers = fromColumns([new Float64Array(n).fill(1), randomVector(n, 5)], n);
  const one = new Float64Array(n).fill(Number.NaN);
  one[7] = 0.9;
  const values = fromColumns([new Float64Array(n).fill(0.3), one, new Float64Array(n).fill(Number.NaN)], n);
  const weights = signalsWeights({ values, neutralizers, sampleWeights: new Float64Array(n).fill(1) });
  const scores = prepareSignalsAlpha(weights).score(randomVector(n, 17));
  assert.ok(
    scores.every((score) => score === 0),
    'a stock alone stands in the middle of its own file',
  );
  assert.equal(prepareIc(matrix(0, 0)).score(new Float64Array(0)).length, 0);
});
