import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { roundId } from '../accounts.ts';
import { amount, amountOf } from '../amount.ts';
import type { Decimal12 } from '../decimal12.ts';
import { payoutPlan, payoutPlanHash } from '../payoutPlan.ts';
import { type PayoutPolicy, robataPolicy } from '../payoutPolicy.ts';
import { PAYOUT_POLICIES } from '../payoutPresets.ts';
import { LedgerForTests } from '../testing/ledgerForTests.ts';
import { csvRecords } from '../testing/parseCsv.ts';
import { recomputedPayout, units18 } from '../testing/recomputedPayout.ts';
import { roundStatementCsv } from './roundStatementCsv.ts';

const round = roundId('classic', 7);

test('the statement of a plan shows every number of each payout', () => {
  const plan = payoutPlan({
    round,
    policy: robataPolicy({ threshold: '150' }),
    atRisk: new Map([
      ['12', amount('100')],
      ['7', amount('200')],
    ]),
    scores: new Map([['12', { corr: 0.01, tc: -0.02 }]]),
  });
  const csv = roundStatementCsv(plan, null, new Map([['12', '=ada']]));
  assert.equal(
    csv,
    'round,model,account,at_risk,policy,policy_version,corr_scale,corr_multiplier,corr_score,tc_scale,tc_multiplier,tc_score,' +
      'weighted_score,threshold,total_at_risk,payout_factor,clip_limit,clip_order,rate,payout,unpaid_because,posted,entry,' +
      'entry_hash,plan_hash\r\n' +
      `classic/7,12,'=ada,100,robata-1,1,1,1,0.01,3.5,1,-0.02,-0.06,150,300,0.5,0.05,after_factor,-0.03,-3,,,,,${payoutPlanHash(plan)}\r\n` +
      `classic/7,7,,200,robata-1,1,1,1,,3.5,1,,,150,300,0.5,0.05,after_factor,,0,null_score,,,,${payoutPlanHash(plan)}\r\n`,
  );
});

test('what was posted is the payout, or what there was to burn; another entry is refused', () => {
  // 25 % of four rounds and a decrease in between: the last burns find less than planned.
  const ledger = new LedgerForTests().treasury('100').deposit('ada', '200').increase('m', '100').increase('n', '100');
  const policy = PAYOUT_POLICIES['numerai-2022-01'];
  const rounds = [1, 2, 3, 4, 5].map((number) => ledger.close(number, ['m', 'n']));
  const posted = rounds.map((id) => {
    const plan = ledger.plan(id, -1, policy);
    const resolution = ledger.resolve(plan).entries[0];
    assert.ok(resolution);
    return csvRecords(roundStatementCsv(plan, resolution)).map(({ payout, posted, entry, entry_hash }) => {
      assert.deepEqual([entry, entry_hash], [String(resolution.sequence), resolution.hash]);
      return [payout, posted];
    });
  });
  const full = [
    ['-25', '-25'],
    ['-25', '-25'],
  ];
  const short = [
    ['-25', '0'],
    ['-25', '0'],
  ];
  assert.deepEqual(posted, [full, full, full, full, short]);
  const other = ledger.plan(rounds[0] as typeof round, 0.1, policy);
  assert.throws(() => roundStatementCsv(other, ledger.entries.at(-1) ?? null), RangeError);
});

test('what was burned out of a pending release is posted too', () => {
  const ledger = new LedgerForTests().deposit('ada', '100').increase('m', '100');
  const round = ledger.close(1, ['m']);
  ledger.decrease('m', '10');
  const plan = ledger.plan(round, -0.2, PAYOUT_POLICIES['numerai-2022-01']);
  const [cells] = csvRecords(roundStatementCsv(plan, ledger.resolve(plan).entries[0] ?? null));
  assert.deepEqual([cells?.payout, cells?.posted], ['-20', '-20']);
});

const score = fc.option(fc.double({ min: -0.3, max: 0.3, noNaN: true }), { freq: 8 });

test('every payout can be recomputed from the text alone, to the last unit', () => {
  const policies = fc.constantFrom(...(Object.values(PAYOUT_POLICIES) as PayoutPolicy[]));
  const model = fc.record({ atRisk: fc.bigInt(0n, 10n ** 24n), scores: fc.tuple(score, score), choice: fc.nat(5) });
  fc.assert(
    fc.property(
      policies,
      fc.array(model, { minLength: 1, maxLength: 6 }),
      fc.bigInt(1n, 10n ** 24n),
      (policy, models, threshold) => {
        const named = models.map((value, i) => [`m${i}`, value] as const);
        const plan = payoutPlan({
          round,
          policy: { ...policy, payoutFactor: { curve: 'threshold', threshold: amountOf(threshold) } },
          atRisk: new Map(named.map(([name, { atRisk }]) => [name, amountOf(atRisk)])),
          scores: new Map(
            named.map(([name, { scores }]) => [
              name,
              Object.fromEntries(policy.scores.map(({ key }, i) => [key, scores[i] ?? null])),
            ]),
          ),
          multipliers: new Map(
            named.map(([name, { choice }]) => [
              name,
              Object.fromEntries(
                policy.scores.map(({ key, choices }) => [key, choices[choice % choices.length] as Decimal12]),
              ),
            ]),
          ),
          benchmarks: new Set(['m1']),
        });
        const records = csvRecords(roundStatementCsv(plan, null));
        assert.equal(records.length, plan.rows.length);
        const keys = policy.scores.map(({ key }) => key);
        let total = 0n;
        records.forEach((cells, i) => {
          const row = plan.rows[i];
          assert.equal(cells.model, row?.model);
          assert.equal(recomputedPayout(cells, keys), row?.payout);
          assert.equal(units18(cells.payout as string), row?.payout);
          if (cells.unpaid_because !== 'benchmark') total += units18(cells.at_risk as string);
          // And with the doubles of a spreadsheet, to 15 digits of what is at stake.
          if (cells.unpaid_because !== '') return;
          const x = (name: string) => Number(cells[name]);
          const weighted = keys.reduce((sum, k) => sum + x(`${k}_scale`) * x(`${k}_multiplier`) * x(`${k}_score`), 0);
          const cut = (value: number) => Math.max(-x('clip_limit'), Math.min(x('clip_limit'), value));
          const rate =
            cells.clip_order === 'after_factor'
              ? cut(x('payout_factor') * weighted)
              : x('payout_factor') * cut(weighted);
          assert.ok(Math.abs(x('at_risk') * rate - x('payout')) <= 1e-14 * x('at_risk') + 1e-18);
        });
        assert.ok(records.every((cells) => units18(cells.total_at_risk as string) === total));
      },
    ),
    { numRuns: 200 },
  );
});
