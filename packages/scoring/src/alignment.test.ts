import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { alignTables } from './alignment.ts';
import { areIdsSorted, compareIds } from './compareIds.ts';
import { selectColumns, sortById, tableOf } from './table.ts';

test('ids are ordered by code point, beyond the basic plane as well', () => {
  const ids = ['B', 'a', 'ab', '', '\u{ffff}', '\u{10000}'];
  assert.deepEqual(ids.toSorted(compareIds), ['', 'B', 'a', 'ab', '\u{ffff}', '\u{10000}']);
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (a, b) => {
      const points = (text: string) => Array.from(text, (c) => c.codePointAt(0) as number);
      const [x, y] = [points(a), points(b)];
      const k = x.findIndex((value, i) => value !== y[i]);
      const expected = k < 0 ? x.length - y.length : (y[k] ?? -1) < x[k] ? 1 : -1;
      assert.equal(Math.sign(compareIds(a, b)), Math.sign(expected));
    }),
  );
  assert.ok(areIdsSorted(['A', 'A', 'a']) && !areIdsSorted(['a', 'A']));
});

test('alignment keeps the common complete rows in order of id', () => {
  const table = tableOf(['c', 'a', 'b', 'd', 'e'], { m: [3, 1, 2, 4, 5], k: [1, 1, 1, Number.NaN, 1] });
  const series = { ids: ['a', 'b', 'c', 'e', 'f'], values: Float64Array.of(10, 20, 30, 50, 60) };
  const { predictions: t, targets: s } = alignTables({ predictions: table, targets: series });
  assert.deepEqual(t.ids, ['a', 'b', 'c', 'e']);
  assert.deepEqual([...t.values.data], [1, 2, 3, 5, 1, 1, 1, 1]);
  assert.deepEqual([...s.values], [10, 20, 30, 50]);
});

test('too little overlap, an empty table and an id in two rows are refused by the name of the table', () => {
  const series = (ids: string[]) => ({ ids, values: Float64Array.from(ids, () => 1) });
  const five = series(['a', 'b', 'c', 'd', 'e']);
  const three = { predictions: five, metaModel: series(['a', 'b', 'c']) };
  assert.throws(() => alignTables(three), {
    code: 'too_little_overlap',
    message:
      'only 3 of the 5 rows of the predictions have an id that is complete in all of predictions, meta model; at least 80 % must be',
  });
  assert.equal(alignTables(three, 0.4).predictions.ids.length, 3);
  assert.throws(() => alignTables({ five, none: series([]) }), { code: 'too_little_overlap' });
  assert.throws(() => alignTables({ five, sampleWeights: series(['a', 'a', 'b', 'c', 'd']) }), {
    code: 'duplicate_ids',
    message: 'the id a stands in more than one row of the sample weights',
  });
});

test('tables are sorted and columns chosen without touching the original', () => {
  const table = tableOf(['b', 'a'], { x: [1, 2], y: [3, 4] });
  assert.deepEqual([...sortById(table).values.data], [2, 1, 4, 3]);
  assert.deepEqual(table.ids, ['b', 'a']);
  assert.deepEqual(selectColumns(table, ['y']).names, ['y']);
  assert.throws(() => selectColumns(table, ['z']), { code: 'unknown_column' });
});
