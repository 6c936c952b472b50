import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { averageRank } from './averageRank.ts';
import { gaussianizedRank } from './gaussianizedRank.ts';
import { type Matrix, column, matrix } from './matrix.ts';
import { signedPower } from './signedPower.ts';
import { assertSameNumbers } from './testing/assertSameNumbers.ts';
import { tieKeptRank } from './tieKeptRank.ts';
import {
  type ColumnStep,
  gaussianizedRankColumns,
  transformColumns,
  unitDeviationColumns,
} from './transformColumns.ts';
import { unitDeviations } from './unitDeviations.ts';

const ONE: Record<ColumnStep, (x: Float64Array) => Float64Array> = {
  averageRank,
  tieKeptRank,
  gaussianizedRank,
  power15: (x) => x.map((value) => signedPower(value)),
  unitDeviations,
};

const value = fc.oneof(fc.double(), fc.integer({ min: 0, max: 3 }), fc.constant(Number.NaN));
const input = fc
  .tuple(fc.integer({ min: 0, max: 60 }), fc.integer({ min: 0, max: 20 }))
  .chain(([rows, columns]) =>
    fc
      .array(value, { minLength: rows * columns, maxLength: rows * columns })
      .map((values) => matrix(rows, columns, Float64Array.from(values))),
  );
const steps = fc.array(fc.constantFrom(...(Object.keys(ONE) as ColumnStep[])), { maxLength: 4 });

function columnByColumn(m: Matrix, given: readonly ColumnStep[]): Float64Array {
  const result = m.data.slice();
  for (let j = 0; j < m.columns; j += 1) {
    const x = result.subarray(j * m.rows, (j + 1) * m.rows);
    for (const step of given) x.set(ONE[step](x.slice()));
  }
  return result;
}

test('many columns have the bits of one after the other, whatever the steps, in place or not', () => {
  fc.assert(
    fc.property(input, steps, (m, given) => {
      const expected = columnByColumn(m, given);
      assertSameNumbers(transformColumns(m, given).data, expected);
      assert.equal(transformColumns(m, given, m), m);
      assertSameNumbers(m.data, expected);
    }),
  );
});

test('the named transforms are those steps', () => {
  const m = matrix(5, 2, Float64Array.of(3, 1, 1, 9, -2, 5, 5, 5, 5, 5));
  assertSameNumbers(gaussianizedRankColumns(m).data, columnByColumn(m, ['gaussianizedRank']));
  assertSameNumbers(unitDeviationColumns(m).data, columnByColumn(m, ['unitDeviations']));
  assert.ok(column(unitDeviationColumns(m), 1).every(Number.isNaN));
});

test('columns of a round, of thousands of rows, reverse exactly', () => {
  const m = matrix(
    4999,
    3,
    Float64Array.from({ length: 3 * 4999 }, (_, i) => ((i * 7919) % 4001) / 7),
  );
  const scores = gaussianizedRankColumns(m).data;
  const reversed = gaussianizedRankColumns(
    matrix(
      4999,
      3,
      m.data.map((x) => -x),
    ),
  ).data;
  scores.forEach((g, i) => assert.equal(g + reversed[i], 0));
  assert.deepEqual(scores.subarray(0, 4999), gaussianizedRank(column(m, 0)));
});

test('a result of another shape is refused', () => {
  assert.throws(() => transformColumns(matrix(2, 3), [], matrix(3, 2)), /2 × 3 values do not fit 3 × 2/);
});
