import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { lowerInverse } from './cholesky.ts';
import { column, matrix } from './matrix.ts';
import { multiply } from './multiply.ts';
import { assertSameNumbers } from './testing/assertSameNumbers.ts';
import { syntheticMatrix } from './testing/syntheticMatrix.ts';
import { solveLower, solveLowerColumns, solveLowerTransposed, solveLowerTransposedColumns } from './triangularSolve.ts';

test('many right-hand sides have the bits of one after the other, small or large', () => {
  const order = fc.integer({ min: 0, max: 40 });
  fc.assert(
    fc.property(order, fc.integer({ min: 0, max: 300 }), fc.nat(), (n, columns, seed) => {
      const l = syntheticMatrix(n, n, seed);
      for (let j = 3; j < n; j += 7) l.data[j * n + j] = 0;
      const b = matrix(n, columns, syntheticMatrix(n, columns, seed + 1).data.slice());
      for (const [one, all] of [
        [solveLower, solveLowerColumns],
        [solveLowerTransposed, solveLowerTransposedColumns],
      ] as const) {
        const solved = all(l, matrix(n, columns, b.data.slice()));
        for (let j = 0; j < columns; j += 1) assertSameNumbers(column(solved, j), one(l, column(b, j).slice()));
      }
    }),
    { numRuns: 30 },
  );
});

test('substitution solves, reads one triangle only, and gives 0 where the diagonal is 0', () => {
  const l = matrix(3, 3, Float64Array.of(2, 1, 4, NaN, 0, 0, NaN, NaN, 5));
  assert.deepEqual([...solveLower(l, Float64Array.of(4, 9, 18))], [2, 0, 2]);
  assert.deepEqual([...solveLowerTransposed(l, Float64Array.of(10, 9, 5))], [3, 0, 1]);
  assert.throws(() => solveLower(l, new Float64Array(2)), /2 right-hand values for 3 unknowns/);
});

test('a triangular inverse times the triangle is the identity', () => {
  const n = 30;
  const l = syntheticMatrix(n, n, 4);
  for (let j = 0; j < n; j += 1) {
    l.data.fill(0, j * n, j * n + j);
    l.data[j * n + j] = 3;
  }
  multiply(l, lowerInverse(l)).data.forEach((x, k) => assert.ok(Math.abs(x - (k % (n + 1) === 0 ? 1 : 0)) < 1e-12));
});
