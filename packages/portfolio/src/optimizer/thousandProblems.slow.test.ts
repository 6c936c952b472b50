import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createRequire } from 'node:module';
import type { Highs } from 'highs';
import { climb } from './ladder.ts';
import { toSolution } from './optimize.ts';
import { scaleProblem } from './scaledProblem.ts';
import { FAMILIES } from './testing/families.ts';
import { infeasibilityProof } from './testing/infeasibilityProof.ts';
import { lpText } from './testing/lpText.ts';
import { assertOptimal } from './testing/solverContract.ts';

// The package's types describe its default export as that of a CommonJS module.
const highs = (await createRequire(import.meta.url)('highs')()) as Highs;

const SIZES = [
  10, 12, 15, 20, 25, 30, 40, 50, 60, 80, 100, 120, 150, 200, 250, 300, 400, 500, 700, 1000, 2000, 3000, 4000, 5000,
];
/** Up to this size an independent linear solver is asked as well; its tolerance is absolute, too wide for tiny money. */
const isForHighs = (name: string, stocks: number): boolean => stocks <= 40 && name !== 'money over a million';

test('a thousand problems of all families: solved with a certificate or proven infeasible, and never falsely so', (t) => {
  const seen = { solved: 0, primal_infeasible: 0, iteration_limit: 0 };
  let worst = 0;
  let total = 0;
  SIZES.forEach((stocks, round) => {
    for (const [name, family] of Object.entries(FAMILIES)) {
      const label = `${name}, ${stocks} stocks`;
      const problem = family(1000 * round + stocks, stocks);
      const scaled = scaleProblem(problem);
      const climbed = climb(scaled, scaled.alpha, 'newton');
      seen[climbed.status] += 1;
      total += 1;
      if (climbed.status === 'solved') {
        const solution = toSolution(problem, scaled, climbed);
        assertOptimal(problem, solution, label);
        const { primal, dual, gap } = solution.residuals;
        worst = Math.max(worst, primal, dual, gap);
      } else if (climbed.status === 'primal_infeasible') {
        if (climbed.ray === null)
          assert.ok(
            scaled.lower.some((lower, k) => lower > scaled.upper[k]),
            label,
          );
        else assert.ok(infeasibilityProof(problem, scaled, climbed.ray) < -1e-10, label);
        if (isForHighs(name, stocks)) {
          assert.equal(highs.solve(lpText(problem, true), { output_flag: false }).Status, 'Infeasible', label);
        }
      }
    }
  });
  t.diagnostic(`${total} problems: ${JSON.stringify(seen)}, worst residual ${worst.toExponential(1)}`);
  assert.ok(total >= 1000 && seen.solved > total / 2);
  assert.ok(worst <= 1e-9, `${worst}`);
  assert.ok(seen.iteration_limit <= total / 1000, JSON.stringify(seen));
});
