import assert from 'node:assert/strict';
import { test } from 'node:test';
import highs from 'highs';
import { optimize } from '../optimizer/optimize.ts';
import type { PortfolioProblem } from '../optimizer/problem.ts';
import { predictedVolatility } from '../risk/riskModel.ts';
import { plantedMarket, seededNormal } from '../risk/testing/plantedMarket.ts';
import { leastTurnover } from './leastTurnover.ts';
import { defaultOptimizerSettings } from './optimizerSettings.ts';
import { rebalance } from './rebalance.ts';
import { rebalancePlan } from './rebalancePlan.ts';

const stocks = 120;
const { truth: riskModel } = plantedMarket(stocks, 61);
const normal = seededNormal(62);
const alpha = Float64Array.from(riskModel.totalVolatility, (sd) => 0.05 * sd * normal());
const securities = Int32Array.from({ length: stocks }, (_, i) => i);
const ids = Array.from({ length: stocks }, (_, i) => `n${i}`);
const planFor = (holdings: ReadonlyMap<number, number>, settings = defaultOptimizerSettings) =>
  rebalancePlan({ riskModel, securities, ids, alpha, holdings, settings });

/** 5 % long in each of the 12 stocks with the highest momentum: far outside net, market and momentum. */
const tilted = (() => {
  const momentum = riskModel.exposures.data.subarray((riskModel.factorNames.length - 1) * stocks);
  const order = Array.from(securities).sort((a, b) => momentum[b] - momentum[a]);
  return new Map(order.slice(0, 12).map((security) => [security, 0.05]));
})();

/** The least Σ|w − h| by an independent linear program. */
async function leastTurnoverByLinearProgram({
  limits,
  holdings,
  exposures,
  exposureNames,
}: PortfolioProblem): Promise<number> {
  const sum = (terms: readonly (readonly [number, string])[]) =>
    terms.map(([value, name]) => `${value < 0 ? '-' : '+'} ${Math.abs(value).toFixed(15)} ${name}`).join('\n ');
  const range = (name: string, terms: readonly (readonly [number, string])[], low: number, high: number) =>
    `${name}l: ${sum(terms)} >= ${low.toFixed(15)}\n${name}u: ${sum(terms)} <= ${high.toFixed(15)}\n`;
  const all = Array.from(holdings.keys());
  const weight = all.map((i) => [1, `w${i}`] as const);
  const rows = [
    ...exposureNames.map((_, k) =>
      range(
        `x${k}`,
        all.map((i) => [exposures.data[k * stocks + i], `w${i}`] as const),
        limits.exposureLower[k],
        limits.exposureUpper[k],
      ),
    ),
    range('net', weight, ...(limits.net as [number, number])),
    `gross: ${sum(all.map((i) => [1, `g${i}`]))} <= ${limits.gross}\n`,
    ...all.map((i) => `ga${i}: g${i} - w${i} >= 0\ngb${i}: g${i} + w${i} >= 0\n`),
    ...all.map(
      (i) =>
        `ta${i}: t${i} - w${i} >= ${(-holdings[i]).toFixed(15)}\ntb${i}: t${i} + w${i} >= ${holdings[i].toFixed(15)}\n`,
    ),
  ];
  const bounds = all.map((i) => ` ${limits.positionLower[i]} <= w${i} <= ${limits.positionUpper[i]}`).join('\n');
  // The package's types describe its CommonJS build, in which the loader is a property.
  const load = highs as unknown as typeof highs.default;
  const solver = await load();
  const solution = solver.solve(
    `Minimize\n obj: ${sum(all.map((i) => [1, `t${i}`]))}\nSubject To\n${rows.join('')}Bounds\n${bounds}\nEnd`,
  );
  assert.equal(solution.Status, 'Optimal');
  return solution.ObjectiveValue;
}

test('from nothing a portfolio is bought within every limit, and the cost is that of what was traded', () => {
  const result = rebalance(planFor(new Map()), optimize);
  assert.equal(result.status, 'solved');
  assert.deepEqual(result.breaches, []);
  assert.ok(Math.abs(result.turnover - 0.15) < 1e-8, 'the turnover limit binds');
  assert.ok(Math.abs(result.cost - 0.001 * result.turnover) < 1e-15);
  const weights = Float64Array.from(securities, (security) => result.targetWeights.get(security) ?? 0);
  assert.ok(weights.reduce((sum, weight, i) => sum + weight * alpha[i], 0) > 0);
  assert.ok(predictedVolatility(riskModel, weights) > 0);
  assert.ok(![...result.targetWeights.values()].includes(0));
});

test('the least turnover is that of an independent linear program, and never less than it', async () => {
  const { problem } = planFor(tilted);
  const least = leastTurnover(problem, optimize);
  const expected = await leastTurnoverByLinearProgram(problem);
  assert.equal(least.status, 'found');
  const { turnover } = least as { turnover: number };
  assert.ok(turnover > expected - 1e-7 && turnover < expected + 1.1e-6, `${turnover} and ${expected}`);
});

test('where the turnover limit makes it infeasible it is raised to the least feasible value, and people are told', () => {
  const plan = planFor(tilted);
  assert.equal(optimize(plan.problem).status, 'primal_infeasible');
  const result = rebalance(plan, optimize);
  assert.equal(result.status, 'relaxed');
  assert.equal(result.solution.status, 'solved');
  assert.match(result.incidents[0], /with a turnover of 15\.0000 %; it was raised to \d+\.\d+ %/);
  assert.deepEqual(
    result.breaches.map(({ name }) => name),
    ['turnover'],
  );
  const raised = result.problem.limits.turnover as number;
  const tighter = { ...plan.problem, limits: { ...plan.problem.limits, turnover: raised - 1e-4 } };
  assert.equal(optimize(tighter).status, 'primal_infeasible');
});

test('holdings already within the limits have a least turnover of 0', () => {
  const first = rebalance(planFor(new Map()), optimize);
  const least = leastTurnover(planFor(first.targetWeights).problem, optimize);
  assert.equal(least.status, 'found');
  assert.ok((least as { turnover: number }).turnover < 1e-6);
});

test('limits that cannot hold together at any turnover leave the holdings, and name the conflict', () => {
  const plan = planFor(tilted);
  const impossible = {
    ...plan,
    problem: { ...plan.problem, limits: { ...plan.problem.limits, net: [0.5, 0.6] as const, gross: 0.4 } },
  };
  const result = rebalance(impossible, optimize);
  assert.equal(result.status, 'held');
  assert.deepEqual(result.targetWeights, new Map([...tilted].sort(([a], [b]) => a - b)));
  assert.match(result.incidents[0], /cannot hold together: .*(net|gross)/);
  assert.equal(result.turnover, 0);
  assert.ok(result.breaches.some(({ name }) => name === 'momentum'));
});

test('forced sales and trims are in the turnover and cost, apart from the optimized trade', () => {
  const result = rebalance(
    planFor(
      new Map([
        [999, 0.02],
        [4, 0.1],
      ]),
    ),
    optimize,
  );
  assert.ok(Math.abs(result.forcedTurnover - (0.02 + 0.1 - 10 / 120)) < 1e-15);
  assert.ok(Math.abs(result.cost - 0.001 * (result.turnover + result.forcedTurnover)) < 1e-15);
  assert.equal(result.targetWeights.has(999), false);
});

test('an invalid problem is held with the reason', () => {
  const plan = planFor(new Map());
  const result = rebalance({ ...plan, problem: { ...plan.problem, riskAversion: Number.NaN } }, optimize);
  assert.equal(result.status, 'held');
  assert.equal(result.solution.status, 'invalid');
  assert.ok(result.incidents[0].includes(result.solution.reason as string));
});

test('without a turnover limit a tilted book is put right at once', () => {
  const result = rebalance(planFor(tilted, { ...defaultOptimizerSettings, turnoverPerWeek: null }), optimize);
  assert.equal(result.status, 'solved');
  assert.deepEqual(result.breaches, []);
});
