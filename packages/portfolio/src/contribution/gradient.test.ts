import assert from 'node:assert/strict';
import { test } from 'node:test';
import { column, fromColumns } from '@robata/kernels';
import type { Contribution } from './contribution.ts';
import { gradient, prepareGradient, scoreGradient } from './gradient.ts';
import { leaveOneOut } from './leaveOneOut.ts';
import { roundSignals } from './roundSignals.ts';
import { randomKit } from './testing/randomKit.ts';

const recipe = { stocks: 150, styles: 5, bound: 0.02, position: 0.03, turnover: 0.4, riskAversion: 15 };
const kit = randomKit(2, 10, recipe);
const draws = 20;

const tcOf = ({ tc }: Contribution): number => {
  assert.ok(tc !== null);
  return tc;
};
const assertNear = (actual: number, expected: number, tolerance: number): void =>
  assert.ok(Math.abs(actual - expected) <= tolerance, `${actual}, expected ${expected}`);

for (const start of ['zero', 'held'] as const) {
  test(`for models without stake leave-one-out at a tiny weight tends to the gradient, start ${start}`, () => {
    const byGradient = gradient(kit, { draws: 0, start }).contributions;
    for (const [weight, tolerance] of [
      [1e-5, 2e-4],
      [1e-6, 2e-5],
    ]) {
      const left = leaveOneOut(kit, { start, weight }).contributions;
      let compared = 0;
      kit.stakes.forEach((stake, u) => {
        if (stake > 0) return;
        const expected = tcOf(byGradient[u]);
        assertNear(tcOf(left[u]), expected, tolerance * Math.abs(expected) + 1e-8);
        compared += 1;
      });
      assert.equal(compared, 2);
    }
  });
}

test('the stake-weighted sum over the kept stakes of a draw is zero', () => {
  const prepared = prepareGradient(kit, { draws });
  for (const draw of prepared.draws(0, draws)) {
    const { contributions } = scoreGradient(prepared, [draw], kit.returns);
    let sum = 0;
    let size = 0;
    contributions.forEach((c, u) => {
      sum += draw.stakes[u] * tcOf(c);
      size += draw.stakes[u] * Math.abs(tcOf(c));
    });
    assert.ok(size > 0 && Math.abs(sum) < 1e-12 * size, `${sum} of ${size}`);
  }
});

const columns = kit.models.map((_, u) => column(kit.predictions, u));
const extended = (predictions: readonly Float64Array[], stakes: readonly number[]) => ({
  ...kit,
  models: [...kit.models, ...predictions.map((_, at) => `extra_${at}`)],
  predictions: fromColumns([...columns, ...predictions]),
  stakes: Float64Array.of(...kit.stakes, ...stakes),
});

test('identical signals get identical scores at any stakes, to the bit', () => {
  const copies = extended([columns[1].map((p) => 5 * p), columns[1].map((p) => 3 * p + 1)], [7, 0.001]);
  const { contributions } = gradient(copies, { draws });
  assert.equal(tcOf(contributions[10]), tcOf(contributions[1]));
  assert.equal(tcOf(contributions[11]), tcOf(contributions[1]));
});

test('the opposite of an unstaked signal has the opposite score', () => {
  const { contributions } = gradient(extended([columns[3].map((p) => 1 - p)], [0]), { draws });
  assertNear(tcOf(contributions[10]), -tcOf(contributions[3]), 1e-14);
});

test('a staked pair of opposites, too', () => {
  const { contributions } = gradient(extended([columns[0].map((p) => 1 - p)], [9]), { draws });
  assertNear(tcOf(contributions[10]), -tcOf(contributions[0]), 1e-14);
});

test('an unstaked newcomer changes nobody else, to the bit', () => {
  const before = gradient(kit, { draws }).contributions;
  const after = gradient(extended([columns[0].map((p, i) => p + Math.sin(i))], [0]), { draws }).contributions;
  assert.deepEqual(after.slice(0, 10).map(tcOf), before.map(tcOf));
});

test('draws solved in ranges give the same bits, and depend on the seed', () => {
  const whole = gradient(kit, { draws });
  const prepared = prepareGradient(kit, { draws });
  const last = prepared.draws(13, draws);
  const first = prepared.draws(0, 13);
  assert.deepEqual(scoreGradient(prepared, [...first, ...last], kit.returns), whole);
  assert.notDeepEqual(gradient(kit, { draws, seed: 1 }), whole);
});

test('a newcomer before all others does not change what is drawn for them', () => {
  const joined = {
    ...kit,
    models: ['newcomer', ...kit.models],
    predictions: fromColumns([columns[2], ...columns]),
    stakes: Float64Array.of(0, ...kit.stakes),
  };
  assert.deepEqual(gradient(joined, { draws }).contributions.slice(1), gradient(kit, { draws }).contributions);
});

test('scores are means over the draws; one without a certificate does not count', () => {
  const prepared = prepareGradient(kit, { draws: 3 });
  const three = prepared.draws(0, 3);
  const scored = (some: typeof three) => scoreGradient(prepared, some, kit.returns).contributions;
  const apart = three.map((draw) => scored([draw]));
  scored(three).forEach((c, u) => {
    const mean = (field: 'tc' | 'returnWith' | 'returnWithout') =>
      apart.reduce((sum, one) => sum + (one[u][field] ?? NaN) / 3, 0);
    assertNear(tcOf(c), mean('tc'), 1e-14);
    assertNear(c.returnWithout ?? NaN, mean('returnWithout'), 1e-15);
    assertNear(c.returnWith ?? NaN, mean('returnWith'), 1e-15);
  });
  const [first, second, last] = three;
  assert.deepEqual(scored([first, { ...second, linearization: null }, last]), scored([first, last]));
});

test('a constant meta model has no gradient', () => {
  const { contributions } = gradient(
    { ...kit, predictions: fromColumns(columns.map((p) => p.map(() => 0.5))) },
    { draws: 2 },
  );
  assert.ok(contributions.every(({ tc }) => tc === 0));
});

test('half of the stakes are dropped, never all', () => {
  const kept = prepareGradient(kit, { draws: 60 })
    .draws(0, 60)
    .map(({ stakes }) => stakes.filter((stake) => stake > 0).length);
  const mean = kept.reduce((a, b) => a + b, 0) / 60;
  assert.ok(mean > 3.3 && mean < 4.7, `${mean} of 8`);
  const nearlyAll = prepareGradient(kit, { draws: 30, dropout: 0.97 }).draws(0, 30);
  assert.ok(nearlyAll.every(({ stakes }) => stakes.some((stake) => stake > 0)));
});

test('a dropout of 0, no draws, and a partial kit give the single gradient of everyone', () => {
  const single = gradient(kit, { draws: 0 });
  assert.deepEqual(gradient(kit, { dropout: 0 }), single);
  const { metaModel, totalStake } = roundSignals(kit);
  assert.deepEqual(gradient({ ...kit, others: { metaModel, totalStake } }), single);
});

test('the returned numbers hang together', () => {
  const { contributions, base, fallbacks } = gradient(kit, { draws: 0 });
  assert.equal(fallbacks, 0);
  contributions.forEach(({ tc, tcNet, returnWith, returnWithout, residual }) => {
    assert.equal(tcNet, tc);
    assertNear(returnWithout ?? NaN, base.return ?? NaN, 1e-13);
    assertNear((returnWith ?? NaN) - (returnWithout ?? NaN), 0.01 * (tc ?? NaN), 1e-15);
    assert.ok((residual ?? NaN) <= 1e-9);
  });
});

test('limits that cannot hold give null scores, and every draw counts as a fallback', () => {
  const limits = { ...kit.problem.limits, net: [2, 3] as const };
  const { base, contributions, fallbacks } = gradient({ ...kit, problem: { ...kit.problem, limits } }, { draws: 2 });
  assert.equal(fallbacks, 2);
  assert.deepEqual(base, { return: null, status: 'primal_infeasible' });
  assert.ok(contributions.every(({ tc }) => tc === null));
});

test('options out of range are refused', () => {
  assert.throws(() => gradient(kit, { dropout: 1 }), RangeError);
  assert.throws(() => gradient(kit, { draws: -1 }), RangeError);
});
