import assert from 'node:assert/strict';
import { it } from 'node:test';
import { optimize, type PortfolioSolution } from '@robata/portfolio';
import { isTrulySolved } from './isTrulySolved.ts';
import { randomProblem } from './randomInput.ts';

const problem = randomProblem(4, 120);
const solution = optimize(problem);

it('believes what is solved', () => {
  assert.equal(solution.status, 'solved');
  assert.ok(isTrulySolved(problem, solution));
});

it('doubts weights that break a limit, weights that are not the best, and an objective that is not theirs', () => {
  const largest = solution.weights.reduce((at, w, i, all) => (Math.abs(w) > Math.abs(all[at]) ? i : at), 0);
  const doubtful: Partial<PortfolioSolution>[] = [
    { weights: solution.weights.map((w, i) => (i === largest ? w * 1.0001 : w)) },
    { weights: problem.holdings },
    { weights: solution.weights.map(() => 0) },
    { objective: solution.objective * (1 + 1e-4) },
    { duals: { ...solution.duals, turnover: solution.duals.turnover + 1e-6 } },
  ];
  for (const change of doubtful)
    assert.equal(isTrulySolved(problem, { ...solution, ...change }), false, JSON.stringify(Object.keys(change)));
});
