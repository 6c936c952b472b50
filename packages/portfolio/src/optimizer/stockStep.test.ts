import assert from 'node:assert/strict';
import { test } from 'node:test';
import { scaleProblem } from './scaledProblem.ts';
import { GROSS_SLOPE, stockStates, stockStep, TURNOVER_SLOPE } from './stockStep.ts';
import { handProblem } from './testing/solverContract.ts';

const holdings = [0, 0.4, -0.4, 2, -2];
const pulls = [-3, -1.2, -0.7, -0.3, 0, 0.2, 0.5, 0.9, 1.4, 3];

for (const [lambda, tau, cost] of [
  [0, 0, 0],
  [0.5, 0, 0],
  [0, 0.3, 0.2],
  [0.6, 0.1, 0.1],
  [0.1, 0.6, 0],
]) {
  test(`each stock's weight is the best of a fine grid at prices ${lambda} and ${tau}, cost ${cost}`, () => {
    const cases = holdings.flatMap((h) => pulls.map((p) => ({ h, p })));
    const n = cases.length;
    const problem = {
      ...scaleProblem(
        handProblem(
          cases.map(() => 1),
          { limits: { gross: 1, turnover: 1 } },
        ),
      ),
      holdings: Float64Array.from(cases, ({ h }) => h),
      curvature: new Float64Array(n).fill(0.8),
      cost: new Float64Array(n).fill(cost),
      low: new Float64Array(n).fill(-1.5),
      high: new Float64Array(n).fill(1.25),
    };
    const states = stockStates(n);
    stockStep(
      problem,
      Float64Array.from(cases, ({ p }) => p),
      { gross: lambda, turnover: tau },
      states,
    );
    cases.forEach(({ h, p }, i) => {
      const price = (w: number): number => 0.4 * w * w - p * w + lambda * Math.abs(w) + (cost + tau) * Math.abs(w - h);
      const w = states.weights[i];
      for (let g = -1500; g <= 1250; g++) assert.ok(price(w) <= price(g / 1000) + 1e-12, `p ${p}, h ${h}: ${w}`);
      if (states.codes[i] !== 0) {
        const slope =
          0.8 * w - p + lambda * GROSS_SLOPE[states.codes[i]] + (cost + tau) * TURNOVER_SLOPE[states.codes[i]];
        assert.ok(Math.abs(slope) < 1e-12);
      } else assert.ok([0, h, -1.5, 1.25].includes(w));
    });
    const sum = (values: number[]): number => values.reduce((total, value) => total + value, 0);
    assert.ok(Math.abs(states.gross - sum([...states.weights].map(Math.abs))) < 1e-12);
    assert.ok(Math.abs(states.traded - sum(cases.map(({ h }, i) => Math.abs(states.weights[i] - h)))) < 1e-12);
  });
}
