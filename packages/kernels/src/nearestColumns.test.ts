import assert from 'node:assert/strict';
import { it } from 'node:test';
import fc from 'fast-check';
import { dotProduct } from './dotProduct.ts';
import { column, fromColumns, type Matrix } from './matrix.ts';
import { nearestColumns } from './nearestColumns.ts';
import { syntheticMatrix } from './testing/syntheticMatrix.ts';
import { unitDeviationColumns } from './transformColumns.ts';

/** The same by all pairs as doubles, one by one. */
function byAllPairs(units: Matrix, count: number, slack: number) {
  const columns = Array.from({ length: units.columns }, (_, j) => column(units, j));
  return columns.map((own, j) => {
    const others = columns
      .map((other, k) => ({ k, product: dotProduct(own, other) }))
      .filter(({ k, product }) => k !== j && !Number.isNaN(product));
    const least = others.map(({ product }) => product).sort((a, b) => b - a)[count - 1] ?? -2;
    const near = others.filter(({ product }) => product >= least - slack);
    return {
      columns: Int32Array.from(near, ({ k }) => k),
      products: Float64Array.from(near, ({ product }) => product),
    };
  });
}

it('finds what all pairs of doubles find, to the bit: with ties, copies, opposites, constants and NaN among them', () => {
  const shapes = fc.record({
    rows: fc.integer({ min: 2, max: 40 }),
    columns: fc.integer({ min: 0, max: 60 }),
    count: fc.integer({ min: 1, max: 6 }),
    slack: fc.constantFrom(0, 1e-6, 0.3),
    levels: fc.constantFrom(2, 5, 1e9),
    seed: fc.integer({ min: 1, max: 1e6 }),
  });
  fc.assert(
    fc.property(shapes, ({ rows, columns, count, slack, levels, seed }) => {
      const values = syntheticMatrix(rows, columns, seed);
      values.data.forEach((x, at) => (values.data[at] = Math.round(levels * x)));
      const units = unitDeviationColumns(values);
      assert.deepEqual(nearestColumns(units, count, slack), byAllPairs(units, count, slack));
    }),
    { numRuns: 60 },
  );
});

it('finds over many blocks the same, of columns so alike that whole numbers cannot tell them apart', () => {
  const values = syntheticMatrix(70, 530, 3);
  const shared = column(values, 0).slice();
  for (let j = 0; j < 530; j++) {
    const own = column(values, j);
    own.forEach((x, i) => (own[i] = shared[i] + (j % 3 === 0 ? 1e-4 : 1) * x));
  }
  const units = unitDeviationColumns(values);
  assert.deepEqual(nearestColumns(units, 5, 1e-6), byAllPairs(units, 5, 1e-6));
});

it('refuses columns that are longer than 1', () => {
  assert.throws(() => nearestColumns(fromColumns([[1, 1]]), 5), RangeError);
});
