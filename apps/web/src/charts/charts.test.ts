import assert from 'node:assert/strict';
import test from 'node:test';
import * as fc from 'fast-check';
import { histogram } from './histogram.ts';
import { placesOf } from './placesOf.ts';
import { drawdowns } from './drawdowns.ts';
import { runningSum } from './runningSum.ts';
import { trailingMean } from './trailingMean.ts';

test('a trailing mean takes what there is in its window and leaves out what is missing', () => {
  assert.deepEqual(trailingMean([1, 2, 3, 4], 2), [1, 1.5, 2.5, 3.5]);
  assert.deepEqual(trailingMean([null, 4, null, null, 6], 2), [null, 4, 4, null, 6]);
  assert.deepEqual(trailingMean([], 3), []);
});

test('a histogram has round edges and counts a value on an edge in the bin above', () => {
  const { centres, counts, width } = histogram([-0.012, -0.01, 0, 0.004, 0.019], 4);
  assert.equal(width, 0.01);
  assert.deepEqual(counts, [1, 1, 2, 1]);
  assert.ok(Math.abs((centres[0] as number) + 0.015) < 1e-12);
});

test('no values have no bins, equal values one', () => {
  assert.deepEqual(histogram([], 10), { centres: [], counts: [], width: 0 });
  assert.deepEqual(histogram([3, 3], 10), { centres: [3], counts: [2], width: 0 });
  assert.deepEqual(histogram([0, -5e-324], 20), { centres: [-5e-324], counts: [2], width: 0 });
  assert.deepEqual(histogram([1, 1 + 2 ** -52], 20), { centres: [1], counts: [2], width: 0 });
});

test('a histogram loses no value and has about as many bins as asked for', () => {
  fc.assert(
    fc.property(fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 1, maxLength: 200 }), (values) => {
      const { centres, counts } = histogram(values, 20);
      assert.equal(
        counts.reduce((sum, count) => sum + count, 0),
        values.length,
      );
      assert.ok(centres.length <= 23, `${centres.length} bins`);
    }),
  );
});

test('ticks have the places that their step needs', () => {
  const steps = [1, 50, 0.5, 0.25, 0.1, 0.025, 0.02, 0.0005, 1000];
  assert.deepEqual(steps.map(placesOf), [0, 0, 1, 2, 1, 3, 2, 4, 0]);
});

test('a running sum passes over what is missing', () => {
  assert.deepEqual(runningSum([1, null, -3, 2]), [1, null, -2, 0]);
  assert.deepEqual(runningSum([]), []);
});

test('a drawdown is the fall from the highest value so far', () => {
  assert.deepEqual(drawdowns([100, 125, 100, 150, 75]), [0, 0, 100 / 125 - 1, 0, -0.5]);
  assert.deepEqual(drawdowns([]), []);
});
