import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createRequire } from 'node:module';
import type { Highs } from 'highs';
import { conflictingLimits } from './conflict.ts';
import { optimize } from './optimize.ts';
import type { PortfolioLimits, PortfolioProblem } from './problem.ts';
import { FAMILIES } from './testing/families.ts';
import { lpText } from './testing/lpText.ts';

// The package's types describe its default export as that of a CommonJS module.
const highs = (await createRequire(import.meta.url)('highs')()) as Highs;
const options = { output_flag: false } as const;

const verdict = (problem: PortfolioProblem): string => highs.solve(lpText(problem, true), options).Status;

test('an independent quadratic solver finds no better portfolio, and nearly always the same value', () => {
  let compared = 0;
  for (const name of [
    'plain',
    'no turnover limit',
    'long only, loose net',
    'rank one risk',
    'exact neutrality',
    'no cost',
  ]) {
    for (const seed of [1, 2, 3]) {
      const problem = FAMILIES[name](seed, 60);
      const solution = optimize(problem);
      if (solution.status !== 'solved') continue;
      const theirs = highs.solve(lpText(problem), options);
      assert.equal(theirs.Status, 'Optimal', name);
      const better = -theirs.ObjectiveValue - solution.objective;
      const scale = 1e-4 + Math.abs(solution.objective);
      assert.ok(better < 1e-9 * scale && better > -1e-3 * scale, `${name} ${seed}: ${better}`);
      compared += Math.abs(better) < 1e-7 * scale ? 1 : 0;
    }
  }
  assert.ok(compared >= 12, `${compared}`);
});

test('feasible and infeasible are told apart as an independent linear solver does', () => {
  const seen = { solved: 0, primal_infeasible: 0 };
  for (const [name, family] of Object.entries(FAMILIES)) {
    const problem = family(4, 12);
    const { status } = optimize(problem);
    assert.ok(status === 'solved' || status === 'primal_infeasible', `${name}: ${status}`);
    assert.equal(verdict(problem), status === 'solved' ? 'Optimal' : 'Infeasible', name);
    seen[status] += 1;
  }
  assert.ok(seen.solved > 10 && seen.primal_infeasible > 5, JSON.stringify(seen));
});

const relaxed = (problem: PortfolioProblem, name: string): PortfolioProblem => {
  const { limits } = problem;
  const exposure = problem.exposureNames.indexOf(name);
  const without: Partial<PortfolioLimits> =
    name === 'position'
      ? {
          positionLower: limits.positionLower.map(() => -Infinity),
          positionUpper: limits.positionUpper.map(() => Infinity),
        }
      : exposure >= 0
        ? {
            exposureLower: limits.exposureLower.with(exposure, -Infinity),
            exposureUpper: limits.exposureUpper.with(exposure, Infinity),
          }
        : { [name]: null };
  return { ...problem, limits: { ...limits, ...without } };
};

test('the limits named in a conflict are infeasible on their own, and any one less is feasible', () => {
  let conflicts = 0;
  for (const name of [
    'plain',
    'tight bounds',
    'mixed bounds',
    'net around zero',
    'one-sided bounds',
    'tiny turnover',
  ]) {
    for (const seed of [1, 2, 3]) {
      const problem = FAMILIES[name](seed, 40);
      if (optimize(problem).status !== 'primal_infeasible') continue;
      const names = conflictingLimits(problem);
      const absent = ['position', 'gross', 'turnover', 'net', ...problem.exposureNames].filter(
        (n) => !names.includes(n),
      );
      const alone = absent.reduce(relaxed, problem);
      assert.equal(verdict(alone), 'Infeasible', `${name} ${seed}: ${names.join()}`);
      for (const one of names) assert.equal(verdict(relaxed(alone, one)), 'Optimal', `${names.join()} without ${one}`);
      conflicts += 1;
    }
  }
  assert.ok(conflicts >= 5, `${conflicts}`);
});
