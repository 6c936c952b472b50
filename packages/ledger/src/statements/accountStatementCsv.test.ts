import assert from 'node:assert/strict';
import { test } from 'node:test';
import { roundId, stake, wallet } from '../accounts.ts';
import { amount } from '../amount.ts';
import { balance } from '../journal.ts';
import { robataPolicy } from '../payoutPolicy.ts';
import { PAYOUT_POLICIES } from '../payoutPresets.ts';
import { RELEASE_POLICIES } from '../releasePolicy.ts';
import { LedgerForTests } from '../testing/ledgerForTests.ts';
import { csvRecords } from '../testing/parseCsv.ts';
import { recomputedPayout, units18 } from '../testing/recomputedPayout.ts';
import { accountStatementCsv } from './accountStatementCsv.ts';

/** Two people, two models of ada's, one round that pays under one policy and one that burns under another. */
function livedIn(): LedgerForTests {
  const ledger = new LedgerForTests().treasury('100').deposit('ada', '100').deposit('bob', '50');
  ledger.increase('m', '60').increase('n', '10').increase('b', '20', 'bob');
  const first = ledger.close(1, ['m', 'b']);
  ledger.decrease('m', '30');
  const second = ledger.close(2, ['m', 'n', 'b']);
  ledger.resolve(ledger.plan(first, 0.0123456789, robataPolicy({ threshold: '30' })));
  ledger.resolve(ledger.plan(second, -0.02, PAYOUT_POLICIES['numerai-2022-01']));
  return ledger;
}

test('a statement tells each movement, snapshot and payout of the account, and nothing of others', () => {
  const ledger = livedIn();
  const records = csvRecords(accountStatementCsv(ledger.entries, 'ada', new Map([[2, '2026-11-22T22:00:00Z']])));
  assert.deepEqual(
    records.map(({ kind, ledger_account, model, amount, balance, at_risk, payout }) =>
      [kind, ledger_account, model, amount, balance, at_risk, payout].join(' '),
    ),
    [
      'deposit wallet:ada  100 100  ',
      'stake_increase wallet:ada  -60 40  ',
      'stake_increase stake:m m 60 60  ',
      'stake_increase wallet:ada  -10 30  ',
      'stake_increase stake:n n 10 10  ',
      'snapshot  m   60 ',
      'stake_decrease stake:m m -30 30  ',
      'stake_decrease pending:m:classic/1 m 30 30  ',
      'snapshot  m   30 ',
      'snapshot  n   10 ',
      'resolution stake:m m 0.27777777525 30.27777777525 60 0.27777777525',
      'release pending:m:classic/1 m -30 0  ',
      'release wallet:ada  30 60  ',
      'resolution stake:m m -0.6 29.67777777525 30 -0.6',
      'resolution stake:n n -0.2 9.8 10 -0.2',
    ],
  );
  assert.deepEqual([records[0]?.recorded_at, records[1]?.recorded_at], ['2026-11-22T22:00:00Z', '']);
  assert.deepEqual(
    records.filter(({ kind }) => kind === 'resolution').map(({ round, policy }) => `${round} ${policy}`),
    ['classic/1 robata-1', 'classic/2 numerai-2022-01', 'classic/2 numerai-2022-01'],
  );
});

test('amounts add up to the balances, and payouts to what they are recomputed to', () => {
  const ledger = livedIn();
  for (const [account, models] of [['ada', ['m', 'n']] as const, ['bob', ['b']] as const]) {
    const records = csvRecords(accountStatementCsv(ledger.entries, account));
    const sums = new Map<string, bigint>();
    for (const { ledger_account: name = '', amount, balance } of records) {
      if (name === '') continue;
      sums.set(name, (sums.get(name) ?? 0n) + units18(amount ?? ''));
      assert.equal(sums.get(name), units18(balance ?? ''));
    }
    assert.equal(sums.get(wallet(account)), balance(ledger.journal, wallet(account)));
    for (const model of models) assert.equal(sums.get(stake(model)), balance(ledger.journal, stake(model)));
    for (const cells of records.filter(({ payout }) => payout !== '')) {
      const keys = cells.policy === 'robata-1' ? ['corr', 'tc'] : ['corr', 'mmc'];
      assert.equal(recomputedPayout(cells, keys), units18(cells.payout as string));
      assert.equal(cells.payout, cells.amount);
    }
  }
});

test('a payout that moves nothing has a line of its own, and an account without entries the header alone', () => {
  const ledger = new LedgerForTests().treasury('1').deposit('ada', '10').increase('m', '10');
  ledger.resolve(ledger.plan(ledger.close(1, ['m']), 0));
  const last = csvRecords(accountStatementCsv(ledger.entries, 'ada')).at(-1);
  assert.deepEqual([last?.kind, last?.ledger_account, last?.payout, last?.rate], ['resolution', '', '0', '0']);
  assert.deepEqual(csvRecords(accountStatementCsv(ledger.entries, 'nobody')), []);
  assert.match(accountStatementCsv([], 'nobody'), /^entry,recorded_at,kind,round,ledger_account,/);
});

test('a burn from pending and stake is one payout on two lines', () => {
  const ledger = new LedgerForTests().treasury('1').deposit('ada', '100').increase('m', '100');
  const round = ledger.close(1, ['m']);
  ledger.decrease('m', '10');
  ledger.resolve(ledger.plan(round, -0.2, PAYOUT_POLICIES['numerai-2022-01']));
  const records = csvRecords(accountStatementCsv(ledger.entries, 'ada')).filter(({ kind }) => kind === 'resolution');
  assert.deepEqual(
    records.map(({ ledger_account, amount, payout }) => [ledger_account, amount, payout]),
    [
      [`pending:m:${roundId('classic', 1)}`, '-10', '-20'],
      ['stake:m', '-10', ''],
    ],
  );
  assert.equal(units18(records[0]?.payout ?? ''), -amount('20'));
});

test('a payout that is taken as profit, a withdrawal on its way and a move between models stand in the statement', () => {
  const ledger = new LedgerForTests().treasury('10').deposit('ada', '100').deposit('bob', '9').increase('m', '50');
  ledger.post({ kind: 'payout_mode', account: 'ada', model: 'm', mode: 'take_profit' });
  ledger.resolve(ledger.plan(ledger.close(1, ['m']), 0.02));
  ledger.post({ kind: 'withdrawal_request', request: 'w1', account: 'ada', amount: amount('30') });
  ledger.post({ kind: 'withdrawal_request', request: 'w2', account: 'bob', amount: amount('9') });
  const policy = RELEASE_POLICIES['last-active-round'];
  ledger.post({ kind: 'stake_move', account: 'ada', model: 'm', to: 'n', amount: amount('20'), policy });
  ledger.post({ kind: 'withdrawal_confirmation', request: 'w1', reference: 'transfer 7' });
  const records = csvRecords(accountStatementCsv(ledger.entries, 'ada'));
  assert.deepEqual(
    records
      .slice(3)
      .map(({ kind, ledger_account, model, amount, balance, payout }) =>
        [kind, ledger_account, model, amount, balance, payout].join(' '),
      ),
    [
      'snapshot  m   ',
      'resolution wallet:ada  1 51 ',
      'resolution  m   1',
      'withdrawal_request wallet:ada  -30 21 ',
      'withdrawal_request hold:w1  30 30 ',
      'stake_move stake:m m -20 30 ',
      'stake_move stake:n n 20 20 ',
      'withdrawal_confirmation hold:w1  -30 0 ',
    ],
  );
});
