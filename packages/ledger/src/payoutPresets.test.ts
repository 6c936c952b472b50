import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { roundId } from './accounts.ts';
import { type Amount, amount, amountOf, formatAmount, parseAmount } from './amount.ts';
import { canonicalJson, parseCanonicalJson } from './canonicalJson.ts';
import { type Decimal12, decimal12, formatDecimal12 } from './decimal12.ts';
import { followsFromItsInputs, payoutFactor, type PayoutPlan, payoutPlan, recomputePayoutPlan } from './payoutPlan.ts';
import type { PayoutPolicy } from './payoutPolicy.ts';
import { PAYOUT_POLICIES, PRESET_DAYS, type PresetId, presetOn } from './payoutPresets.ts';

const round = roundId('classic', 1);
const presets = Object.entries(PAYOUT_POLICIES) as [PresetId, PayoutPolicy][];

/** What 100 tokens at risk get at this factor. */
function paid(
  policy: PayoutPolicy,
  factor: string,
  scores: Record<string, number>,
  chosen: Record<string, string> = {},
): string {
  return formatAmount(planOfOne(policy, amount('100'), factor, scores, chosen).rows[0]?.payout ?? amount('-1'));
}

function planOfOne(
  policy: PayoutPolicy,
  atRisk: Amount,
  factor: string,
  scores: Record<string, number>,
  chosen: Record<string, string>,
): PayoutPlan {
  const threshold = amountOf((atRisk * decimal12(factor)) / decimal12('1'));
  const multipliers = Object.fromEntries(Object.entries(chosen).map(([key, text]) => [key, decimal12(text)]));
  return payoutPlan({
    round,
    policy: { ...policy, payoutFactor: { curve: 'threshold', threshold } },
    atRisk: new Map([['m', atRisk]]),
    scores: new Map([['m', scores]]),
    multipliers: new Map([['m', multipliers]]),
  });
}

test('each preset stands under its own id, offers its standard multipliers, and reads back from its text', () => {
  for (const [id, policy] of presets) {
    assert.equal(policy.id, id);
    assert.equal(new Set(policy.scores.map(({ key }) => key)).size, policy.scores.length);
    for (const { choices, multiplier, onlyWith } of policy.scores) {
      assert.ok(choices.includes(multiplier));
      if (onlyWith === undefined) continue;
      const other = policy.scores.find(({ key }) => key === onlyWith.key);
      assert.ok(other?.choices.includes(onlyWith.multiplier) && choices.includes(decimal12('0')), id);
    }
    assert.deepEqual(parseCanonicalJson(canonicalJson(policy)), policy);
    assert.equal(policy.paysBenchmarks, false);
  }
});

test('the published examples hold in the last digit: 1.92, 1.6, −2.32, and 25 or 20 by the order of the clip', () => {
  const january = PAYOUT_POLICIES['numerai-2022-01'];
  assert.equal(paid(january, '0.8', { corr: 0.02, mmc: 0.002 }, { mmc: '2' }), '1.92');
  assert.equal(paid(january, '0.8', { corr: 0.02, mmc: 0.002 }, { mmc: '0' }), '1.6');
  assert.equal(paid(january, '0.8', { corr: -0.03, mmc: 0.002 }, { mmc: '0.5' }), '-2.32');
  assert.equal(paid(january, '0.8', { corr: 0.15, mmc: 0.1 }, { mmc: '2' }), '25');
  const orders = ['2022-04', '2022-05', '2022-06'].map((month) =>
    paid(PAYOUT_POLICIES[`numerai-${month}` as PresetId], '0.8', { corr: 0.15, tc: 0.0125 }, { tc: '2' }),
  );
  assert.deepEqual(orders, ['25', '20', '25']);
});

test('the payouts of the reference of April 2022 agree within its own tolerance', () => {
  const file = new URL('../../scoring/golden/payout-reputation-2022.json', import.meta.url);
  const golden = JSON.parse(readFileSync(file, 'utf8')) as {
    inputs: { payout_rows: Record<string, number>[] };
    expect: { fn: string; value: number[]; atol: number; rtol: number }[];
  };
  const expected = golden.expect.find(({ fn }) => fn === 'payout_2022');
  assert.equal(expected?.value.length, golden.inputs.payout_rows.length);
  golden.inputs.payout_rows.forEach((row, i) => {
    const { rows, payoutFactor: factor } = planOfOne(
      PAYOUT_POLICIES['numerai-2022-01'],
      amount(String(row.stake)),
      String(row.payout_factor),
      { corr: row.corr as number, mmc: row.mmc as number },
      { mmc: String(row.mmc_multiplier) },
    );
    assert.equal(formatDecimal12(factor), String(row.payout_factor));
    const ours = Number(formatAmount(rows[0]?.payout ?? amount('0')));
    const value = expected?.value[i] as number;
    assert.ok(Math.abs(ours - value) <= 1e-12 + 1e-10 * Math.abs(value), `row ${i}: ${ours} and not ${value}`);
  });
});

test('731,816 at risk in April 2022 make a payout factor of .41', () => {
  const factor = payoutFactor(PAYOUT_POLICIES['numerai-2022-04'], amount('731816'));
  assert.equal(formatDecimal12(factor), '0.409939110377');
  assert.equal(Math.round(Number(formatDecimal12(factor)) * 100) / 100, 0.41);
});

test('every preset pays an example worked out by hand', () => {
  // 100 at risk, factor .5 unless said otherwise: 50 × Σ scale · multiplier · score.
  const examples: [PresetId, Record<string, number>, Record<string, string>, string][] = [
    ['numerai-2022-01', { corr: 0.02, mmc: 0.01 }, { mmc: '0.5' }, '1.25'],
    ['numerai-2022-04', { corr: 0.02, tc: 0.001 }, { corr: '0', tc: '1' }, '0.4'],
    ['numerai-2022-05', { corr: 0.02, tc: 0.001 }, { tc: '0.5' }, '1.2'],
    ['numerai-2022-06', { corr: 0.02, tc: 0.001 }, { tc: '0.5' }, '1.2'],
    ['numerai-2022-10', { corr: 0.02, tc: 0.001 }, { tc: '3' }, '2.2'],
    ['numerai-2022-12', { corr: 0.02, tc: 0.001 }, { tc: '3' }, '2.2'],
    ['numerai-2023-05', { corr: 0.2, tc: 0 }, {}, '5'],
    ['numerai-2023-05-13', { corr: -0.2, tc: 0 }, {}, '-5'],
    ['numerai-2023-10', { corr: 0.02, tc: 0.001 }, { corr: '2', tc: '1' }, '2.4'],
    ['numerai-2024-01', { corr: 0.02, mmc: 0.01 }, {}, '1.5'],
    ['numerai-2026-01', { corr: 0.02, mmc: 0.01 }, {}, '1.875'],
    ['signals-2022-01', { corr: 0.02, mmc: 0.01 }, { mmc: '3' }, '3.5'],
    ['signals-2025-09', { alpha: 0.01, mpc: 0.02 }, {}, '0.95'],
    ['signals-2026-01', { alpha: 0.1, mpc: 0.2 }, {}, '3.5'],
    ['numerai-signals-2022', { corrSignals: 0.02, mmcSignals: 0.01 }, { mmcSignals: '3' }, '3.5'],
    ['numerai-signals-2025', { alpha: 0.01, mpc: 0.02 }, {}, '0.95'],
    ['numerai-signals-2026', { alpha: 0.1, mpc: 0.2 }, {}, '3.5'],
    ['robata-signals-1', { alpha: 0.002, tc: -0.01 }, {}, '-1.05'],
    ['robata-1', { corr: 0.02, tc: -0.01 }, {}, '-0.75'],
    ['robata-1-leave-one-out', { corr: 0.02, tcLeaveOneOut: -0.01 }, {}, '-0.42'],
    ['robata-1-leave-one-out-held', { corr: 0.02, tcLeaveOneOutHeld: 0.001 }, {}, '1.436'],
  ];
  assert.deepEqual(examples.map(([id]) => id).sort(), presets.map(([id]) => id).sort());
  for (const [id, scores, chosen, payout] of examples) {
    assert.equal(paid(PAYOUT_POLICIES[id], '0.5', scores, chosen), payout, id);
  }
});

test('the thresholds are those of their time', () => {
  const thresholds = presets.map(
    ([
      id,
      {
        payoutFactor: { threshold },
      },
    ]) => [id, formatAmount(threshold)],
  );
  assert.deepEqual(Object.fromEntries(thresholds), {
    'numerai-2022-01': '300000',
    'numerai-2022-04': '300000',
    'numerai-2022-05': '300000',
    'numerai-2022-06': '300000',
    'numerai-2022-10': '300000',
    'numerai-2022-12': '360000',
    'numerai-2023-05': '72000',
    'numerai-2023-05-13': '72000',
    'numerai-2023-10': '72000',
    'numerai-2024-01': '72000',
    'numerai-2026-01': '72000',
    'signals-2022-01': '150000',
    'signals-2025-09': '36000',
    'signals-2026-01': '36000',
    'numerai-signals-2022': '150000',
    'numerai-signals-2025': '36000',
    'numerai-signals-2026': '36000',
    'robata-signals-1': '36000',
    'robata-1': '72000',
    'robata-1-leave-one-out': '72000',
    'robata-1-leave-one-out-held': '72000',
  });
});

test('from round 589 TC counts only beside 2 × CORR, and falls back to 0 beside any other', () => {
  const policy = PAYOUT_POLICIES['numerai-2023-10'];
  const scores = { corr: 0.02, tc: 0.001 };
  assert.equal(paid(policy, '1', scores, { corr: '2', tc: '1' }), '4.8');
  for (const [corr, payout] of [['1', '2'] as const, ['0', '0'] as const]) {
    const plan = planOfOne(policy, amount('100'), '1', scores, { corr, tc: '1' });
    assert.equal(plan.rows[0]?.terms[1]?.multiplier, decimal12('0'));
    assert.equal(paid(policy, '1', scores, { corr, tc: '1' }), payout);
    assert.ok(followsFromItsInputs(plan));
    const forged = plan.rows.map((row) => ({
      ...row,
      terms: row.terms.map((term) => (term.key === 'tc' ? { ...term, multiplier: decimal12('1') } : term)),
    }));
    assert.ok(!followsFromItsInputs(recomputePayoutPlan({ ...plan, rows: forged })));
  }
  assert.throws(() => paid(policy, '1', scores, { corr: '2', tc: '2' }), /does not offer/);
});

test('the preset of a day is the last that had begun', () => {
  assert.equal(presetOn('classic', '2021-12-31'), undefined);
  assert.equal(presetOn('classic', '2022-04-08')?.id, 'numerai-2022-01');
  assert.equal(presetOn('classic', '2022-04-09')?.id, 'numerai-2022-04');
  assert.equal(presetOn('classic', '2023-12-31')?.id, 'numerai-2023-10');
  assert.equal(presetOn('signals', '2025-09-02')?.id, 'signals-2025-09');
  for (const days of Object.values(PRESET_DAYS)) {
    assert.deepEqual(
      days.map(([from]) => from),
      days.map(([from]) => from).toSorted(),
    );
  }
});

const score = fc.double({ min: -1, max: 1, noNaN: true });
const units = fc.bigInt(0n, 10n ** 24n).map(amountOf);

for (const [id, policy] of presets) {
  test(`${id}: a model and its mirror image at equal stakes earn nothing together, and lose at most one unit`, () => {
    const choices = fc.tuple(...policy.scores.map((paidScore) => fc.constantFrom(...paidScore.choices)));
    const scores = fc.tuple(...policy.scores.map(() => score));
    fc.assert(
      fc.property(units, units, fc.bigInt(1n, 10n ** 24n), scores, choices, (atRisk, others, limit, values, chosen) => {
        const mirrored = (sign: number) =>
          Object.fromEntries(policy.scores.map(({ key }, i) => [key, sign * (values[i] as number)]));
        const multipliers = Object.fromEntries(policy.scores.map(({ key }, i) => [key, chosen[i] as Decimal12]));
        const { rows } = payoutPlan({
          round,
          policy: { ...policy, payoutFactor: { curve: 'threshold', threshold: amountOf(limit) } },
          atRisk: new Map([
            ['p', atRisk],
            ['q', atRisk],
            ['rest', others],
          ]),
          scores: new Map([
            ['p', mirrored(1)],
            ['q', mirrored(-1)],
          ]),
          multipliers: new Map([
            ['p', multipliers],
            ['q', multipliers],
          ]),
        });
        const sum = (rows[0]?.payout ?? 1n) + (rows[1]?.payout ?? 1n);
        assert.ok(sum === 0n || sum === -1n, `together ${sum}`);
      }),
      { numRuns: 200 },
    );
  });
}

test('a stated excess reads as decimals of a run', () => {
  for (const [id, { statedExcess, scores }] of presets) {
    const paysLeaveOneOut = scores.some(({ definitionId }) => definitionId.startsWith('tc-leave-one-out'));
    assert.equal(statedExcess !== undefined, paysLeaveOneOut, id);
    if (statedExcess === undefined) continue;
    for (const text of [statedExcess.mean, statedExcess.standardError, statedExcess.highest]) {
      assert.equal(parseAmount(text).status, 'parsed', id);
    }
    assert.ok(statedExcess.pairs > 0 && statedExcess.rounds > 0 && statedExcess.method !== '');
  }
});
