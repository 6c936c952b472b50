import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { BURNED, type RoundId, roundId, stake } from './accounts.ts';
import { amount, amountOf } from './amount.ts';
import { decimal12 } from './decimal12.ts';
import { balance } from './journal.ts';
import { beyondOpenLoss, maximumLoss, maximumOpenLoss } from './openLoss.ts';
import { payoutPlanHash } from './payoutPlan.ts';
import { type PayoutPolicy, robataPolicy } from './payoutPolicy.ts';
import type { ReleasePolicy } from './releasePolicy.ts';
import { LAST_ACTIVE, LedgerForTests, PROGRESSIVE } from './testing/ledgerForTests.ts';

const staked = () => new LedgerForTests().treasury('1000').deposit('ada', '1000').increase('m', '100');
const clipped = (limit: string): PayoutPolicy => ({
  ...robataPolicy(),
  clip: { limit: decimal12(limit), order: 'after_factor' },
});

test('the maximum loss of a round is limit × at risk, rounded up, and all of it where no limit was given', () => {
  const ledger = staked();
  const [known, unknown] = [ledger.close(1, ['m'], '0.05'), ledger.close(2, ['m'])];
  const loss = (round: RoundId) => maximumLoss(ledger.journal.rounds.get(round) as never, 'm');
  assert.deepEqual([loss(known), loss(unknown)], [amount('5'), amount('100')]);
  assert.equal(maximumOpenLoss(ledger.journal, 'm'), amount('105'));
  const tiny = new LedgerForTests().deposit('ada', '1');
  tiny.post({ kind: 'stake_increase', account: 'ada', model: 'm', amount: amountOf(19n) });
  const round = tiny.close(1, ['m'], '0.05');
  assert.equal(maximumLoss(tiny.journal.rounds.get(round) as never, 'm'), 1n);
});

test('what exceeds the maximum open loss leaves from the front', () => {
  const pending = [
    { after: roundId('classic', 1), amount: amount('10') },
    { after: roundId('classic', 2), amount: amount('20') },
  ];
  assert.deepEqual(beyondOpenLoss(pending, amount('30')), []);
  assert.deepEqual(beyondOpenLoss(pending, amount('22')), [{ ...pending[0], amount: amount('8') }]);
  assert.deepEqual(beyondOpenLoss(pending, amount('15')), [pending[0], { ...pending[1], amount: amount('5') }]);
  assert.deepEqual(beyondOpenLoss([], amount('0')), []);
});

test('a snapshot gives a share from 0 to 1, and no plan burns more than it said', () => {
  const ledger = staked();
  const snapshot = { kind: 'snapshot', round: roundId('classic', 1), models: ['m'] } as const;
  for (const lossLimit of ['-0.01', '1.01']) {
    assert.equal(ledger.refused({ ...snapshot, lossLimit: decimal12(lossLimit) }), 'invalid_limit');
  }
  const round = ledger.close(1, ['m'], '0.04');
  const plan = ledger.plan(round, -0.05);
  assert.equal(ledger.refused({ kind: 'resolution', plan, planHash: payoutPlanHash(plan) }), 'loss_over_limit');
  ledger.resolve(ledger.plan(round, -0.04));
  assert.equal(ledger.held(stake('m')), '96');
});

test('what is kept back is the least that does it: with one unit less, open losses would reach the stake', () => {
  const ledger = staked();
  const rounds = [1, 2].map((number) => ledger.close(number, ['m'], '0.05'));
  ledger.takeOut('m', '40', { policy: PROGRESSIVE });
  assert.deepEqual(ledger.waiting('m'), ['classic/2 10']);
  for (const round of rounds) ledger.resolve(ledger.plan(round, -0.05));
  assert.deepEqual([ledger.waiting('m'), ledger.held(stake('m'))], [[], '60'], 'all of it burned, and nothing else');
});

test('after an early release the rest stays pending until those rounds are over: in the stake it would answer twice', () => {
  const ledger = staked();
  const first = ledger.close(1, ['m'], '0.05');
  const second = ledger.close(2, ['m'], '0.05');
  ledger.takeOut('m', '99', { policy: PROGRESSIVE });
  const cancellation = { kind: 'release_cancellation', account: 'ada', model: 'm', after: second } as const;
  assert.equal(ledger.refused({ ...cancellation, amount: amount('1') }), 'covers_open_losses');
  ledger.resolve(ledger.plan(first, 0));
  assert.equal(ledger.refused({ ...cancellation, amount: amount('5.1') }), 'covers_open_losses');
  ledger.cancelRelease('m', second, '5');
  assert.deepEqual([ledger.waiting('m'), ledger.held(stake('m'))], [['classic/2 5'], '6']);
});

/** A week: resolve the oldest of `open` rounds at this part of its largest loss or gain, change the stake, close a new round. */
interface Week {
  readonly change: number;
  readonly outcome: number;
}

function playWeeks(weeks: readonly Week[], limit: string, policy: ReleasePolicy): { stake: bigint; burned: bigint }[] {
  const open = 4;
  const ledger = new LedgerForTests().treasury('1e12').deposit('ada', '1e12').increase('m', '100');
  const active: RoundId[] = [];
  return weeks.map(({ change, outcome }, week) => {
    if (active.length === open) {
      const score = (Number(limit) * outcome) / 10;
      ledger.resolve(ledger.plan(active.shift() as RoundId, score, clipped(limit)), policy);
    }
    const held = balance(ledger.journal, stake('m'));
    const moved = amountOf(change > 0 ? amount('1') * BigInt(change) : (held * BigInt(-change)) / 100n);
    if (change > 0) ledger.post({ kind: 'stake_increase', account: 'ada', model: 'm', amount: moved });
    else if (moved > 0n) ledger.post({ kind: 'stake_decrease', account: 'ada', model: 'm', amount: moved, policy });
    active.push(ledger.close(week + 1, ['m'], limit));
    return { stake: balance(ledger.journal, stake('m')), burned: balance(ledger.journal, BURNED) };
  });
}

const weeks = fc.array(
  fc.record({ change: fc.integer({ min: -100, max: 60 }), outcome: fc.integer({ min: -10, max: 10 }) }),
  { minLength: 5, maxLength: 16 },
);

test('an early release changes no burn and no stake, whatever is staked, taken out, won and lost', () => {
  const early = fc.constantFrom('at_once' as const, 'at_resolution' as const);
  fc.assert(
    fc.property(weeks, early, fc.constantFrom('0.05', '0.25', '0.9'), (played, progressive, limit) => {
      const late = playWeeks(played, limit, LAST_ACTIVE);
      assert.deepEqual(playWeeks(played, limit, { ...LAST_ACTIVE, progressive }), late);
    }),
    { numRuns: 150, seed: 1 },
  );
});
