import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { roundId, type RoundId } from './accounts.ts';
import { amount, amountOf, sumAmounts } from './amount.ts';
import { payoutPlan } from './payoutPlan.ts';
import type { PayoutPolicy } from './payoutPolicy.ts';
import { PAYOUT_POLICIES } from './payoutPresets.ts';
import { LedgerForTests } from './testing/ledgerForTests.ts';
import { resolvedPayouts, treasuryRunway, worstCasePayout } from './treasuryRunway.ts';

const amounts = (...texts: string[]) => texts.map(amount);

test('1,000 tokens pay ten rounds of 100 and three at the worst case of 300', () => {
  const { atCurrentRate, atWorstCase } = treasuryRunway({
    balance: amount('1000'),
    netPayouts: amounts('90', '110'),
    worstCasePayout: amount('300'),
  });
  assert.deepEqual(atCurrentRate, {
    status: 'lasts',
    rounds: 10,
    perRound: amount('100'),
    sentence:
      'The treasury paid 100 tokens a round on average over the last 2 rounds: at this rate it pays 10 more rounds.',
  });
  assert.ok(atWorstCase.status === 'lasts' && atWorstCase.rounds === 3);
});

test('a rate of 0 or below never runs dry, and says that this is the past', () => {
  const input = { balance: amount('5'), worstCasePayout: amount('0') };
  const gains = treasuryRunway({ ...input, netPayouts: amounts('1', '-4') });
  assert.deepEqual([gains.atCurrentRate.status, gains.atWorstCase.status], ['never_runs_dry', 'never_runs_dry']);
  assert.match(gains.atCurrentRate.sentence, /gained 1\.5 tokens a round net .* while that lasts, it never runs dry/);
  const even = treasuryRunway({ ...input, netPayouts: amounts('0') });
  assert.match(even.atCurrentRate.sentence, /paid nothing net in the last round/);
});

test('without a resolved round there is no rate', () => {
  const { atCurrentRate } = treasuryRunway({ balance: amount('5'), netPayouts: [], worstCasePayout: amount('1') });
  assert.equal(atCurrentRate.status, 'unknown');
});

test('only the last rounds make the rate', () => {
  const netPayouts = [...amounts('1000', '1000'), ...Array.from({ length: 20 }, () => amount('1'))];
  const input = { balance: amount('10'), netPayouts, worstCasePayout: amount('1') };
  const { atCurrentRate } = treasuryRunway(input);
  assert.ok(atCurrentRate.status === 'lasts' && atCurrentRate.rounds === 10);
  const all = treasuryRunway({ ...input, window: 22 }).atCurrentRate;
  assert.ok(all.status === 'lasts' && all.rounds === 0 && all.sentence.endsWith('not even one more round.'));
  assert.throws(() => treasuryRunway({ ...input, window: 0 }), RangeError);
  assert.throws(() => treasuryRunway({ ...input, balance: amount('-1') }), RangeError);
});

test('the rounds it states can be paid at the mean rate, and one more cannot', () => {
  const paid = fc.array(fc.bigInt(0n, 10n ** 22n).map(amountOf), { minLength: 1, maxLength: 20 });
  fc.assert(
    fc.property(fc.bigInt(0n, 10n ** 24n).map(amountOf), paid, (balance, netPayouts) => {
      const total = sumAmounts(netPayouts);
      fc.pre(total > 10n ** 12n);
      const { atCurrentRate } = treasuryRunway({ balance, netPayouts, worstCasePayout: amountOf(0n) });
      assert.ok(atCurrentRate.status === 'lasts');
      const count = BigInt(netPayouts.length);
      const rounds = BigInt(atCurrentRate.rounds);
      assert.ok(rounds * total <= balance * count && (rounds + 1n) * total > balance * count);
      assert.ok(atCurrentRate.perRound * count >= total && (atCurrentRate.perRound - 1n) * count < total);
    }),
  );
});

test('no round pays more than the worst case, and one in which every score is enormous pays just that, less the roundings', () => {
  const stakes = fc.array(fc.bigInt(1n, 10n ** 24n).map(amountOf), { minLength: 1, maxLength: 10 });
  const policies = fc.constantFrom(...(Object.values(PAYOUT_POLICIES) as PayoutPolicy[]));
  fc.assert(
    fc.property(policies, stakes, fc.double({ min: -1, max: 1, noNaN: true }), (policy, atRisk, score) => {
      const planOf = (value: number) => {
        const named = atRisk.map((stake, i) => [`m${i}`, stake] as const);
        const scores = Object.fromEntries(policy.scores.map(({ key }) => [key, value]));
        return payoutPlan({
          round: roundId('classic', 1),
          policy,
          atRisk: new Map(named),
          scores: new Map(named.map(([model]) => [model, scores])),
        });
      };
      const worst = worstCasePayout(policy, sumAmounts(atRisk));
      assert.ok(planOf(score).totalPayout <= worst);
      const short = worst - planOf(1000).totalPayout;
      assert.ok(short >= 0n && short <= BigInt(atRisk.length));
    }),
  );
});

test('the payouts of a log are those of its resolutions; one that was reversed counts as it was resolved anew', () => {
  const ledger = new LedgerForTests().treasury('100').deposit('ada', '100').increase('m', '100');
  const [first, second] = [1, 2].map((number) => ledger.close(number, ['m'])) as [RoundId, RoundId];
  const { entries } = ledger.resolve(ledger.plan(first, 0.03));
  ledger.resolve(ledger.plan(second, -0.01));
  assert.deepEqual(resolvedPayouts(ledger.entries), amounts('3', '0'));
  ledger.post({ kind: 'reversal', reverses: entries[0]?.idempotencyKey ?? '', reason: 'wrong scores' });
  assert.deepEqual(resolvedPayouts(ledger.entries), amounts('0'));
  ledger.resolve(ledger.plan(first, 0.02));
  assert.deepEqual(resolvedPayouts(ledger.entries), amounts('0', '2'));
});
