import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BURNED, stake, TREASURY, wallet } from './accounts.ts';
import { amount } from './amount.ts';
import { balance } from './journal.ts';
import { payoutPlanHash } from './payoutPlan.ts';
import { postPayoutPlan } from './postPayoutPlan.ts';
import { LedgerForTests } from './testing/ledgerForTests.ts';
import { verifyJournal } from './verifyJournal.ts';

const staked = () => new LedgerForTests().treasury('100').deposit('ada', '100').increase('m', '100');

test('a plan posts its resolution and the releases that it lets go', () => {
  const ledger = staked();
  const round = ledger.close(1, ['m']);
  ledger.decrease('m', '40');
  const { entries } = ledger.resolve(ledger.plan(round, 0.01));
  assert.deepEqual(
    entries.map(({ command }) => command.kind),
    ['resolution', 'release'],
  );
  assert.equal(balance(ledger.journal, wallet('ada')), amount('40'));
  assert.equal(balance(ledger.journal, stake('m')), amount('61'));
});

test('the same plan again gives the first entries; another plan for the round is refused', () => {
  const ledger = staked();
  const round = ledger.close(1, ['m']);
  ledger.decrease('m', '40');
  const plan = ledger.plan(round, 0.01);
  const other = ledger.plan(round, 0.02);
  const { entries } = ledger.resolve(plan);
  assert.deepEqual(postPayoutPlan(ledger.journal, plan), { status: 'duplicate', entries });
  const refused = postPayoutPlan(ledger.journal, other);
  assert.equal(refused.status === 'refused' && refused.reason, 'conflicting_key');
});

test('a treasury that cannot pay is an outcome, not a negative balance; after a deposit the same plan goes through', () => {
  const ledger = new LedgerForTests().treasury('0.5').deposit('ada', '100').increase('m', '100');
  const round = ledger.close(1, ['m']);
  const plan = ledger.plan(round, 0.01);
  const refused = postPayoutPlan(ledger.journal, plan);
  assert.equal(refused.status === 'refused' && refused.reason, 'treasury_short');
  assert.match(refused.status === 'refused' ? refused.sentence : '', /lacks 0\.5:/);
  ledger.post({ kind: 'reserve', round, amount: amount('0.5') });
  ledger.treasury('0.5').resolve(plan);
  assert.equal(balance(ledger.journal, TREASURY), 0n);
});

test('only the approved plan is posted', () => {
  const ledger = staked();
  const round = ledger.close(1, ['m']);
  const approved = payoutPlanHash(ledger.plan(round, 0.01));
  const refused = postPayoutPlan(ledger.journal, ledger.plan(round, 0.02), approved);
  assert.equal(refused.status === 'refused' && refused.reason, 'plan_hash_differs');
});

test('a resolution that was wrong is reversed, and the round resolved again, even by the same plan', () => {
  const ledger = staked();
  const round = ledger.close(1, ['m']);
  const wrong = ledger.plan(round, -1);
  const [resolution] = ledger.resolve(wrong).entries;
  assert.equal(balance(ledger.journal, BURNED), amount('5'));
  ledger.post({ kind: 'reversal', reverses: resolution?.idempotencyKey ?? '', reason: 'wrong prices' });
  assert.equal(balance(ledger.journal, BURNED), 0n);
  assert.equal(ledger.journal.activeRounds.length, 1);
  ledger.resolve(wrong);
  assert.equal(balance(ledger.journal, stake('m')), amount('95'));
  assert.equal(verifyJournal(ledger.entries).status, 'verified');
});
