import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fromColumns } from '@robata/kernels';
import { ascendToRay } from './dualAscent.ts';
import { isFarkasProof } from './farkas.ts';
import { optimize } from './optimize.ts';
import type { PortfolioLimits, PortfolioProblem } from './problem.ts';
import { scaleProblem } from './scaledProblem.ts';
import { handProblem } from './testing/solverContract.ts';

/** Fewer stocks than limits: here the interior point gets stuck without a proof. */
function few(
  alpha: readonly number[],
  columns: readonly (readonly number[])[],
  targets: readonly number[],
  limits: Partial<PortfolioLimits> = {},
): PortfolioProblem {
  return handProblem(alpha, {
    exposureNames: columns.map((_, k) => `x${k}`),
    exposures: fromColumns(columns, alpha.length),
    limits: { exposureLower: Float64Array.from(targets), exposureUpper: Float64Array.from(targets), ...limits },
  });
}

const fixed = { positionLower: Float64Array.of(0), positionUpper: Float64Array.of(0), net: [0.5, 0.5] } as const;
const positions = { positionLower: Float64Array.of(-0.3), positionUpper: Float64Array.of(0.3) };
const impossible: readonly (readonly [string, PortfolioProblem, readonly string[]])[] = [
  ['a net with nothing that may be held', few([0.01], [], [], { ...fixed, gross: 1 }), ['net', 'position']],
  [
    'one stock that must be two weights at once',
    few([0.01], [[0.4], [0.28]], [0.04, 0], { ...positions, gross: 0.5, turnover: 1 }),
    ['x0', 'x1'],
  ],
  [
    'three equations for two stocks',
    few(
      [0.01, 0.02],
      [
        [1, 2],
        [3, -1],
        [1, 1],
      ],
      [0.1, 0.1, 0.3],
    ),
    ['x0', 'x1', 'x2'],
  ],
];

for (const [name, problem, conflict] of impossible) {
  test(`${name}: proven infeasible, with no limit too many in the conflict`, () => {
    const scaled = scaleProblem(problem);
    const ray = ascendToRay(scaled);
    assert.ok(ray !== null && isFarkasProof(scaled, ray));
    const solution = optimize(problem);
    assert.deepEqual([solution.status, [...solution.conflict].sort()], ['primal_infeasible', conflict]);
  });
}

test('limits that hold together give no proof', () => {
  assert.equal(ascendToRay(scaleProblem(few([0.01, 0.02], [[1, 2]], [0.1]))), null);
});
