import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BURNED, pendingRelease, roundEscrow, roundId, stake, TREASURY, wallet, WORLD } from './accounts.ts';
import { amount, amountOf, formatAmount } from './amount.ts';
import { append } from './append.ts';
import { emptyJournal, balance } from './journal.ts';
import { payoutPlanHash } from './payoutPlan.ts';
import { LedgerForTests } from './testing/ledgerForTests.ts';

const held = (ledger: LedgerForTests, account: Parameters<typeof balance>[1]) =>
  formatAmount(balance(ledger.journal, account));

test('a deposit comes from the world, a withdrawal goes back to it', () => {
  const ledger = new LedgerForTests().deposit('ada', '100');
  ledger.post({ kind: 'withdrawal', account: 'ada', amount: amount('30') });
  assert.equal(held(ledger, wallet('ada')), '70');
  assert.equal(held(ledger, WORLD), '-70');
});

test('an amount of 0 or below is refused for every command that moves one', () => {
  const ledger = new LedgerForTests();
  for (const units of [0n, -1n]) {
    for (const kind of ['deposit', 'withdrawal'] as const) {
      assert.equal(ledger.refused({ kind, account: 'ada', amount: amountOf(units) }), 'invalid_amount');
    }
    for (const kind of ['stake_increase', 'stake_decrease'] as const) {
      assert.equal(ledger.refused({ kind, account: 'ada', model: 'm', amount: amountOf(units) }), 'invalid_amount');
    }
    assert.equal(ledger.refused({ kind: 'treasury_deposit', amount: amountOf(units) }), 'invalid_amount');
    assert.equal(
      ledger.refused({ kind: 'reserve', round: roundId('classic', 1), amount: amountOf(units) }),
      'invalid_amount',
    );
  }
});

test('nobody spends what he has not, to the last unit', () => {
  const ledger = new LedgerForTests().deposit('ada', '1');
  const more = amountOf(amount('1') + 1n);
  assert.equal(ledger.refused({ kind: 'withdrawal', account: 'ada', amount: more }), 'insufficient_funds');
  assert.equal(
    ledger.refused({ kind: 'stake_increase', account: 'ada', model: 'm', amount: more }),
    'insufficient_funds',
  );
  ledger.increase('m', '1');
  assert.equal(
    ledger.refused({ kind: 'stake_decrease', account: 'ada', model: 'm', amount: more }),
    'insufficient_stake',
  );
  assert.equal(
    ledger.refused({ kind: 'reserve', round: roundId('classic', 1), amount: amount('1') }),
    'treasury_short',
  );
});

test('a stake increase leaves the wallet at once', () => {
  const ledger = new LedgerForTests().deposit('ada', '100').increase('m', '60');
  assert.equal(held(ledger, wallet('ada')), '40');
  assert.equal(held(ledger, stake('m')), '60');
});

test('only the account that staked first on a model stakes on it and takes out of it', () => {
  const ledger = new LedgerForTests().deposit('ada', '10').deposit('bob', '10').increase('m', '10');
  const command = { account: 'bob', model: 'm', amount: amount('1') };
  assert.equal(ledger.refused({ kind: 'stake_increase', ...command }), 'not_owner');
  assert.equal(ledger.refused({ kind: 'stake_decrease', ...command }), 'not_owner');
});

test('a decrease goes to the wallet at once while no round counts the stake', () => {
  const ledger = new LedgerForTests()
    .deposit('ada', '10')
    .deposit('bob', '1')
    .increase('m', '10')
    .increase('n', '1', 'bob');
  ledger.close(1, ['n']);
  ledger.decrease('m', '4');
  assert.equal(held(ledger, wallet('ada')), '4');
});

test('a decrease waits for the last round that counts the stake, and the next snapshot does not count it', () => {
  const ledger = new LedgerForTests().treasury('100').deposit('ada', '10').increase('m', '10');
  const first = ledger.close(1, ['m']);
  const second = ledger.close(2, ['m']);
  ledger.decrease('m', '4');
  assert.equal(held(ledger, pendingRelease('m', second)), '4');
  const third = ledger.close(3, ['m']);
  assert.equal(ledger.journal.rounds.get(third)?.atRisk.get('m'), amount('6'));
  ledger.resolve(ledger.plan(first, 0));
  assert.equal(held(ledger, wallet('ada')), '0');
  ledger.resolve(ledger.plan(second, 0));
  assert.equal(held(ledger, wallet('ada')), '4', 'round 3 is still open, and does not hold it back');
  ledger.resolve(ledger.plan(third, 0));
  assert.equal(held(ledger, stake('m')), '6');
});

test('rounds that resolve out of order release nothing too early', () => {
  const ledger = new LedgerForTests().treasury('100').deposit('ada', '10').increase('m', '10');
  const [first, second] = [ledger.close(1, ['m']), ledger.close(2, ['m'])];
  ledger.decrease('m', '4');
  ledger.resolve(ledger.plan(second, 0));
  assert.equal(held(ledger, wallet('ada')), '0');
  ledger.resolve(ledger.plan(first, 0));
  assert.equal(held(ledger, wallet('ada')), '4');
});

test('a snapshot records the stakes of its moment and is taken once', () => {
  const ledger = new LedgerForTests().deposit('ada', '10').increase('m', '3');
  const entry = ledger.post({ kind: 'snapshot', round: roundId('classic', 1), models: ['m', 'unstaked'] });
  ledger.increase('m', '5');
  assert.deepEqual(entry.snapshot, [{ model: 'm', atRisk: amount('3') }]);
  assert.deepEqual(entry.lines, []);
  const command = { kind: 'snapshot', round: roundId('classic', 1), models: [] } as const;
  assert.equal(ledger.refused(command), 'round_already_closed');
});

test('the same request again gives the first entry, whatever happened between; another body under its key is refused', () => {
  const ledger = new LedgerForTests();
  const command = { kind: 'deposit', account: 'ada', amount: amount('5') } as const;
  const first = ledger.post(command, 'once');
  ledger.deposit('ada', '1');
  const repeated = append(ledger.journal, {
    idempotencyKey: 'once',
    command: { amount: amount('5.0'), account: 'ada', kind: 'deposit' },
  });
  assert.deepEqual(repeated, { status: 'duplicate', entry: first });
  assert.equal(ledger.refused({ ...command, amount: amount('6') }, 'once'), 'conflicting_key');
  assert.equal(held(ledger, wallet('ada')), '6');
});

test('a plan is posted only for a closed round, from its snapshot, under its approved hash, and as its scores say', () => {
  const ledger = new LedgerForTests().treasury('100').deposit('ada', '10').increase('m', '10');
  const early = ledger.plan(roundId('classic', 1), 0.01);
  assert.equal(
    ledger.refused({ kind: 'resolution', plan: early, planHash: payoutPlanHash(early) }),
    'round_not_closed',
  );
  const round = ledger.close(1, ['m']);
  const plan = ledger.plan(round, 0.01);
  const planHash = payoutPlanHash(plan);
  assert.equal(ledger.refused({ kind: 'resolution', plan, planHash: 'another' }), 'plan_hash_differs');
  const [row] = plan.rows as [(typeof plan.rows)[number]];
  const other = { ...plan, rows: [{ ...row, atRisk: amount('11') }] };
  assert.equal(ledger.refused({ kind: 'resolution', plan: other, planHash: payoutPlanHash(other) }), 'at_risk_differs');
  const none = { ...plan, rows: [] };
  assert.equal(ledger.refused({ kind: 'resolution', plan: none, planHash: payoutPlanHash(none) }), 'at_risk_differs');
  const rich = { ...plan, rows: [{ ...row, payout: amount('2') }], totalPayout: amount('2') };
  assert.equal(
    ledger.refused({ kind: 'resolution', plan: rich, planHash: payoutPlanHash(rich) }),
    'plan_not_reproducible',
  );
  ledger.post({ kind: 'resolution', plan, planHash });
  assert.equal(ledger.refused({ kind: 'resolution', plan, planHash }), 'round_finished');
  assert.equal(held(ledger, stake('m')), '10.1');
});

test('a cancelled round gives its escrow back, is never resolved, and lets pending releases go', () => {
  const ledger = new LedgerForTests().treasury('100').deposit('ada', '10').increase('m', '10');
  const round = ledger.close(1, ['m']);
  ledger.post({ kind: 'reserve', round, amount: amount('20') });
  assert.deepEqual([held(ledger, TREASURY), held(ledger, roundEscrow(round))], ['80', '20']);
  ledger.decrease('m', '10');
  const plan = ledger.plan(round, 0.01);
  assert.equal(ledger.refused({ kind: 'release', after: round }), 'nothing_to_release');
  ledger.post({ kind: 'cancellation', round, reason: 'the market was closed' });
  assert.equal(held(ledger, TREASURY), '100');
  assert.equal(ledger.refused({ kind: 'resolution', plan, planHash: payoutPlanHash(plan) }), 'round_finished');
  assert.equal(ledger.refused({ kind: 'reserve', round, amount: amount('1') }), 'round_finished');
  assert.equal(ledger.refused({ kind: 'cancellation', round, reason: 'again' }), 'round_finished');
  ledger.post({ kind: 'release', after: round });
  assert.equal(held(ledger, wallet('ada')), '10');
});

test('a round cancelled before its close can be closed no more', () => {
  const ledger = new LedgerForTests();
  const round = roundId('classic', 1);
  ledger.post({ kind: 'cancellation', round, reason: 'no data' });
  assert.equal(ledger.refused({ kind: 'snapshot', round, models: [] }), 'round_already_closed');
});

test('a reversal undoes an entry once, and never below zero', () => {
  const ledger = new LedgerForTests().deposit('ada', '10');
  ledger.post({ kind: 'reversal', reverses: 'key-0', reason: 'sent twice' }, 'undo');
  assert.equal(held(ledger, wallet('ada')), '0');
  assert.equal(ledger.refused({ kind: 'reversal', reverses: 'key-0', reason: '' }), 'already_reversed');
  assert.equal(ledger.refused({ kind: 'reversal', reverses: 'undo', reason: '' }), 'not_reversible');
  assert.equal(ledger.refused({ kind: 'reversal', reverses: 'nothing', reason: '' }), 'unknown_entry');
  ledger.post({ kind: 'deposit', account: 'ada', amount: amount('5') }, 'spent');
  ledger.increase('m', '5');
  assert.equal(ledger.refused({ kind: 'reversal', reverses: 'spent', reason: '' }), 'insufficient_funds');
});

test('a stake at risk cannot be reversed away', () => {
  const ledger = new LedgerForTests().deposit('ada', '10');
  ledger.post({ kind: 'stake_increase', account: 'ada', model: 'm', amount: amount('5') }, 'stake');
  const round = ledger.close(1, ['m']);
  const reversal = { kind: 'reversal', reverses: 'stake', reason: 'changed my mind' } as const;
  assert.equal(ledger.refused(reversal), 'not_reversible');
  ledger.post({ kind: 'cancellation', round, reason: 'no data' });
  ledger.post(reversal);
  assert.equal(held(ledger, wallet('ada')), '10');
});

test('a refusal leaves the journal as it was, and an old journal stays usable', () => {
  const before = new LedgerForTests().deposit('ada', '10');
  const old = before.journal;
  before.increase('m', '4');
  assert.equal(balance(old, wallet('ada')), amount('10'));
  assert.equal(balance(emptyJournal, BURNED), 0n);
  assert.equal(old.head.sequence, 1);
});
