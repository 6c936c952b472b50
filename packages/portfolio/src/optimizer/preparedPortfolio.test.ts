import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fromColumns } from '@robata/kernels';
import { certify, isCertified } from './certificate.ts';
import { optimize } from './optimize.ts';
import { preparePortfolio, rebased, solveNear } from './preparedPortfolio.ts';
import { randomProblem } from './testing/randomProblem.ts';
import { assertClose, handProblem } from './testing/solverContract.ts';

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

test('a certificate from a base of huge weights holds when it is computed afresh', () => {
  const n = 60;
  const noise = (i: number): number => (Math.sin(12.9898 * (i + 1)) * 43758.5453) % 1;
  const exposures = fromColumns([0, 1, 2].map((k) => Float64Array.from({ length: n }, (_, i) => noise(k * n + i))));
  const x = (k: number, i: number): number => exposures.data[k * n + i];
  const alpha = Float64Array.from({ length: n }, (_, i) =>
    i < 10 ? -0.01 * Math.sign(x(0, i) + 0.3 * (x(1, i) + x(2, i))) : 0.03 * Math.cos(i + 0.5) + 0.1 * x(0, i),
  );
  for (const tiny of [1e-6, 1e-7]) {
    // Ten stocks almost without risk: huge at first, ordinary once their alpha is as small.
    const huge = preparePortfolio(
      handProblem([...alpha], {
        exposureNames: ['a', 'b', 'c'],
        exposures,
        specificVariance: Float64Array.from({ length: n }, (_, i) => (i < 10 ? 0.02 * tiny : 0.02)),
        limits: { exposureLower: new Float64Array(3).fill(-Infinity), exposureUpper: new Float64Array(3).fill(0.05) },
      }),
    );
    const small = alpha.map((a, i) => (i < 10 ? 0.3 * tiny * a : a));
    const { status, weights, price, certificate } = solveNear(huge, small);
    assert.equal(status, 'solved');
    const afresh = certify(
      huge.scaled,
      small.map((a) => a / huge.scaled.units.alpha),
      weights,
      price,
    );
    assert.ok(isCertified(afresh), `${afresh.primal}`);
    assert.equal(certificate.primal, afresh.primal);
  }
});
