import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type RoundId, stake, wallet } from './accounts.ts';
import { amount } from './amount.ts';
import { LAST_ACTIVE, LedgerForTests, PROGRESSIVE } from './testing/ledgerForTests.ts';
import { verifyJournal } from './verifyJournal.ts';

const staked = () => new LedgerForTests().treasury('1000').deposit('ada', '200').increase('m', '100');
const move = (tokens: string, policy = LAST_ACTIVE) =>
  ({ kind: 'stake_move', account: 'ada', model: 'm', to: 'n', amount: amount(tokens), policy }) as const;

test('a move takes what is free at once; what is at risk can burn where it is and moves when it is released', () => {
  const ledger = staked();
  const round = ledger.close(1, ['m']);
  ledger.increase('m', '10');
  ledger.post(move('60'));
  assert.deepEqual([ledger.held(stake('m')), ledger.held(stake('n'))], ['50', '10']);
  assert.deepEqual(ledger.waiting('m'), ['classic/1 50 n']);
  ledger.resolve(ledger.plan(round, -0.02));
  assert.deepEqual([ledger.held(stake('m')), ledger.held(stake('n'))], ['50', '58']);
  assert.equal(ledger.held(wallet('ada')), '90');
});

test('a moving part can be stopped, and it waits apart from what goes to the wallet', () => {
  const ledger = staked();
  const round = ledger.close(1, ['m']);
  ledger.post(move('60'));
  ledger.takeOut('m', '20');
  assert.deepEqual(ledger.waiting('m'), ['classic/1 20', 'classic/1 60 n']);
  const cancellation = { kind: 'release_cancellation', account: 'ada', model: 'm', after: round, to: 'n' } as const;
  ledger.post({ ...cancellation, amount: amount('50') });
  assert.deepEqual(ledger.waiting('m'), ['classic/1 20', 'classic/1 10 n']);
});

test('a move goes to another model of the same account, which it makes its own', () => {
  const ledger = staked().deposit('bob', '10').increase('b', '5', 'bob');
  assert.equal(ledger.refused({ ...move('1'), to: 'm' }), 'same_model');
  assert.equal(ledger.refused({ ...move('1'), to: 'b' }), 'not_owner');
  assert.equal(ledger.refused({ ...move('1'), account: 'bob' }), 'not_owner');
  assert.equal(ledger.refused(move('100.1')), 'insufficient_stake');
  ledger.close(1, ['m']);
  ledger.post(move('1'));
  assert.equal(
    ledger.refused({ kind: 'stake_increase', account: 'bob', model: 'n', amount: amount('1') }),
    'not_owner',
    'before anything has arrived',
  );
});

test('a drain takes all there is, and nothing twice', () => {
  const ledger = staked();
  const drain = { kind: 'stake_drain', account: 'ada', model: 'm', policy: LAST_ACTIVE } as const;
  const round = ledger.close(1, ['m']);
  ledger.increase('m', '7');
  ledger.post(drain);
  assert.deepEqual([ledger.held(stake('m')), ledger.waiting('m')], ['0', ['classic/1 100']]);
  assert.equal(ledger.refused(drain), 'no_stake');
  ledger.resolve(ledger.plan(round, -0.05));
  assert.equal(ledger.held(wallet('ada')), '195');
});

test('the payout mode of the snapshot holds for that round, whatever is chosen later', () => {
  const ledger = staked();
  const mode = (mode: 'compound' | 'take_profit') =>
    ledger.post({ kind: 'payout_mode', account: 'ada', model: 'm', mode });
  const [first] = [ledger.close(1, ['m']), mode('take_profit')];
  const second = ledger.close(2, ['m']);
  assert.deepEqual(ledger.entries.at(-1)?.snapshot, [{ model: 'm', atRisk: amount('100'), payoutMode: 'take_profit' }]);
  mode('compound');
  ledger.resolve(ledger.plan(first, 0.04));
  assert.deepEqual([ledger.held(stake('m')), ledger.held(wallet('ada'))], ['104', '100']);
  ledger.resolve(ledger.plan(second, 0.03));
  assert.deepEqual([ledger.held(stake('m')), ledger.held(wallet('ada'))], ['104', '103']);
  const third = ledger.close(3, ['m']);
  mode('take_profit');
  ledger.resolve(ledger.plan(third, -0.05));
  assert.deepEqual([ledger.held(stake('m')), ledger.held(wallet('ada'))], ['98.8', '103'], 'a burn is a burn');
  assert.equal(verifyJournal(ledger.entries).status, 'verified');
});

test('only the owner chooses the payout mode, of a model that is staked', () => {
  const ledger = staked();
  const command = { kind: 'payout_mode', mode: 'take_profit' } as const;
  assert.equal(ledger.refused({ ...command, account: 'bob', model: 'm' }), 'not_owner');
  assert.equal(ledger.refused({ ...command, account: 'ada', model: 'unstaked' }), 'no_stake');
});

test('the profit that was taken and spent cannot be reversed, and nothing goes below zero', () => {
  const ledger = staked();
  ledger.post({ kind: 'payout_mode', account: 'ada', model: 'm', mode: 'take_profit' });
  ledger.resolve(ledger.plan(ledger.close(1, ['m']), 0.05));
  ledger.post({ kind: 'withdrawal_request', request: 'w', account: 'ada', amount: amount('105') });
  const reversal = { kind: 'reversal', reverses: 'resolution:classic/1:0', reason: 'wrong scores' } as const;
  assert.equal(ledger.refused(reversal), 'insufficient_funds');
});

test('a progressive drain brings at once what the open rounds cannot burn, and each resolution brings more', () => {
  const ledger = staked();
  const rounds = [1, 2, 3, 4].map((number) => ledger.close(number, ['m'], '0.05'));
  ledger.post({ kind: 'stake_drain', account: 'ada', model: 'm', policy: PROGRESSIVE });
  assert.deepEqual([ledger.held(wallet('ada')), ledger.waiting('m')], ['180', ['classic/4 20']]);
  const [first, second, third, fourth] = rounds as [RoundId, RoundId, RoundId, RoundId];
  ledger.resolve(ledger.plan(first, -0.05), PROGRESSIVE);
  assert.deepEqual(ledger.waiting('m'), ['classic/4 15'], 'what burned is gone, and the rest is needed');
  ledger.resolve(ledger.plan(second, 0), PROGRESSIVE);
  assert.deepEqual([ledger.held(wallet('ada')), ledger.waiting('m')], ['185', ['classic/4 10']]);
  ledger.resolve(ledger.plan(third, -0.02), PROGRESSIVE);
  ledger.resolve(ledger.plan(fourth, -0.05), PROGRESSIVE);
  assert.deepEqual([ledger.held(wallet('ada')), ledger.waiting('m')], ['188', []]);
});
