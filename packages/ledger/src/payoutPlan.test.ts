import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { roundId } from './accounts.ts';
import { type Amount, amount, amountOf, formatAmount } from './amount.ts';
import { parseCanonicalJson } from './canonicalJson.ts';
import { type Decimal12, decimal12, decimal12FromDouble } from './decimal12.ts';
import {
  type PayoutPlan,
  type PayoutRow,
  type PayoutTerm,
  payoutFactor,
  payoutPlan,
  payoutPlanHash,
  payoutPlanJson,
  followsFromItsInputs,
} from './payoutPlan.ts';
import { type PayoutPolicy, robataPolicy } from './payoutPolicy.ts';
import { PAYOUT_POLICIES } from './payoutPresets.ts';

const round = roundId('classic', 1);

/** A policy as it is, but for a threshold that gives factor .8 at 100 at risk. */
const atFactor80 = (policy: PayoutPolicy): PayoutPolicy => ({
  ...policy,
  payoutFactor: { curve: 'threshold', threshold: amount('80') },
});

const payoutOf = (plan: PayoutPlan, model = 'm') =>
  formatAmount(plan.rows.find((row) => row.model === model)?.payout ?? amountOf(-1n));

function documented(policy: PayoutPolicy, corr: number, mmc: number, multiplier: string): string {
  return payoutOf(
    payoutPlan({
      round,
      policy: atFactor80(policy),
      atRisk: new Map([['m', amount('100')]]),
      scores: new Map([['m', { corr, mmc }]]),
      multipliers: new Map([['m', { mmc: decimal12(multiplier) }]]),
    }),
  );
}

test('the examples of the documentation of 2022 hold to the last unit', () => {
  const policy = PAYOUT_POLICIES['numerai-2022-01'];
  assert.equal(documented(policy, 0.02, 0.002, '2'), '1.92');
  assert.equal(documented(policy, 0.02, 0.002, '0'), '1.6');
  assert.equal(documented(policy, -0.03, 0.002, '0.5'), '-2.32');
  assert.equal(documented(policy, 0.15, 0.1, '2'), '25');
});

test('the fourth example gives 20 where the clip stands before the factor', () => {
  const { clip, ...rest } = PAYOUT_POLICIES['numerai-2022-01'];
  assert.equal(documented({ ...rest, clip: { ...clip, order: 'before_factor' } }, 0.15, 0.1, '2'), '20');
  const plan = payoutPlan({
    round,
    policy: atFactor80(PAYOUT_POLICIES['numerai-2022-05']),
    atRisk: new Map([['m', amount('100')]]),
    scores: new Map([['m', { corr: 0.35, tc: null }]]),
  });
  assert.equal(payoutOf(plan), '20');
});

test('robata-1 pays at risk × clip(factor × (corr + tcScale·tc), ±.05)', () => {
  const plan = payoutPlan({
    round,
    policy: robataPolicy({ tcScale: '17', threshold: '250' }),
    atRisk: new Map([
      ['high', amount('200')],
      ['low', amount('200')],
      ['m', amount('100')],
    ]),
    scores: new Map([
      ['m', { corr: 0.01, tc: 0.001 }],
      ['high', { corr: 0.2, tc: 0 }],
      ['low', { corr: 0, tc: -0.5 }],
    ]),
  });
  assert.equal(plan.payoutFactor, decimal12('0.5'));
  assert.equal(payoutOf(plan), '1.35');
  assert.equal(payoutOf(plan, 'high'), '10');
  assert.equal(payoutOf(plan, 'low'), '-10');
  assert.equal(plan.totalPayout, amount('11.35'));
  assert.equal(plan.totalBurn, amount('10'));
  assert.deepEqual(
    plan.rows.map(({ weightedScore, rate }) => [weightedScore, rate]),
    [
      ['0.2', '0.05'],
      ['-8.5', '-0.05'],
      ['0.027', '0.0135'],
    ],
  );
});

test('numerai-2024-01 pays ½ CORR and 2 MMC, at most 5 %', () => {
  const scores = new Map([
    ['m', { corr: 0.02, mmc: 0.01 }],
    ['n', { corr: 0.02, mmc: 0.1 }],
  ]);
  const atRisk = new Map([
    ['m', amount('1000')],
    ['n', amount('1000')],
  ]);
  const plan = payoutPlan({ round, policy: PAYOUT_POLICIES['numerai-2024-01'], atRisk, scores });
  assert.deepEqual([payoutOf(plan), payoutOf(plan, 'n')], ['30', '50']);
});

test('a null score pays nothing and says why; its stake still counts; a null that is not paid does no harm', () => {
  const policy = atFactor80(PAYOUT_POLICIES['numerai-2022-01']);
  const atRisk = new Map([
    ['absent', amount('10')],
    ['m', amount('50')],
    ['nan', amount('20')],
    ['noMmc', amount('20')],
  ]);
  const scores = new Map([
    ['m', { corr: null, mmc: 1 }],
    ['nan', { corr: Number.NaN, mmc: 1 }],
    ['noMmc', { corr: 0.1, mmc: null }],
  ]);
  const plan = payoutPlan({ round, policy, atRisk, scores });
  assert.equal(plan.totalAtRisk, amount('100'));
  assert.deepEqual(
    plan.rows.map(({ model, payout, unpaidBecause }) => [model, formatAmount(payout), unpaidBecause]),
    [
      ['absent', '0', 'null_score'],
      ['m', '0', 'null_score'],
      ['nan', '0', 'null_score'],
      ['noMmc', '1.6', null],
    ],
  );
});

test('a benchmark is neither paid nor counted, unless the policy says so', () => {
  const input = {
    round,
    atRisk: new Map([
      ['bench', amount('100')],
      ['m', amount('100')],
    ]),
    scores: new Map([
      ['m', { corr: 0.01, mmc: 0 }],
      ['bench', { corr: 0.01, mmc: 0 }],
    ]),
    benchmarks: new Set(['bench']),
  };
  const policy = atFactor80(PAYOUT_POLICIES['numerai-2022-01']);
  const plan = payoutPlan({ ...input, policy });
  assert.deepEqual([payoutOf(plan, 'bench'), payoutOf(plan), plan.rows[0]?.unpaidBecause], ['0', '0.8', 'benchmark']);
  const generous = payoutPlan({ ...input, policy: { ...policy, paysBenchmarks: true } });
  assert.deepEqual([payoutOf(generous, 'bench'), payoutOf(generous)], ['0.4', '0.4']);
});

test('a multiplier that the policy does not offer, an infinite score and a negative stake are refused', () => {
  const input = { round, policy: PAYOUT_POLICIES['numerai-2022-01'], atRisk: new Map([['m', amount('1')]]) };
  const scores = new Map([['m', { corr: 0.01, mmc: 0 }]]);
  const multipliers = new Map([['m', { mmc: decimal12('3') }]]);
  assert.throws(() => payoutPlan({ ...input, scores, multipliers }), /does not offer/);
  assert.throws(
    () => payoutPlan({ ...input, scores: new Map([['m', { corr: Number.POSITIVE_INFINITY }]]) }),
    RangeError,
  );
  assert.throws(() => payoutPlan({ ...input, scores, atRisk: new Map([['m', amount('-1')]]) }), RangeError);
});

test('the payout factor is 1 up to the threshold, then threshold / total, half-even to 12 places', () => {
  const policy = robataPolicy({ threshold: '300000' });
  assert.equal(payoutFactor(policy, amount('0')), decimal12('1'));
  assert.equal(payoutFactor(policy, amount('300000')), decimal12('1'));
  assert.equal(payoutFactor(policy, amount('731816')), decimal12('0.409939110377'));
  assert.equal(payoutFactor(policy, amount('600000')), decimal12('0.5'));
});

test('a plan of nobody is empty and has totals of 0', () => {
  const plan = payoutPlan({ round, policy: robataPolicy(), atRisk: new Map(), scores: new Map() });
  assert.deepEqual([plan.rows, plan.totalPayout, plan.totalBurn, plan.totalAtRisk], [[], 0n, 0n, 0n]);
});

const score = fc.double({ min: -1, max: 1, noNaN: true });
const anyPreset = fc.constantFrom(...(Object.values(PAYOUT_POLICIES) as PayoutPolicy[]));
const units = fc.bigInt(0n, 10n ** 24n).map(amountOf);
const anyPolicy = fc.tuple(anyPreset, fc.bigInt(1n, 10n ** 24n)).map(([policy, threshold]): PayoutPolicy => {
  return { ...policy, payoutFactor: { curve: 'threshold', threshold: amountOf(threshold) } };
});

test('p and 1 − p with equal stakes never earn together, whatever the policy and the multipliers', () => {
  fc.assert(
    fc.property(anyPolicy, units, units, score, score, fc.nat(3), (policy, atRisk, others, first, second, choice) => {
      const keys = policy.scores.map(({ key }) => key);
      const scores = (sign: number) =>
        Object.fromEntries(keys.map((key, i) => [key, sign * (i === 0 ? first : second)]));
      const chosen = Object.fromEntries(
        policy.scores.map(({ key, choices }) => [key, choices[choice % choices.length] as Decimal12]),
      );
      const plan = payoutPlan({
        round,
        policy,
        atRisk: new Map([
          ['p', atRisk],
          ['q', atRisk],
          ['rest', others],
        ]),
        scores: new Map([
          ['p', scores(1)],
          ['q', scores(-1)],
        ]),
        multipliers: new Map([
          ['p', chosen],
          ['q', chosen],
        ]),
      });
      const [p, q] = plan.rows.map(({ payout }) => payout) as [Amount, Amount];
      assert.ok(p + q <= 0n && p + q >= -1n, `${p} + ${q}`);
    }),
    { numRuns: 500 },
  );
});

test('a payout is the exact rational value, less a fraction of one unit', () => {
  fc.assert(
    fc.property(anyPolicy, units, score, score, (policy, atRisk, first, second) => {
      const keys = policy.scores.map(({ key }) => key);
      const values = [decimal12FromDouble(first), decimal12FromDouble(second)];
      const scores = new Map([['m', Object.fromEntries(keys.map((key, i) => [key, i === 0 ? first : second]))]]);
      const plan = payoutPlan({ round, policy, atRisk: new Map([['m', atRisk]]), scores });
      // All in 1e-60 of a unit: five factors of 12 places.
      const e12 = 10n ** 12n;
      let weighted = 0n;
      policy.scores.forEach(({ scale, multiplier }, i) => {
        weighted += scale * multiplier * (values[i] ?? 0n);
      });
      const limit = policy.clip.limit * e12 ** 2n;
      const cut = (x: bigint, at: bigint) => (x > at ? at : x < -at ? -at : x);
      const rate =
        policy.clip.order === 'before_factor'
          ? cut(weighted, limit) * plan.payoutFactor
          : cut(weighted * plan.payoutFactor, limit * e12);
      const lost = atRisk * rate - (plan.rows[0]?.payout ?? 0n) * e12 ** 4n;
      assert.ok(lost >= 0n && lost < e12 ** 4n);
    }),
    { numRuns: 300 },
  );
});

test('the limit before the factor never pays or burns more than the limit after it', () => {
  fc.assert(
    fc.property(anyPolicy, units, score, (policy, atRisk, value) => {
      const scores = new Map([['m', Object.fromEntries(policy.scores.map(({ key }) => [key, value]))]]);
      const size = (order: 'before_factor' | 'after_factor') => {
        const clipped = { ...policy, clip: { ...policy.clip, order } };
        const payout =
          payoutPlan({ round, policy: clipped, atRisk: new Map([['m', atRisk]]), scores }).rows[0]?.payout ?? 0n;
        const most = (atRisk * policy.clip.limit) / 10n ** 12n + 1n;
        assert.ok(payout <= most && -payout <= most);
        return payout < 0n ? -payout : payout;
      };
      assert.ok(size('before_factor') <= size('after_factor'));
    }),
    { numRuns: 300 },
  );
});

test('the same inputs in another order give the same text and hash, and the text reads back to the plan', () => {
  const atRisk: [string, Amount][] = [
    ['a', amount('1')],
    ['b', amount('2.5')],
  ];
  const scores: [string, Record<string, number | null>][] = [
    ['a', { corr: 0.1, tc: -0.01 }],
    ['b', { tc: null, corr: 0.3 }],
  ];
  const plan = payoutPlan({ round, policy: robataPolicy(), atRisk: new Map(atRisk), scores: new Map(scores) });
  const other = payoutPlan({
    scores: new Map(scores.toReversed()),
    atRisk: new Map(atRisk.toReversed()),
    policy: robataPolicy(),
    round,
  });
  assert.equal(payoutPlanJson(other), payoutPlanJson(plan));
  assert.match(payoutPlanHash(plan), /^[0-9a-f]{64}$/);
  assert.deepEqual(parseCanonicalJson(payoutPlanJson(plan)), plan);
  assert.ok(followsFromItsInputs(plan));
});

test('the hash tells any change of any number of a plan', () => {
  const plan = payoutPlan({
    round,
    policy: robataPolicy(),
    atRisk: new Map([['m', amount('100')]]),
    scores: new Map([['m', { corr: 0.01, tc: 0 }]]),
  });
  const [row] = plan.rows as [PayoutPlan['rows'][number]];
  const changes: PayoutPlan[] = [
    { ...plan, round: roundId('classic', 2) },
    { ...plan, totalPayout: amountOf(plan.totalPayout + 1n) },
    { ...plan, rows: [{ ...row, payout: amountOf(row.payout + 1n) }] },
    { ...plan, rows: [{ ...row, atRisk: amountOf(row.atRisk - 1n) }] },
    { ...plan, policy: robataPolicy({ version: 2 }) },
  ];
  const hashes = new Set([plan, ...changes].map(payoutPlanHash));
  assert.equal(hashes.size, changes.length + 1);
});

test('a plan follows from its inputs, and none does after somebody changed it', () => {
  const plan = payoutPlan({
    round,
    policy: robataPolicy(),
    atRisk: new Map(['a', 'b'].map((model) => [model, amount('100')])),
    scores: new Map(['a', 'b'].map((model) => [model, { corr: 0.01, tc: 0.001 }])),
  });
  assert.ok(followsFromItsInputs(plan));
  const [a, b] = plan.rows as [PayoutRow, PayoutRow];
  const [corr, tc] = a.terms as [PayoutTerm, PayoutTerm];
  const changes: Record<string, PayoutPlan['rows']> = {
    'another payout': [{ ...a, payout: amountOf(a.payout + 1n) }, b],
    'another rate': [{ ...a, rate: '0.05' }, b],
    'a better score': [{ ...a, terms: [corr, { ...tc, score: decimal12('0.5') }] }, b],
    'a multiplier that is not offered': [{ ...a, terms: [corr, { ...tc, multiplier: decimal12('2') }] }, b],
    'a term left out': [{ ...a, terms: [corr], weightedScore: '0.01', rate: '0.01', payout: amount('1') }, b],
    'the terms exchanged': [{ ...a, terms: [tc, corr] }, b],
    'a model twice': [a, a],
    'models in another order': [b, a],
    'a reason not to be burned': [{ ...a, unpaidBecause: 'null_score' }, b],
  };
  for (const [change, rows] of Object.entries(changes)) assert.ok(!followsFromItsInputs({ ...plan, rows }), change);
});
