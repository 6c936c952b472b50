import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { gaussianizedRank } from './gaussianizedRank.ts';
import { normalQuantile } from './normalQuantile.ts';
import { tieKeptRank } from './tieKeptRank.ts';

const column = fc.array(fc.oneof(fc.double(), fc.integer({ min: 0, max: 3 })), { maxLength: 40 });

test('tie-kept ranks are (average rank − ½)/n over the values that are there', () => {
  assert.deepEqual([...tieKeptRank([5, 1, 5, Number.NaN])], [2 / 3, 0.5 / 3, 2 / 3, Number.NaN]);
  assert.deepEqual([...tieKeptRank([7, 7])], [0.5, 0.5]);
  assert.deepEqual([...tieKeptRank([])], []);
});

test('a gaussianized rank is the normal quantile of the tie-kept rank', () => {
  fc.assert(
    fc.property(column, (values) => {
      const expected = tieKeptRank(values).map(normalQuantile);
      gaussianizedRank(values).forEach((g, i) => {
        if (Number.isNaN(expected[i])) assert.ok(Number.isNaN(g));
        else assert.ok(Math.abs(g - expected[i]) <= 1e-14);
      });
    }),
  );
});

test('reversing the order turns every sign and no other bit', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: -50, max: 50 }), { minLength: 1 }), (values) => {
      const reversed = gaussianizedRank(values.map((x) => -x));
      gaussianizedRank(values).forEach((g, i) => assert.equal(g + reversed[i], 0));
    }),
  );
});

test('columns of many lengths do not disturb each other', () => {
  const first = gaussianizedRank([1, 2, 3]);
  for (let n = 1; n < 30; n += 1) gaussianizedRank(Float64Array.from({ length: n }, (_, i) => i));
  assert.deepEqual(gaussianizedRank([1, 2, 3]), first);
  assert.deepEqual([...gaussianizedRank([4, 4, 4])], [0, 0, 0]);
});
