import assert from 'node:assert/strict';
import { test } from 'node:test';
import { amount, formatAmount } from './amount.ts';
import { stakeStatement } from './stakeStatement.ts';
import { LedgerForTests } from './testing/ledgerForTests.ts';

test('a statement tells every change of a stake, its cause and what was left', () => {
  const ledger = new LedgerForTests().treasury('100').deposit('ada', '100').increase('m', '80').increase('n', '10');
  const round = ledger.close(1, ['m', 'n']);
  ledger.decrease('m', '30');
  ledger.resolve(ledger.plan(round, 0.01));
  const statement = stakeStatement(ledger.entries, 'm');
  assert.deepEqual(
    statement.map(({ kind, stake, pending, atRisk }) => [
      kind,
      formatAmount(stake),
      formatAmount(pending),
      atRisk && formatAmount(atRisk),
    ]),
    [
      ['stake_increase', '80', '0', null],
      ['snapshot', '80', '0', '80'],
      ['stake_decrease', '50', '30', null],
      ['resolution', '50.8', '30', null],
      ['release', '50.8', '0', null],
    ],
  );
  assert.equal(statement[3]?.payout?.weightedScore, '0.01');
  assert.deepEqual(stakeStatement(ledger.entries, 'nobody'), []);
});

test('a profit that was taken is told apart from one that compounds', () => {
  const ledger = new LedgerForTests().treasury('100').deposit('ada', '100').increase('m', '50').increase('n', '50');
  ledger.post({ kind: 'payout_mode', account: 'ada', model: 'm', mode: 'take_profit' });
  ledger.resolve(ledger.plan(ledger.close(1, ['m', 'n']), 0.02));
  const last = (model: string) => stakeStatement(ledger.entries, model).at(-1);
  assert.deepEqual(
    [last('m'), last('n')].map((movement) => [movement?.toWallet, movement?.stakeChange]),
    [
      [amount('1'), 0n],
      [0n, amount('1')],
    ],
  );
});
