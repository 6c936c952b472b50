import assert from 'node:assert/strict';
import { test } from 'node:test';
import { column, matrix } from '@robata/kernels';
import { exposureLayout, isLayoutOf } from './exposureLayout.ts';
import { newtonState } from './newtonState.ts';
import { scaleProblem } from './scaledProblem.ts';
import { randomProblem } from './testing/randomProblem.ts';

const problem = randomProblem(4, { stocks: 53, countries: 5, industries: 7, styles: 3 });
const n = 53;
const names = problem.exposureNames.length;
// Net stands behind the others.
const numbers = [...Array.from({ length: names }, (_, k) => k), -1];
const columns = numbers.map((k) => (k < 0 ? new Float64Array(n).fill(1) : column(problem.exposures, k)));
const layout = exposureLayout(problem.exposures, numbers);

test('countries share one slot, industries another, the rest is dense', () => {
  assert.equal(layout.slots.length, 2);
  assert.equal(layout.dense, 1 + 3 + 1);
  assert.deepEqual(
    Array.from(layout.columnOf.slice(2).sort()),
    columns.map((_, k) => k),
  );
});

test('a matrix whose values changed is no longer that of the layout', () => {
  const given = matrix(n, names, problem.exposures.data.slice());
  assert.ok(isLayoutOf(layout, given, numbers));
  for (let entry = 0; entry < given.data.length; entry++) {
    const before = given.data[entry];
    for (const other of [before + 1, NaN]) {
      given.data[entry] = other;
      assert.ok(!isLayoutOf(layout, given, numbers), `entry ${entry}`);
    }
    given.data[entry] = before;
  }
});

test('there is room for Newton over many exposures and few stocks, and the other way round', () => {
  for (const recipe of [
    { stocks: 60, countries: 40, industries: 50, styles: 250 },
    { stocks: 900, countries: 0, industries: 0, styles: 0 },
    { stocks: 1, countries: 1, industries: 1, styles: 1 },
  ]) {
    const wide = randomProblem(2, { ...recipe, bound: Infinity, turnover: null, position: 1 });
    const scaled = scaleProblem({ ...wide, holdings: new Float64Array(recipe.stocks) });
    assert.ok(newtonState(scaled).system.length >= scaled.order ** 2);
  }
});
