import assert from 'node:assert/strict';
import { test } from 'node:test';
import { column, columnRange, fromColumns, gaussianizedRank, ordinalRank } from '@robata/kernels';
import * as fc from 'fast-check';
import { normalColumns, normalScores } from './normalScores.ts';
import { joinedRanks, rankColumns, ranksOfRows } from './ranks.ts';
import { normalTable, rankItself, valuesOfRanks } from './rankTable.ts';
import { rowsOf } from './table.ts';
import { randomMatrix } from './testing/sampleData.ts';

const value = fc.oneof(fc.integer({ min: -4, max: 4 }), fc.constant(Number.NaN), fc.double({ noNaN: true }));
const columns = fc
  .nat({ max: 30 })
  .chain((n) => fc.array(fc.array(value, { minLength: n, maxLength: n }), { minLength: 1, maxLength: 4 }));

test('normal scores by way of ranks have the bits of the function of one column', () => {
  fc.assert(
    fc.property(columns, (values) => {
      const m = fromColumns(values);
      const scores = normalColumns(normalScores(m));
      values.forEach((x, j) => assert.deepEqual(column(scores, j), gaussianizedRank(x)));
    }),
  );
});

test('ordinal ranks are those of row order', () => {
  fc.assert(
    fc.property(columns, (values) => {
      const ranks = rankColumns(fromColumns(values), 'first');
      values.forEach((x, j) => assert.deepEqual(valuesOfRanks(ranks, rankItself, j), ordinalRank(x)));
    }),
  );
});

test('the ranks among some rows are those of the values in these rows', () => {
  fc.assert(
    fc.property(columns, fc.constantFrom('average', 'first'), fc.nat(), (values, ties, seed) => {
      const m = fromColumns(values);
      const rows = Array.from({ length: m.rows }, (_, i) => i).filter((i) => (i * 7 + seed) % 3 !== 0);
      assert.deepEqual(ranksOfRows(rankColumns(m, ties), rows), rankColumns(rowsOf(m, rows), ties));
    }),
  );
});

test('ranges of models ranked apart and joined are all models ranked at once', () => {
  const m = randomMatrix(40, 9, 1);
  const parts = [columnRange(m, 0, 4), columnRange(m, 4, 4), columnRange(m, 4, 9)].map((p) =>
    rankColumns(p, 'average'),
  );
  assert.deepEqual(joinedRanks(parts), rankColumns(m, 'average'));
  assert.throws(() => joinedRanks([parts[0], rankColumns(randomMatrix(41, 1, 1), 'average')]), RangeError);
});

test('a universe too large for 16 bits is ranked in 32', () => {
  for (const [n, bytes] of [
    [32_768, 2],
    [32_769, 4],
  ]) {
    const m = randomMatrix(n, 1, 5);
    const ranks = rankColumns(m, 'average');
    assert.equal(ranks.codes.BYTES_PER_ELEMENT, bytes);
    assert.deepEqual(valuesOfRanks(ranks, normalTable, 0), gaussianizedRank(m.data));
    m.data[7] = Number.NaN;
    assert.deepEqual(valuesOfRanks(rankColumns(m, 'average'), normalTable, 0), gaussianizedRank(m.data));
  }
});
