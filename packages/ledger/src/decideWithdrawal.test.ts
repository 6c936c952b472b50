import assert from 'node:assert/strict';
import { test } from 'node:test';
import { wallet, withdrawalHold, WORLD } from './accounts.ts';
import { amount } from './amount.ts';
import type { Command } from './entry.ts';
import { LedgerForTests } from './testing/ledgerForTests.ts';
import { waitingWithdrawals } from './withdrawalRequest.ts';

const ask = (request: string, tokens: string): Command => ({
  kind: 'withdrawal_request',
  request,
  account: 'ada',
  amount: amount(tokens),
});
const confirm = (request: string): Command => ({ kind: 'withdrawal_confirmation', request, reference: 'transfer 7' });
const refuse = (request: string): Command => ({ kind: 'withdrawal_refusal', request, reason: 'no such address' });
const cancel = (request: string, account = 'ada'): Command => ({ kind: 'withdrawal_cancellation', request, account });

test('what somebody asks for leaves the wallet at once and waits until the operator has sent it', () => {
  const ledger = new LedgerForTests().deposit('ada', '10');
  ledger.post(ask('w1', '4'));
  assert.deepEqual([ledger.held(wallet('ada')), ledger.held(withdrawalHold('w1'))], ['6', '4']);
  assert.equal(ledger.refused(ask('w2', '6.1')), 'insufficient_funds');
  ledger.post(confirm('w1'));
  assert.deepEqual([ledger.held(withdrawalHold('w1')), ledger.held(WORLD)], ['0', '-6']);
});

test('a refused and a cancelled withdrawal go back into the wallet', () => {
  const ledger = new LedgerForTests().deposit('ada', '10');
  ledger.post(ask('w1', '4'));
  ledger.post(ask('w2', '3'));
  ledger.post(refuse('w1'));
  ledger.post(cancel('w2'));
  assert.equal(ledger.held(wallet('ada')), '10');
});

test('a request ends once, and only its owner cancels it', () => {
  const ledger = new LedgerForTests().deposit('ada', '10');
  ledger.post(ask('w1', '4'));
  assert.equal(ledger.refused(cancel('w1', 'bob')), 'not_owner');
  assert.equal(ledger.refused(ask('w1', '1')), 'request_known');
  ledger.post(confirm('w1'));
  for (const command of [confirm('w1'), refuse('w1'), cancel('w1')]) {
    assert.equal(ledger.refused(command), 'request_finished');
  }
  assert.equal(ledger.refused(confirm('w2')), 'unknown_request');
});

test('a transfer that came back waits for the operator again', () => {
  const ledger = new LedgerForTests().deposit('ada', '10');
  ledger.post(ask('w1', '4'), 'asked');
  assert.equal(ledger.refused({ kind: 'reversal', reverses: 'asked', reason: '' }), 'not_reversible');
  ledger.post(confirm('w1'), 'sent');
  ledger.post({ kind: 'reversal', reverses: 'sent', reason: 'the bank returned it' });
  assert.equal(ledger.held(withdrawalHold('w1')), '4');
  ledger.post(refuse('w1'));
  assert.equal(ledger.held(wallet('ada')), '10');
});

test('the operator sees what waits, oldest first', () => {
  const ledger = new LedgerForTests().deposit('ada', '10');
  for (const request of ['z', 'a', 'm']) ledger.post(ask(request, '1'));
  ledger.post(confirm('a'));
  assert.deepEqual(
    waitingWithdrawals(ledger.journal).map(({ request }) => request),
    ['z', 'm'],
  );
});
