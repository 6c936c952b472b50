import assert from 'node:assert/strict';
import { test } from 'node:test';
import { alphaGradient, linearize } from './linearization.ts';
import { preparePortfolio, solveNear } from './preparedPortfolio.ts';
import { FAMILIES } from './testing/families.ts';

for (const name of [
  'plain',
  'no cost, no turnover limit, no holdings',
  'exact neutrality',
  'no factor risk',
  'rank one risk, no bounds',
  'long only, loose net',
  'net exactly zero',
]) {
  test(`the gradient of a return equals finite differences of exact solves: ${name}`, () => {
    const problem = FAMILIES[name](5, 150);
    const prepared = preparePortfolio(problem);
    const { scaled } = prepared;
    const base = solveNear(prepared, problem.alpha);
    assert.equal(base.status, 'solved');
    const returns = Float64Array.from({ length: 150 }, (_, i) => 0.1 * Math.cos(5 * i));
    const linearization = linearize(scaled);
    const gradient = alphaGradient(scaled, linearization, returns);
    const size = problem.alpha.reduce((most, a) => Math.max(most, Math.abs(a)), 0);
    const returnAt = (alpha: Float64Array): number => {
      const { status, weights } = solveNear(prepared, alpha);
      assert.equal(status, 'solved');
      return returns.reduce((sum, r, i) => sum + r * weights[i], 0) * scaled.units.weight;
    };
    for (const turn of [1, 2, 3]) {
      const direction = Float64Array.from({ length: 150 }, (_, i) => size * Math.sin(turn * i * i));
      const step = 1e-7;
      const up = returnAt(problem.alpha.map((a, i) => a + step * direction[i]));
      const down = returnAt(problem.alpha.map((a, i) => a - step * direction[i]));
      const slope = gradient.reduce((sum, g, at) => sum + g * direction[linearization.free[at]], 0);
      assert.ok(
        Math.abs((up - down) / (2 * step) - slope) < 1e-5 * Math.abs(slope) + 1e-9,
        `${(up - down) / (2 * step)} ${slope}`,
      );
    }
  });
}
