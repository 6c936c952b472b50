import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { ordinalRank } from './ordinalRank.ts';

test('equal values are ranked in row order and NaN keeps its place', () => {
  assert.deepEqual([...ordinalRank([5, 1, 5, Number.NaN, 1])], [3, 1, 4, Number.NaN, 2]);
  assert.deepEqual([...ordinalRank([0, -0])], [1, 2]);
  assert.deepEqual([...ordinalRank([])], []);
});

test('ordinal ranks are the stable order of the values', () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(fc.integer({ min: 0, max: 4 }), fc.double({ noNaN: true }))), (values) => {
      const order = values
        .map((_, i) => i)
        .sort((a, b) => (values[a] < values[b] ? -1 : values[a] > values[b] ? 1 : a - b));
      const ranks = ordinalRank(values);
      order.forEach((row, k) => assert.equal(ranks[row], k + 1));
    }),
  );
});
