import assert from 'node:assert/strict';
import { test } from 'node:test';
import { column, fromColumns, gaussianizedRank } from '@robata/kernels';
import { optimize } from '../optimizer/optimize.ts';
import type { PortfolioProblem } from '../optimizer/problem.ts';
import type { Contribution } from './contribution.ts';
import type { ContributionKit } from './contributionKit.ts';
import { leaveOneOut, prepareLeaveOneOut, scoreLeaveOneOut } from './leaveOneOut.ts';
import { roundSignals } from './roundSignals.ts';
import { randomKit } from './testing/randomKit.ts';

const recipe = { stocks: 80, styles: 4, bound: 0.05, position: 0.06, turnover: 0.4, riskAversion: 8 };
const kit = randomKit(1, 9, recipe);

const tcOf = ({ tc }: Contribution): number => {
  assert.ok(tc !== null);
  return tc;
};
const assertNear = (actual: number, expected: number, tolerance: number): void =>
  assert.ok(Math.abs(actual - expected) <= tolerance, `${actual}, expected ${expected}`);

/** The definition in plain loops, each portfolio solved from nothing. */
function byDefinition(given: ContributionKit, model: number, weight: number, start: 'held' | 'zero') {
  const n = given.problem.ids.length;
  const g = given.models.map((_, u) => gaussianizedRank(column(given.predictions, u)));
  const without = Float64Array.from({ length: n }, (_, i) => {
    let sum = 0;
    let total = 0;
    given.stakes.forEach((stake, u) => {
      if (u === model) return;
      sum += stake * g[u][i];
      total += stake;
    });
    return sum / total;
  });
  const limits = given.problem.limits;
  const atStart: Partial<PortfolioProblem> =
    start === 'held'
      ? {}
      : {
          holdings: new Float64Array(n),
          linearCost: new Float64Array(n),
          limits: { ...limits, turnover: null },
        };
  const [plus, minus] = [without.map((m, i) => (1 - weight) * m + weight * g[model][i]), without].map((signal) => {
    const mean = signal.reduce((a, b) => a + b, 0) / n;
    const std = Math.sqrt(signal.reduce((a, b) => a + (b - mean) ** 2, 0) / n);
    const alpha = signal.map((m, i) => (given.informationCoefficient * given.volatility[i] * (m - mean)) / std);
    const problem = { ...given.problem, alpha, ...atStart };
    const { weights } = optimize(problem);
    let cost = 0;
    weights.forEach((w, i) => (cost += problem.linearCost[i] * Math.abs(w - problem.holdings[i])));
    return { return: weights.reduce((sum, w, i) => sum + w * (given.returns?.[i] ?? NaN), 0), cost };
  });
  const gain = plus.return - minus.return;
  return { tc: gain / weight, tcNet: (gain - plus.cost + minus.cost) / weight, plus, minus };
}

for (const start of ['held', 'zero'] as const) {
  test(`scores equal the definition, each portfolio solved from nothing, start ${start}`, () => {
    const { contributions, base, fallbacks, method } = leaveOneOut(kit, { start });
    assert.equal(method, 'leave-one-out');
    assert.equal(base.status, 'solved');
    assert.ok(fallbacks <= 4);
    contributions.forEach((contribution, u) => {
      const expected = byDefinition(kit, u, 0.01, start);
      assert.equal(contribution.model, kit.models[u]);
      assertNear(tcOf(contribution), expected.tc, 1e-9);
      assertNear(contribution.tcNet ?? NaN, expected.tcNet, 1e-9);
      assertNear(contribution.returnWith ?? NaN, expected.plus.return, 1e-11);
      assertNear(contribution.returnWithout ?? NaN, expected.minus.return, 1e-11);
      assert.ok((contribution.residual ?? NaN) <= 1e-9);
    });
  });
}

test('cost separates net from gross where the book is held, and nothing does from zero', () => {
  const held = leaveOneOut(kit).contributions;
  assert.ok(held.some(({ tc, tcNet }) => tc !== tcNet));
  assert.ok(leaveOneOut(kit, { start: 'zero' }).contributions.every(({ tc, tcNet }) => tc === tcNet));
});

test('identical signals with equal stakes get identical scores, to the bit', () => {
  const columns = kit.models.map((_, u) => column(kit.predictions, u));
  const twins = {
    ...kit,
    models: [...kit.models, 'twin'],
    predictions: fromColumns([...columns, columns[2].map((p) => 5 * p + 1)]),
    stakes: Float64Array.of(...kit.stakes, kit.stakes[2]),
  };
  const { contributions } = leaveOneOut(twins);
  assert.deepEqual({ ...contributions[2], model: '' }, { ...contributions[9], model: '' });
});

test('with the weight of its real share the model comes back into the meta model as it was', () => {
  const { contributions, base } = leaveOneOut(kit, { weight: 'actual' });
  contributions.forEach(({ tc, returnWith }, u) => {
    if (kit.stakes[u] === 0) assert.equal(tc, null);
    else assertNear(returnWith ?? NaN, base.return ?? NaN, 1e-11);
  });
});

test('a model alone with a stake has nothing to be compared with', () => {
  const alone = { ...kit, stakes: kit.stakes.map((_, u) => (u === 4 ? 3 : 0)) };
  const { contributions } = leaveOneOut(alone);
  contributions.forEach(({ tc }, u) => assert.equal(tc === null, u === 4));
});

test('next to nobody counts as nobody; what others say counts as long as it can be told apart', () => {
  const share = (others: number) => ({
    ...kit,
    stakes: kit.stakes.map((stake, u) => (u === 4 ? 1e3 : others * stake)),
  });
  assert.equal(leaveOneOut(share(1e-9)).contributions[4].tc, null);
  const concentrated = share(1e-6);
  assertNear(
    leaveOneOut(concentrated).contributions[4].returnWithout ?? NaN,
    byDefinition(concentrated, 4, 0.01, 'held').minus.return,
    1e-9,
  );
});

test('the partial kit of the meta model and one model gives the score of the full kit', () => {
  const { metaModel, totalStake } = roundSignals(kit);
  const full = leaveOneOut(kit).contributions;
  for (const u of [0, 3, 5]) {
    const own = leaveOneOut({
      ...kit,
      models: [kit.models[u]],
      predictions: fromColumns([column(kit.predictions, u)]),
      stakes: kit.stakes.slice(u, u + 1),
      others: { metaModel, totalStake },
    });
    assert.deepEqual(own.contributions, [full[u]]);
  }
});

test('models solved in ranges, in any order, give the same bits', () => {
  const whole = leaveOneOut(kit);
  const prepared = prepareLeaveOneOut(kit);
  const last = prepared.portfolios(5, 9);
  const first = prepared.portfolios(0, 5);
  assert.deepEqual(scoreLeaveOneOut(prepared, [first, last], kit.returns), whole);
  for (const [from, to] of [
    [0, 10],
    [-1, 2],
    [5, 3],
  ])
    assert.throws(() => prepared.portfolios(from, to), /no models from/);
});

test('a newcomer without a stake changes nobody, resampled or not', () => {
  const columns = kit.models.map((_, u) => column(kit.predictions, u));
  const joined = {
    ...kit,
    models: ['newcomer', ...kit.models],
    predictions: fromColumns([columns[1].map((p) => -p), ...columns]),
    stakes: Float64Array.of(0, ...kit.stakes),
  };
  for (const resample of [null, { repeats: 2, fraction: 0.5, seed: 4 }]) {
    assert.deepEqual(
      leaveOneOut(joined, { resample }).contributions.slice(1),
      leaveOneOut(kit, { resample }).contributions,
    );
  }
});

test('two starts solved in turn over the same exposures do not disturb each other', () => {
  const alone = (['held', 'zero'] as const).map((start) => leaveOneOut(kit, { start }));
  const together = (['held', 'zero'] as const).map((start) => prepareLeaveOneOut(kit, { start }));
  const ranges = [0, 3, 6].map((from) => together.map((prepared) => prepared.portfolios(from, from + 3)));
  together.forEach((prepared, s) => {
    const own = ranges.map((range) => range[s]);
    assert.deepEqual(scoreLeaveOneOut(prepared, own, kit.returns), alone[s]);
  });
});

test('portfolios solved at the close score any returns, and returns twice as high score twice', () => {
  const { returns, ...atClose } = kit;
  const prepared = prepareLeaveOneOut(atClose);
  const portfolios = prepared.portfolios(0, 9);
  const once = scoreLeaveOneOut(prepared, [portfolios], returns).contributions;
  const twice = scoreLeaveOneOut(
    prepared,
    [portfolios],
    returns.map((r) => 2 * r),
  ).contributions;
  once.forEach((c, u) => assert.equal(tcOf(twice[u]), 2 * tcOf(c)));
  assert.throws(() => leaveOneOut(atClose), /no returns/);
});

test('resampling averages over parts of the stakes, is reproducible, and needs all models', () => {
  const resample = { repeats: 3, fraction: 0.67, seed: 5 };
  const once = leaveOneOut(kit, { resample });
  assert.deepEqual(leaveOneOut(kit, { resample }), once);
  const plain = leaveOneOut(kit);
  assert.ok(once.contributions.some(({ tc }, u) => tc !== plain.contributions[u].tc));
  const everyone = leaveOneOut(kit, { resample: { repeats: 2, fraction: 1, seed: 5 } });
  everyone.contributions.forEach((c, u) => {
    assertNear(tcOf(c), tcOf(plain.contributions[u]), 1e-9);
    assertNear(c.tcNet ?? NaN, plain.contributions[u].tcNet ?? NaN, 1e-9);
    assertNear(c.returnWith ?? NaN, plain.contributions[u].returnWith ?? NaN, 1e-11);
  });
  const others = { metaModel: roundSignals(kit).metaModel, totalStake: 100 };
  assert.throws(() => leaveOneOut({ ...kit, others }, { resample }), /cannot be resampled/);
});

test('limits that cannot hold give null scores and say so; every solve counts as a fallback', () => {
  const limits = { ...kit.problem.limits, net: [2, 3] as const };
  const { base, contributions, fallbacks } = leaveOneOut({ ...kit, problem: { ...kit.problem, limits } });
  assert.equal(fallbacks, 2 * contributions.length);
  assert.deepEqual(base, { return: null, status: 'primal_infeasible' });
  assert.ok(contributions.every(({ tc, residual }) => tc === null && residual === null));
});

test('faulty kits and options are refused', () => {
  assert.throws(() => leaveOneOut({ ...kit, stakes: kit.stakes.map(() => 0) }), /stakes are all 0/);
  assert.throws(() => leaveOneOut({ ...kit, stakes: kit.stakes.with(1, -1) }), /stakes is -1 for model_1/);
  assert.throws(() => leaveOneOut({ ...kit, volatility: kit.volatility.with(2, -1) }), /volatility is -1 in row 3/);
  assert.throws(() => leaveOneOut({ ...kit, volatility: kit.volatility.with(3, NaN) }), /volatility is NaN in row 4/);
  assert.throws(() => leaveOneOut({ ...kit, returns: new Float64Array(3) }), /returns has 3 values/);
  assert.throws(() => leaveOneOut(kit, { weight: 0 }), /weight 0/);
});
