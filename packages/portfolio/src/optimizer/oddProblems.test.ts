import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fromColumns, matrix } from '@robata/kernels';
import { optimize } from './optimize.ts';
import type { PortfolioLimits, PortfolioProblem } from './problem.ts';
import { FAMILIES } from './testing/families.ts';
import { randomProblem } from './testing/randomProblem.ts';
import { assertClose, assertOptimal, handProblem } from './testing/solverContract.ts';

const withExposures = (
  alpha: readonly number[],
  columns: readonly (readonly number[])[],
  bounds: readonly (readonly [number, number])[],
  limits: Partial<PortfolioLimits> = {},
): PortfolioProblem =>
  handProblem(alpha, {
    exposureNames: columns.map((_, k) => `x${k}`),
    exposures: fromColumns(columns, alpha.length),
    limits: {
      exposureLower: Float64Array.from(bounds, ([lower]) => lower),
      exposureUpper: Float64Array.from(bounds, ([, upper]) => upper),
      ...limits,
    },
  });

test('one stock', () => {
  assertClose(optimize(handProblem([0.01])).weights, [0.1]);
  assertClose(optimize(handProblem([0.01], { limits: { gross: 0.05, turnover: 0.02, net: [0, 1] } })).weights, [0.02]);
});

test('a column of zeros is harmless within its bounds and infeasible outside them', () => {
  assertClose(optimize(withExposures([0.01, 0.02], [[0, 0]], [[-1, 1]])).weights, [0.1, 0.2]);
  assertClose(optimize(withExposures([0.01, 0.02], [[0, 0]], [[0, 0]])).weights, [0.1, 0.2]);
  const { status, conflict } = optimize(withExposures([0.01, 0.02], [[0, 0]], [[0.1, 1]]));
  assert.deepEqual([status, conflict], ['primal_infeasible', ['x0']]);
});

test('equal exposures with equal bounds count once; with contradicting bounds they conflict', () => {
  const twice = withExposures(
    [0.01, 0.03],
    [
      [1, 1],
      [1, 1],
    ],
    [
      [0, 0],
      [0, 0],
    ],
  );
  const solution = optimize(twice);
  assertOptimal(twice, solution);
  assertClose(solution.weights, [-0.1, 0.1]);
  const apart = optimize(
    withExposures(
      [0.01, 0.03],
      [
        [1, 2],
        [1, 2],
      ],
      [
        [-1, -0.5],
        [0.5, 1],
      ],
    ),
  );
  assert.deepEqual([apart.status, [...apart.conflict].sort()], ['primal_infeasible', ['x0', 'x1']]);
});

test('countries, industries, intercept and net all neutral, with more exposures than stocks', () => {
  const problem = randomProblem(3, {
    stocks: 12,
    countries: 5,
    industries: 6,
    styles: 8,
    bound: 0,
    turnover: null,
    net: [0, 0],
  });
  assertOptimal(problem, optimize(problem));
});

test('a merged net and exposure without common values conflict', () => {
  const { status, conflict } = optimize(withExposures([0.01, 0.03], [[1, 1]], [[0.2, 1]], { net: [-1, 0.1] }));
  assert.deepEqual([status, [...conflict].sort()], ['primal_infeasible', ['net', 'x0']]);
});

test('an exposure far from the others in size', () => {
  const plain = randomProblem(7, { stocks: 100, bound: 0.05, position: 0.05, turnover: 0.5 });
  const k = plain.exposureNames.length;
  const unit = (at: number): number => (at === 4 ? 1e7 : at === 9 ? 1e-7 : 1);
  const odd: PortfolioProblem = {
    ...plain,
    exposures: matrix(
      100,
      k,
      plain.exposures.data.map((x, at) => x * unit(Math.floor(at / 100))),
    ),
    factorCovariance: matrix(
      k,
      k,
      (plain.factorCovariance?.data ?? new Float64Array()).map((f, at) => f / unit(at % k) / unit(Math.floor(at / k))),
    ),
    limits: {
      ...plain.limits,
      exposureLower: plain.limits.exposureLower.map((l, j) => l * unit(j)),
      exposureUpper: plain.limits.exposureUpper.map((u, j) => u * unit(j)),
    },
  };
  const solution = optimize(odd);
  assert.equal(solution.status, 'solved');
  assertClose(solution.weights, [...optimize(plain).weights], 1e-12);
});

test('holdings far beyond what may be held, sold without a turnover limit', () => {
  const held = handProblem([0.01, 0.01], { holdings: Float64Array.of(50, -80), limits: { gross: 0.1 } });
  assertClose(optimize(held).weights, [0.05, 0.05]);
});

test('costs a thousand times alpha stop all trade but what the limits force (these stalled the interior point once)', () => {
  const problem = FAMILIES['prohibitive costs'](7, 40);
  assertOptimal(problem, optimize(problem));
  assertOptimal(problem, optimize(problem, { engine: 'interior_point' }));
});

test('a thousand stocks and forty exposures', () => {
  const problem = randomProblem(1, { stocks: 1000, styles: 29, bound: 0.01, riskAversion: 100 });
  const solution = optimize(problem);
  assertOptimal(problem, solution);
  assert.equal(solution.rung, 'newton');
  assert.ok(solution.iterations <= 12, `${solution.iterations}`);
});
