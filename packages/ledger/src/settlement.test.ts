import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import {
  BURNED,
  payoutClearing,
  pendingRelease,
  roundEscrow,
  type RoundId,
  stake,
  TREASURY,
  wallet,
} from './accounts.ts';
import { amount, amountOf, formatAmount } from './amount.ts';
import { decimal12 } from './decimal12.ts';
import { balance, pendingReleases } from './journal.ts';
import { type PayoutPolicy, robataPolicy } from './payoutPolicy.ts';
import { settlement } from './settlement.ts';
import { LedgerForTests } from './testing/ledgerForTests.ts';

const held = (ledger: LedgerForTests, account: Parameters<typeof balance>[1]) =>
  formatAmount(balance(ledger.journal, account));

test('payouts go from escrow and treasury through clearing to the stakes, burns from the stakes to burned', () => {
  const ledger = new LedgerForTests().treasury('100').deposit('ada', '300').increase('m', '100').increase('n', '100');
  const round = ledger.close(1, ['m', 'n']);
  ledger.post({ kind: 'reserve', round, amount: amount('1.5') });
  const plan = ledger.plan(round, 0.02);
  ledger.resolve(plan);
  assert.deepEqual([held(ledger, stake('m')), held(ledger, stake('n'))], ['102', '102']);
  assert.deepEqual([held(ledger, TREASURY), held(ledger, roundEscrow(round))], ['96', '0']);
  assert.equal(held(ledger, payoutClearing(round)), '0');
  const next = ledger.close(2, ['m', 'n']);
  ledger.post({ kind: 'reserve', round: next, amount: amount('50') });
  ledger.resolve(ledger.plan(next, -0.5));
  assert.deepEqual([held(ledger, BURNED), held(ledger, TREASURY)], ['10.2', '96'], 'an unused escrow goes back');
});

test('a burn takes first what leaves soonest, the stake last', () => {
  const ledger = new LedgerForTests().deposit('ada', '100').increase('m', '100');
  const first = ledger.close(1, ['m']);
  ledger.decrease('m', '2');
  const second = ledger.close(2, ['m']);
  ledger.decrease('m', '97');
  const { lines, shortfalls } = settlement(ledger.journal, ledger.plan(first, -1));
  assert.deepEqual(lines, [
    { account: pendingRelease('m', first), amount: amount('-2') },
    { account: pendingRelease('m', second), amount: amount('-3') },
    { account: BURNED, amount: amount('5') },
  ]);
  assert.deepEqual(shortfalls, []);
});

test('a small new stake still answers for itself after a large old one left and burned', () => {
  const ledger = new LedgerForTests().deposit('ada', '100').increase('m', '100');
  const old = [1, 2, 3, 4].map((number) => ledger.close(number, ['m']));
  ledger.decrease('m', '99');
  const last = ledger.close(5, ['m']);
  for (const round of old) assert.deepEqual(ledger.resolve(ledger.plan(round, -1)).shortfalls, []);
  assert.equal(held(ledger, wallet('ada')), '79');
  assert.deepEqual(ledger.resolve(ledger.plan(last, -1)).shortfalls, []);
  assert.equal(held(ledger, stake('m')), '0.95');
});

test('where the rules allow more than there is, a burn stops at zero and says what is missing', () => {
  const policy: PayoutPolicy = { ...robataPolicy(), clip: { limit: decimal12('0.6'), order: 'after_factor' } };
  const ledger = new LedgerForTests().deposit('ada', '100').increase('m', '100');
  const [first, second] = [ledger.close(1, ['m']), ledger.close(2, ['m'])];
  ledger.resolve(ledger.plan(first, -1, policy));
  const { shortfalls } = ledger.resolve(ledger.plan(second, -1, policy));
  assert.deepEqual(shortfalls, [{ model: 'm', planned: amount('60'), burned: amount('40') }]);
  assert.equal(held(ledger, stake('m')), '0');
});

/** What happens between two closes: a change of the stake in thousandths (of the wallet up, of the stake down). */
const weeks = fc.array(fc.tuple(fc.integer({ min: -1000, max: 1000 }), fc.boolean()), { minLength: 6, maxLength: 25 });

/** A week: change the stake, resolve the oldest of `open` rounds, close a new one. */
function playWeeks(
  changes: readonly (readonly [change: number, isLoss: boolean])[],
  clip: string,
  open: number,
): LedgerForTests & { short: number } {
  const policy: PayoutPolicy = { ...robataPolicy(), clip: { limit: decimal12(clip), order: 'after_factor' } };
  const ledger = Object.assign(new LedgerForTests().treasury('1e12').deposit('ada', '1000'), { short: 0 });
  const active: RoundId[] = [];
  changes.forEach(([change, isLoss], week) => {
    const source = balance(ledger.journal, change > 0 ? wallet('ada') : stake('m'));
    const moved = amountOf((source * BigInt(Math.abs(change))) / 1000n);
    const kind = change > 0 ? 'stake_increase' : 'stake_decrease';
    // Below a millionth of a token the rounding of burns, one unit each, could be more than the stake.
    if (moved > 10n ** 12n) ledger.post({ kind, account: 'ada', model: 'm', amount: moved });
    if (active.length === open) {
      ledger.short += ledger.resolve(ledger.plan(active.shift() as RoundId, isLoss ? -2 : 2, policy)).shortfalls.length;
    }
    active.push(ledger.close(week + 1, ['m']));
    for (const [account, amount] of ledger.journal.balances) assert.ok(account === 'world' || amount >= 0n, account);
    for (const { amount } of pendingReleases(ledger.journal, 'm')) assert.ok(amount > 0n);
  });
  return ledger;
}

test('while clip ≤ (k−1)^(k−1) / k^k for k open rounds, the holdings cover every burn, whatever is moved, won and lost', () => {
  const cases = [
    { clip: '0.05', open: 5 },
    { clip: '0.0819', open: 5 },
    { clip: '0.105', open: 4 },
    { clip: '0.25', open: 2 },
    { clip: '1', open: 1 },
  ];
  fc.assert(
    fc.property(weeks, fc.constantFrom(...cases), (changes, { clip, open }) => {
      assert.equal(playWeeks(changes, clip, open).short, 0);
    }),
    { numRuns: 150, seed: 1 },
  );
});

test('beyond that bound an endless loser comes to a round that finds too little, and still not below zero', () => {
  const losing = [[500, true] as const, ...Array.from({ length: 60 }, () => [0, true] as const)];
  assert.equal(playWeeks(losing, '0.0819', 5).short, 0);
  assert.ok(playWeeks(losing, '0.09', 5).short > 0);
  const { journal, short } = playWeeks(losing, '0.25', 4);
  assert.ok(short > 0);
  assert.equal(balance(journal, stake('m')), 0n);
});
