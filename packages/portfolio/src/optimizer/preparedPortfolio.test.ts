import assert from 'node:assert/strict';
import { test } from 'node:test';
import { optimize } from './optimize.ts';
import { preparePortfolio, rebased, solveNear } from './preparedPortfolio.ts';
import { randomProblem } from './testing/randomProblem.ts';
import { assertClose } from './testing/solverContract.ts';

const problem = randomProblem(12, { stocks: 400, styles: 10, bound: 0.01 });
const nudged = (by: number): Float64Array => problem.alpha.map((a, i) => a * (1 + by * Math.sin(7 * i)));

for (const by of [0, 1e-6, 0.01, 0.3, 3]) {
  test(`a solve from the base gives the portfolio of a solve from nothing, alpha changed by ${by}`, () => {
    const prepared = preparePortfolio(problem);
    const near = solveNear(prepared, nudged(by));
    assert.equal(near.status, 'solved');
    const fresh = optimize({ ...problem, alpha: nudged(by) });
    assertClose(
      near.weights.map((w) => w * prepared.scaled.units.weight),
      [...fresh.weights],
      1e-12,
    );
  });
}

test('a change of one percent takes a few steps of Newton', () => {
  const { rung, iterations } = solveNear(preparePortfolio(problem), nudged(0.01));
  assert.equal(rung, 'newton');
  assert.ok(iterations <= 5, `${iterations}`);
});

test('a solve gives the same bits whatever was solved before it', () => {
  const prepared = preparePortfolio(problem);
  const first = solveNear(prepared, nudged(0.02)).weights.slice();
  solveNear(prepared, nudged(2));
  solveNear(prepared, nudged(-0.1));
  assert.deepEqual(solveNear(prepared, nudged(0.02)).weights, first);
});

test('a rebased portfolio solves to the same weights', () => {
  const prepared = preparePortfolio(problem);
  const other = rebased(prepared, nudged(0.3));
  assertClose(solveNear(other, nudged(0.31)).weights, [...solveNear(prepared, nudged(0.31)).weights], 1e-9);
});

test('a faulty problem is refused', () => {
  assert.throws(() => preparePortfolio({ ...problem, riskAversion: -1 }), /riskAversion is -1/);
});
