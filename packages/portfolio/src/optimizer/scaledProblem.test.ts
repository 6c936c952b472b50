import assert from 'node:assert/strict';
import { test } from 'node:test';
import { matrix } from '@robata/kernels';
import { scaleProblem } from './scaledProblem.ts';
import { randomProblem } from './testing/randomProblem.ts';
import { handProblem } from './testing/solverContract.ts';

test('all units are powers of two, so that scaling back gives the original bits', () => {
  const problem = randomProblem(1, { stocks: 70 });
  const { units, exposureUnit, alpha, holdings, low } = scaleProblem(problem);
  for (const unit of [units.weight, units.alpha, ...exposureUnit]) assert.ok(Number.isInteger(Math.log2(unit)));
  assert.deepEqual(
    alpha.map((a) => a * units.alpha),
    problem.alpha,
  );
  assert.deepEqual(
    holdings.map((h) => h * units.weight),
    problem.holdings,
  );
  assert.deepEqual(
    low.map((l) => l * units.weight),
    problem.limits.positionLower,
  );
});

const market = (netValue: number, net: readonly [number, number] | null) =>
  scaleProblem(
    handProblem([1, 2, 3], {
      exposureNames: ['market', 'loose'],
      exposures: matrix(3, 2, Float64Array.of(netValue, netValue, netValue, 1, 2, 3)),
      limits: {
        net,
        exposureLower: Float64Array.of(-0.5, -Infinity),
        exposureUpper: Float64Array.of(0.5, Infinity),
      },
    }),
  );

test('net narrows a constant exposure instead of standing beside it; exposures without bounds and risk are left out', () => {
  for (const value of [1, -2, 4]) {
    const { order, lower, upper, net, units, exposureOf } = market(value, [-0.1, 0.05]);
    assert.equal(order, 3);
    assert.deepEqual(net, { limit: 2, value });
    assert.equal(exposureOf[2], 0);
    const bounds = [lower[2], upper[2]].map((bound) => bound * units.weight * Math.abs(value));
    const ends = [-0.1 * value, 0.05 * value].sort((a, b) => a - b).map((end) => Math.min(Math.max(end, -0.5), 0.5));
    bounds.forEach((bound, at) => assert.ok(Math.abs(bound - ends[at]) < 1e-15, `${bound} ${ends[at]}`));
  }
});

test('net gets a row of its own where no exposure is constant', () => {
  const problem = handProblem([1, 2], {
    exposureNames: ['x'],
    exposures: matrix(2, 1, Float64Array.of(1, 2)),
    limits: { net: [0, 1], exposureLower: Float64Array.of(-1), exposureUpper: Float64Array.of(1) },
  });
  const { order, net, exposureOf } = scaleProblem(problem);
  assert.equal(order, 4);
  assert.equal(net?.value, 1);
  assert.equal(exposureOf[net?.limit ?? 0], -1);
});

test('exposures are arranged once, and again when their values have changed', () => {
  const problem = randomProblem(1, { stocks: 70 });
  const { layout } = scaleProblem(problem);
  assert.equal(scaleProblem({ ...problem, holdings: new Float64Array(70) }).layout, layout);
  problem.exposures.data[75] += 1;
  assert.notEqual(scaleProblem(problem).layout, layout);
});
