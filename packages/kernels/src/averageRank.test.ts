import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { averageRank } from './averageRank.ts';

const awkward = fc.oneof(
  fc.double(),
  fc.constantFrom(Number.NaN, 0, -0, 1, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 5e-324, -1e308, 1e308),
  fc.integer({ min: -3, max: 3 }),
  fc.double({ min: 1, max: 1 + 1e-12, noNaN: true }),
);

test('the average rank is the number of smaller values plus half of the equal ones plus a half', () => {
  fc.assert(
    fc.property(fc.array(awkward, { maxLength: 60, size: 'max' }), (values) => {
      const ranks = averageRank(values);
      values.forEach((x, i) => {
        const smaller = values.filter((y) => y < x).length;
        const equal = values.filter((y) => y === x).length;
        assert.equal(ranks[i], Number.isNaN(x) ? Number.NaN : smaller + (equal + 1) / 2);
      });
    }),
    { numRuns: 500 },
  );
});

test('NaN keeps its place and is not counted', () => {
  assert.deepEqual([...averageRank([5, 1, 5, Number.NaN])], [2.5, 1, 2.5, Number.NaN]);
  assert.deepEqual([...averageRank([])], []);
});

test('values crowded beside outliers are ranked by all their bits', () => {
  const crowded = Float64Array.from({ length: 3000 }, (_, i) => 1 + ((i * 7919) % 3000) * 2 ** -52);
  const values = Float64Array.of(-1e300, ...crowded, 1e300, Number.POSITIVE_INFINITY);
  const ranks = averageRank(values);
  assert.equal(ranks[0], 1);
  assert.equal(ranks[3001], 3002);
  assert.equal(ranks[3002], 3003);
  crowded.forEach((_, i) => assert.equal(ranks[i + 1], 2 + ((i * 7919) % 3000)));
});

test('a short column after a long one sees nothing of it', () => {
  averageRank(Float64Array.from({ length: 1000 }, (_, i) => -i));
  assert.deepEqual([...averageRank([2, 1])], [2, 1]);
});

test('the result may be written over the values', () => {
  const values = Float64Array.of(3, 1, 2);
  assert.deepEqual([...averageRank(values, values)], [3, 1, 2]);
});
