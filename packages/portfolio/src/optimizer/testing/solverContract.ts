import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { matrix } from '@robata/kernels';
import type { Engine } from '../ladder.ts';
import { optimize } from '../optimize.ts';
import type { PortfolioLimits, PortfolioProblem } from '../problem.ts';
import type { PortfolioSolution } from '../solution.ts';
import { FAMILIES } from './families.ts';
import { kktResiduals } from './kktResiduals.ts';
import { randomProblem } from './randomProblem.ts';

/** A problem of a few stocks without exposures, to be worked out by hand. */
export function handProblem(
  alpha: readonly number[],
  change: Partial<Omit<PortfolioProblem, 'limits'>> & { readonly limits?: Partial<PortfolioLimits> } = {},
): PortfolioProblem {
  const n = alpha.length;
  const { limits, ...rest } = change;
  return {
    ids: alpha.map((_, i) => `s${i}`),
    horizonDays: 20,
    alpha: Float64Array.from(alpha),
    holdings: new Float64Array(n),
    riskAversion: 10,
    exposureNames: [],
    exposures: matrix(n, 0),
    factorCovariance: null,
    specificVariance: new Float64Array(n).fill(0.01),
    linearCost: new Float64Array(n),
    ...rest,
    limits: {
      exposureLower: new Float64Array(0),
      exposureUpper: new Float64Array(0),
      positionLower: new Float64Array(n).fill(-Infinity),
      positionUpper: new Float64Array(n).fill(Infinity),
      gross: null,
      turnover: null,
      net: null,
      ...limits,
    },
  };
}

export function assertClose(actual: ArrayLike<number>, expected: readonly number[], tolerance = 1e-12): void {
  assert.equal(actual.length, expected.length);
  expected.forEach((value, i) => {
    assert.ok(Math.abs(actual[i] - value) <= tolerance, `value ${i}: ${actual[i]}, expected ${value}`);
  });
}

/** 'solved' with the optimality conditions recomputed in plain loops, in the user's units. */
export function assertOptimal(problem: PortfolioProblem, solution: PortfolioSolution, label = ''): void {
  assert.equal(solution.status, 'solved', label);
  const { primal, dual, gap } = solution.residuals;
  assert.ok(Math.max(primal, dual, gap) <= 1e-9, `${label}: ${primal} ${dual} ${gap}`);
  const own = kktResiduals(problem, solution);
  const size = 1 + (problem.limits.gross ?? solution.weights.reduce((sum, w) => sum + Math.abs(w), 0));
  assert.ok(own.primal <= 1e-9 * size, `${label}: primal ${own.primal}`);
  assert.ok(Math.abs(own.objective - solution.objective) <= 1e-9 * (1 + Math.abs(own.objective)), label);
  if (solution.rung === 'interior_point') return;
  assert.ok(own.dual <= 1e-9, `${label}: dual ${own.dual}`);
  assert.ok(own.gap <= 1e-9 * (1 + Math.abs(own.objective)), `${label}: gap ${own.gap}`);
}

/** What every engine must do. */
export function solverContract(engine: Engine): void {
  const solve = (problem: PortfolioProblem): PortfolioSolution => optimize(problem, { engine });

  describe(`the optimizer, ${engine} first`, () => {
    it('without limits and costs holds alpha over risk', () => {
      const problem = handProblem([0.01, -0.02, 0]);
      assertClose(solve(problem).weights, [0.1, -0.2, 0]);
    });

    it('trades only to the edge of the band in which the cost exceeds the gain', () => {
      const problem = handProblem([0.01, 0.01, 0.01], {
        linearCost: Float64Array.of(0.002, 0.002, 0.002),
        holdings: Float64Array.of(0, 0.09, 0.3),
      });
      // Buy to (α−c)/γd = .08; .09 lies in the band .08 … .12; sell down to (α+c)/γd.
      assertClose(solve(problem).weights, [0.08, 0.09, 0.12]);
    });

    it('shrinks all positions alike in alpha when gross binds', () => {
      const solution = solve(handProblem([0.03, -0.02, 0.005], { limits: { gross: 0.3 } }));
      // λ with (.03−λ)/.1 + (.02−λ)/.1 = .3 is .01; the third stays at its kink.
      assertClose(solution.weights, [0.2, -0.1, 0]);
      assertClose([solution.duals.gross], [0.01]);
    });

    it('spends a binding turnover where alpha gains most', () => {
      const solution = solve(
        handProblem([0.03, 0.02], { holdings: Float64Array.of(0.1, 0.2), limits: { turnover: 0.1 } }),
      );
      // Gains at the holdings: .03 − .1·.1 = .02 and 0.
      assertClose(solution.weights, [0.2, 0.2]);
      assertClose([solution.duals.turnover], [0.01]);
    });

    it('prices a net limit, and says so', () => {
      const solution = solve(handProblem([0.03, 0.01], { limits: { net: [0, 0] } }));
      assertClose(solution.weights, [0.1, -0.1]);
      assertClose([solution.duals.net], [0.02]);
    });

    it('gives the price of a constant exposure to whichever of it and net is tighter', () => {
      const problem = handProblem([0.03, 0.01], {
        exposureNames: ['market'],
        exposures: matrix(2, 1, Float64Array.of(2, 2)),
        limits: { net: [-1, 0.1], exposureLower: Float64Array.of(-9), exposureUpper: Float64Array.of(0.4) },
      });
      const byNet = solve(problem);
      assertClose(byNet.weights, [0.15, -0.05]);
      assertClose([byNet.duals.net, byNet.duals.exposures[0]], [0.015, 0]);
      const byMarket = solve({ ...problem, limits: { ...problem.limits, net: [-1, 0.3] } });
      assertClose(byMarket.weights, [0.2, 0]);
      assertClose([byMarket.duals.net, byMarket.duals.exposures[0]], [0, 0.005]);
    });

    it('hedges factor risk', () => {
      const problem = handProblem([0.01, 0.01], {
        exposureNames: ['x'],
        exposures: matrix(2, 1, Float64Array.of(1, 1)),
        factorCovariance: matrix(1, 1, Float64Array.of(0.02)),
        limits: { exposureLower: Float64Array.of(-Infinity), exposureUpper: Float64Array.of(Infinity) },
      });
      // γ(F·2w + d·w) = α
      assertClose(solve(problem).weights, [0.02, 0.02]);
    });

    it('keeps fixed positions, bounds and holdings outside the bounds', () => {
      const problem = handProblem([0.05, 0.05, -0.05], {
        holdings: Float64Array.of(0.5, 0, 0),
        limits: { positionLower: Float64Array.of(-0.1, 0.02, -0.3), positionUpper: Float64Array.of(0.1, 0.02, 0.3) },
      });
      assertClose(solve(problem).weights, [0.1, 0.02, -0.3]);
    });

    it('solves zero gross and zero turnover, and refuses them where something must be held or sold', () => {
      const held = Float64Array.of(0.2, -0.1);
      assertClose(solve(handProblem([0.03, 0.01], { limits: { gross: 0 } })).weights, [0, 0]);
      assertClose(solve(handProblem([0.03, 0.01], { holdings: held, limits: { turnover: 0 } })).weights, [...held]);
      const both = solve(handProblem([0.03, 0.01], { holdings: held, limits: { turnover: 0, gross: 0.2 } }));
      assert.equal(both.status, 'primal_infeasible');
      assert.deepEqual([...both.conflict].sort(), ['gross', 'turnover']);
    });

    it('tells a net just below, at and just above the gross apart', () => {
      const at = (net: number): PortfolioSolution => {
        const limits = { gross: 0.5, net: [net, net] as const };
        return solve({
          ...randomProblem(5, { stocks: 40, turnover: null, bound: Infinity }),
          limits: {
            ...randomProblem(5, { stocks: 40, bound: Infinity, position: 1 }).limits,
            ...limits,
            turnover: null,
          },
        });
      };
      assert.equal(at(0.4999).status, 'solved');
      assert.equal(at(0.5).status, 'solved');
      assert.equal(at(0.5001).status, 'primal_infeasible');
      assert.deepEqual([...at(0.5001).conflict].sort(), ['gross', 'net']);
    });

    for (const [name, family] of Object.entries(FAMILIES)) {
      it(`solves or proves infeasible: ${name}`, () => {
        for (const stocks of [10, 40, 200]) {
          const problem = family(stocks + 1, stocks);
          const solution = solve(problem);
          if (solution.status === 'primal_infeasible') assert.ok(solution.conflict.length > 0);
          else assertOptimal(problem, solution, `${name}, ${stocks} stocks`);
        }
      });
    }

    it('gives the same bits again', () => {
      const problem = randomProblem(8, { stocks: 300, styles: 9, bound: 0.01 });
      assert.deepEqual(solve(problem), solve(problem));
    });

    it('does not see the unit of money: a power of two changes no digit', () => {
      const problem = randomProblem(9, { stocks: 120, bound: 0.02, position: 0.05 });
      const unit = 2 ** 20;
      const times = (values: Float64Array): Float64Array => values.map((value) => value * unit);
      const { limits } = problem;
      const richer = solve({
        ...problem,
        holdings: times(problem.holdings),
        riskAversion: problem.riskAversion / unit,
        limits: {
          ...limits,
          exposureLower: times(limits.exposureLower),
          exposureUpper: times(limits.exposureUpper),
          positionLower: times(limits.positionLower),
          positionUpper: times(limits.positionUpper),
          gross: unit,
          turnover: 0.15 * unit,
        },
      });
      assert.equal(richer.status, 'solved');
      assert.deepEqual(richer.weights, times(solve(problem).weights));
    });

    it('does not see the order of stocks and exposures', () => {
      const problem = randomProblem(10, { stocks: 90, bound: 0.02, position: 0.05 });
      const n = 90;
      const k = problem.exposureNames.length;
      const turned = (values: Float64Array): Float64Array => values.slice().reverse();
      const { limits } = problem;
      const other = solve({
        ...problem,
        alpha: turned(problem.alpha),
        holdings: turned(problem.holdings),
        exposures: matrix(n, k, turned(problem.exposures.data)),
        factorCovariance: matrix(k, k, turned(problem.factorCovariance?.data ?? new Float64Array(0))),
        specificVariance: turned(problem.specificVariance),
        limits: { ...limits, exposureLower: turned(limits.exposureLower), exposureUpper: turned(limits.exposureUpper) },
      });
      assertClose(turned(other.weights), [...solve(problem).weights], 1e-11);
    });
  });
}
