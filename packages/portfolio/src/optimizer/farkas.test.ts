import assert from 'node:assert/strict';
import { test } from 'node:test';
import { matrix } from '@robata/kernels';
import { farkasRay, isFarkasProof } from './farkas.ts';
import { optimize } from './optimize.ts';
import { scaleProblem } from './scaledProblem.ts';
import { handProblem } from './testing/solverContract.ts';

const problem = (net: number, gross: number | null, position = Infinity) =>
  scaleProblem(
    handProblem([1, 2, 3], {
      limits: {
        net: [net, net],
        gross,
        positionLower: new Float64Array(3).fill(-position),
        positionUpper: new Float64Array(3).fill(position),
      },
    }),
  );

test('net against gross: the prices that prove it, and no others', () => {
  // Limits: gross, turnover, net. Buying net costs as much gross: the prices balance.
  assert.ok(isFarkasProof(problem(1.01, 1), Float64Array.of(1, 0, -1)));
  assert.ok(!isFarkasProof(problem(0.99, 1), Float64Array.of(1, 0, -1)));
  assert.ok(!isFarkasProof(problem(1.01, 1), Float64Array.of(0, 0, -1)));
});

test('net against positions needs no price of gross', () => {
  assert.ok(isFarkasProof(problem(1.01, null, 0.33), Float64Array.of(0, 0, -1)));
  assert.ok(!isFarkasProof(problem(0.98, null, 0.33), Float64Array.of(0, 0, -1)));
});

test('a feasible problem is never disproven, whatever the prices', () => {
  const feasible = problem(0.5, 1, 0.4);
  for (let a = -10; a <= 10; a++) {
    for (let b = 0; b <= 10; b++) assert.equal(farkasRay(feasible, Float64Array.of(b, 0, a)), null);
  }
  assert.equal(farkasRay(feasible, Float64Array.of(NaN, 0, 1)), null);
  assert.equal(farkasRay(feasible, new Float64Array(3)), null);
});

test('a single weight that must and must not be traded is proof enough', () => {
  const stuck = scaleProblem(
    handProblem([1, 1], {
      holdings: Float64Array.of(0.5, 0),
      limits: { turnover: 0.1, positionLower: Float64Array.of(0, 0), positionUpper: Float64Array.of(0.2, 1) },
    }),
  );
  assert.ok(isFarkasProof(stuck, Float64Array.of(0, 1)));
});

test('limits that ask for enormous weights are not disproven by what is only far away', () => {
  const huge = 1e9;
  const held = handProblem([0.01, 0.02], {
    holdings: Float64Array.of(huge, -huge),
    limits: { turnover: 1.5 * huge, net: [0, 0] },
  });
  const asked = handProblem([1e-14, 1e-14], {
    exposureNames: ['x'],
    exposures: matrix(2, 1, Float64Array.of(1, 1.5)),
    limits: { exposureLower: Float64Array.of(1), exposureUpper: Float64Array.of(Infinity) },
  });
  const forced = handProblem([0.01, 0.02], {
    limits: {
      net: [0, 0],
      positionLower: Float64Array.of(huge, -Infinity),
      positionUpper: Float64Array.of(Infinity, Infinity),
    },
  });
  for (const [name, feasible] of Object.entries({ held, asked, forced })) {
    const scaled = scaleProblem(feasible);
    for (let a = -4; a <= 4; a++) {
      for (const tau of [0, 1e-9, 1]) {
        assert.ok(!isFarkasProof(scaled, Float64Array.of(0, tau, a)), `${name}: ${tau}, ${a}`);
      }
    }
    assert.notEqual(optimize(feasible).status, 'primal_infeasible', name);
  }
});
