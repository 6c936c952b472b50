import assert from 'node:assert/strict';
import { test } from 'node:test';
import { matrixVector, multiply } from '@robata/kernels';
import { defaultOptimizerSettings, optimize, type PortfolioProblem, rebalancePlan } from '@robata/portfolio';
import { smallMarket } from '../testing/smallMarket.ts';
import { higherRisk, longOnly, type Mandate, managedAccount, marketNeutral, portableAlpha } from './mandate.ts';
import { type MandateInput, type MandatePlan, mandatePlan } from './mandatePlan.ts';
import { type MandateRebalance, rebalanceMandate } from './rebalanceMandate.ts';

const market = smallMarket();
const input: MandateInput = { ...market, holdings: new Map() };
const free = (settings = defaultOptimizerSettings) => ({ ...settings, turnoverPerWeek: null });

function planned(mandate: Mandate, of: MandateInput = input): MandatePlan {
  const plan = mandatePlan(mandate, of);
  assert.ok(plan.status === 'planned', plan.status === 'refused' ? plan.sentence : '');
  return plan;
}
function done(mandate: Mandate, of: MandateInput = input): MandateRebalance {
  const result = rebalanceMandate(planned(mandate, of), of.riskModel, optimize);
  assert.ok(result.status !== 'refused', result.status === 'refused' ? result.sentence : '');
  return result;
}
const refusal = (mandate: Mandate, of: MandateInput = input) => {
  const plan = mandatePlan(mandate, of);
  return plan.status === 'refused' ? plan.sentence : '';
};
const weightsOf = ({ targetWeights }: MandateRebalance) =>
  Float64Array.from(market.securities, (security) => targetWeights.get(security) ?? 0);
const sum = (values: Float64Array) => values.reduce((total, value) => total + value, 0);
const gross = (values: Float64Array) => values.reduce((total, value) => total + Math.abs(value), 0);
const near = (actual: number, expected: number, tolerance: number) =>
  assert.ok(Math.abs(actual - expected) <= tolerance, `${actual} and not ${expected}`);

test("the market-neutral product asks the optimizer exactly what packages/portfolio's own plan asks", () => {
  const holdings = new Map([
    [101, 0.3],
    [7, 0.05],
  ]);
  const { plan, index, overlay } = planned(marketNeutral(), { ...input, holdings });
  assert.deepEqual(plan, rebalancePlan({ ...market, holdings }));
  assert.deepEqual([index.size, overlay], [0, null]);
});

test('the leverage is used, and the wider limits let through what the neutral book may not hold', () => {
  const neutral = done(marketNeutral({ settings: free() }));
  const risky = done({ ...higherRisk(3), settings: free(higherRisk(3).settings) });
  near(gross(weightsOf(neutral)), 1, 1e-7);
  near(gross(weightsOf(risky)), 3, 1e-6);
  assert.ok(risky.activeVolatility > 2.5 * neutral.activeVolatility);
  assert.deepEqual(risky.binding[0].name, 'gross');
  assert.equal(planned(higherRisk(3)).plan.problem.limits.turnover, 3 * 0.15);
});

test('a long-only book holds no short, all of its share, and is optimal for active weights by another formulation', () => {
  const mandate = longOnly({ invested: 0.97, settings: { ...free(longOnly().settings), gross: 10 } });
  const result = done(mandate);
  const weights = weightsOf(result);
  assert.ok(weights.every((weight) => weight >= 0));
  near(sum(weights), 0.97, 0.002 + 1e-9);

  // The same book in total weights: (w − b)'Σ(w − b) is w'Σw − 2b'Σw + …, so that α gains γΣb and all bounds move by b.
  const { riskModel } = market;
  const { problem, securities } = planned(mandate).plan;
  const index = Float64Array.from(securities, (security) => 0.97 * (market.indexWeights.get(security) ?? 0));
  const held = matrixVector(transposed(riskModel.exposures), index);
  const common = matrixVector(multiply(riskModel.exposures, riskModel.factorCovariance), held);
  const shift = (values: Float64Array, by: Float64Array) => values.map((value, i) => value + by[i]);
  const [low, high] = problem.limits.net as [number, number];
  const inTotal: PortfolioProblem = {
    ...problem,
    alpha: problem.alpha.map(
      (value, i) => value + problem.riskAversion * (common[i] + riskModel.specificVariance[i] * index[i]),
    ),
    holdings: shift(problem.holdings, index),
    limits: {
      ...problem.limits,
      exposureLower: shift(problem.limits.exposureLower, held),
      exposureUpper: shift(problem.limits.exposureUpper, held),
      positionLower: shift(problem.limits.positionLower, index).map((value) => Math.max(0, value)),
      positionUpper: shift(problem.limits.positionUpper, index),
      gross: null,
      net: [low + sum(index), high + sum(index)],
    },
  };
  const other = optimize(inTotal);
  assert.equal(other.status, 'solved');
  other.weights.forEach((weight, i) => near(weights[i], weight, 1e-8));
  assert.ok(result.totalVolatility > result.activeVolatility);
});

const transposed = ({ rows, columns, data }: typeof market.riskModel.exposures) => {
  const result = new Float64Array(data.length);
  for (let i = 0; i < rows; i++) for (let j = 0; j < columns; j++) result[i * columns + j] = data[j * rows + i];
  return { rows: columns, columns: rows, data: result };
};

test('an empty long-only book buys its index first, and a week later only what has changed', () => {
  const first = done(longOnly());
  near(first.rebalance.forcedTurnover, 0.98, 0.02);
  assert.equal(first.status, 'solved');
  near(first.turnover, first.rebalance.forcedTurnover + 0.15, 1e-7);
  near(first.cost, 0.001 * first.turnover, 1e-12);
  const second = done(longOnly(), { ...input, holdings: first.targetWeights });
  assert.equal(second.rebalance.forcedTurnover, 0);
  assert.ok(second.turnover <= 0.15 + 1e-8 && second.turnover > 0);
});

test('portable alpha holds the index and the neutral book, and trades the index only beyond its band', () => {
  const mandate = portableAlpha({ security: 9000, band: 0.02 });
  const first = done(mandate);
  assert.equal(first.targetWeights.get(9000), 1);
  const neutral = done(marketNeutral());
  for (const [security, weight] of neutral.targetWeights) assert.equal(first.targetWeights.get(security), weight);
  near(first.cost, neutral.cost + 0.0001, 1e-15);
  near(first.turnover, neutral.turnover + 1, 1e-12);
  const drifted = (weight: number) =>
    done(mandate, { ...input, holdings: new Map([...first.targetWeights, [9000, weight]]) });
  assert.equal(drifted(1.015).targetWeights.get(9000), 1.015);
  assert.equal(drifted(1.025).targetWeights.get(9000), 1);
  assert.match(refusal(portableAlpha({ security: 101 })), /security of its own/);
});

test('a managed account sells what is excluded, keeps its caps and its own exposures', () => {
  const held = done(marketNeutral({ settings: free() }));
  const largest = [...held.targetWeights].sort((a, b) => Math.abs(b[1]) - Math.abs(a[1]));
  const [gone, capped] = [largest[0][0], largest[1][0]];
  const cap = Math.abs(largest[1][1]) / 2;
  const mandate = managedAccount(
    marketNeutral({ settings: free() }),
    {
      excluded: [gone],
      caps: [{ security: capped, largest: cap }],
      exposures: [{ name: 'sector:energy', lower: -0.001, upper: 0 }],
    },
    { title: 'University endowment' },
  );
  const of = { ...input, holdings: held.targetWeights };
  const { plan } = planned(mandate, of);
  assert.deepEqual(
    plan.trims.map(({ security, to }) => [security, Math.abs(to)]),
    [
      [gone, 0],
      [capped, cap],
    ].sort(([a], [b]) => a - b),
  );
  const after = done(mandate, of);
  assert.equal(after.targetWeights.get(gone), undefined);
  assert.ok(Math.abs(after.targetWeights.get(capped) ?? 0) <= cap + 1e-9);
  const k = market.riskModel.factorNames.indexOf('sector:energy');
  assert.ok(after.rebalance.exposures[k] <= 1e-9 && after.rebalance.exposures[k] >= -0.001 - 1e-9);
});

test('a long-only managed account without its largest stocks stays fully invested in the others', () => {
  const excluded = [100, 117, 134];
  const mandate = managedAccount(longOnly({ settings: free(longOnly().settings) }), { excluded });
  const weights = done(mandate).targetWeights;
  for (const security of excluded) assert.ok(!weights.has(security));
  near(
    [...weights.values()].reduce((total, weight) => total + weight, 0),
    0.98,
    0.002 + 1e-9,
  );
  assert.ok([...weights.values()].every((weight) => weight > 0));
});

test('restrictions of a pooled product and of its account both hold, the account deciding where they differ', () => {
  const caps = [{ security: 100, largest: 0.1 }];
  const base = marketNeutral({ restrictions: { excluded: [101], caps, exposures: [] } });
  const account = managedAccount(base, { excluded: [102], caps: [{ security: 100, largest: 0.02 }] });
  assert.deepEqual(account.restrictions, {
    excluded: [101, 102],
    caps: [{ security: 100, largest: 0.02 }],
    exposures: [],
  });
});

test('what binds is told with its price: one more unit of it is worth that much to the objective', () => {
  const mandate = marketNeutral({ settings: free() });
  const result = done(mandate);
  const { problem, solution } = result.rebalance;
  const binding = result.binding.find(({ name }) => name === 'gross');
  assert.ok(binding?.price);
  const step = 1e-4;
  const wider = optimize({ ...problem, limits: { ...problem.limits, gross: 1 + step } });
  near((wider.objective - solution.objective) / step, binding.price, 1e-3 * binding.price);
  for (const { name, price } of result.binding) assert.ok(name === 'position' || (price as number) > 0);
  const loose = done(marketNeutral({ settings: { ...free(), gross: 50, riskAversionPerStock: 10 } }));
  assert.ok(!loose.binding.some(({ name }) => name === 'gross'));
});

test('a lower bound binds as an upper one does', () => {
  const pushed = managedAccount(marketNeutral({ settings: free() }), {
    exposures: [{ name: 'style:beta', lower: 0.1, upper: 0.5 }],
  });
  const found = done(pushed).binding.find(({ name }) => name === 'style:beta');
  assert.equal(found?.limit, 0.1);
  near(found?.value ?? 0, 0.1, 1e-8);
  assert.ok((found?.price ?? 0) > 0);
});

test('impossible mandates are refused with a sentence, before the solver or by it', () => {
  const long = longOnly();
  assert.match(
    refusal(managedAccount(long, { caps: Array.from(market.securities, (security) => ({ security, largest: 0.01 })) })),
    /at most 90 % can be invested, and the mandate asks for 98 %/,
  );
  assert.match(refusal(long, { ...input, indexWeights: undefined }), /needs the weights of an index/);
  assert.match(refusal(long, { ...input, indexWeights: new Map([[100, 0.5]]) }), /add up to 50 %/);
  assert.match(refusal(long, { ...input, indexWeights: new Map([[5, 1]]) }), /not among the stocks/);
  assert.match(refusal(longOnly({ invested: 1.2 })), /not between 0 and 1/);
  const restricted = (restrictions: Parameters<typeof managedAccount>[1]) =>
    refusal(managedAccount(marketNeutral(), restrictions));
  assert.match(restricted({ exposures: [{ name: 'style:size', lower: 0, upper: 1 }] }), /no exposure 'style:size'/);
  assert.match(restricted({ exposures: [{ name: 'market', lower: 1, upper: 0 }] }), /at least 1 and at most 0/);
  assert.match(restricted({ excluded: [100], caps: [{ security: 100, largest: 0.1 }] }), /say one of both/);
  assert.match(restricted({ caps: [{ security: 100, largest: Number.NaN }] }), /must be a number/);
  assert.match(refusal(marketNeutral({ settings: { ...defaultOptimizerSettings, beta: -1 } })), /setting beta is -1/);

  const tilted = managedAccount(marketNeutral(), { exposures: [{ name: 'style:beta', lower: 3, upper: 4 }] });
  const told = rebalanceMandate(planned(tilted), market.riskModel, optimize);
  assert.equal(told.status, 'refused');
  assert.match(told.status === 'refused' ? told.sentence : '', /cannot hold together: .*style:beta/);
});
