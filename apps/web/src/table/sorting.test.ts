import assert from 'node:assert/strict';
import test from 'node:test';
import { parseSorting, sortingText, sortRows } from './sorting.ts';

const identity = <T>(value: T): T => value;

test('a sorting goes into the address and comes back', () => {
  for (const text of ['corr', '-corr', '-tcLeaveOneOut']) assert.equal(sortingText(parseSorting(text)), text);
  assert.deepEqual(parseSorting('-tc'), { key: 'tc', isDescending: true });
});

test('numbers go by size and names by their letters, numbers within them by size', () => {
  assert.deepEqual(sortRows([3, -1, 20], identity, false), [-1, 3, 20]);
  assert.deepEqual(sortRows(['ridge_10', 'Trees', 'ridge_9'], identity, false), ['ridge_9', 'ridge_10', 'Trees']);
  assert.deepEqual(sortRows(['a', 'b'], identity, true), ['b', 'a']);
});

test('rows without a value stand last whichever way is sorted', () => {
  assert.deepEqual(sortRows([null, 2, null, 1], identity, false), [1, 2, null, null]);
  assert.deepEqual(sortRows([null, 2, null, 1], identity, true), [2, 1, null, null]);
});

test('ties keep the order they came in, both ways, and the input is left alone', () => {
  const rows = [
    { id: 'a', value: 1 },
    { id: 'b', value: 1 },
    { id: 'c', value: 0 },
  ];
  const ids = (isDescending: boolean) => sortRows(rows, (row) => row.value, isDescending).map((row) => row.id);
  assert.deepEqual(ids(false), ['c', 'a', 'b']);
  assert.deepEqual(ids(true), ['a', 'b', 'c']);
  assert.deepEqual(
    rows.map((row) => row.id),
    ['a', 'b', 'c'],
  );
});

test('no rows are no rows', () => {
  assert.deepEqual(sortRows([], identity, true), []);
});
