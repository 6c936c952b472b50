import assert from 'node:assert/strict';
import { test } from 'node:test';
import { roundId } from './accounts.ts';
import { amount, formatAmount } from './amount.ts';
import { emptyJournal } from './journal.ts';
import { stakeFigures } from './stakeFigures.ts';
import { LAST_ACTIVE, LedgerForTests, PROGRESSIVE } from './testing/ledgerForTests.ts';

const TERMS = { policy: LAST_ACTIVE };

test('one page tells what a stake is worth, what each round can take, and what waits for which round', () => {
  const ledger = new LedgerForTests().treasury('100').deposit('ada', '200').increase('m', '100').increase('n', '1');
  const first = ledger.close(1, ['m'], '0.05');
  ledger.takeOut('m', '30');
  ledger.post({ kind: 'payout_mode', account: 'ada', model: 'm', mode: 'take_profit' });
  ledger.close(2, ['m'], '0.05');
  ledger.increase('m', '8');
  ledger.post({ kind: 'stake_move', account: 'ada', model: 'm', to: 'n', amount: amount('18'), ...TERMS });
  const figures = stakeFigures(ledger.journal, 'm', TERMS);
  assert.deepEqual([figures.owner, figures.payoutMode], ['ada', 'take_profit']);
  const { stake, pendingTotal, value, lossMax } = figures;
  assert.deepEqual([stake, pendingTotal, value, lossMax].map(formatAmount), ['60', '40', '100', '8.5']);
  assert.deepEqual(
    figures.pending.map(({ after, amount, to, waitsFor }) => [after, formatAmount(amount), to, waitsFor]),
    [
      ['classic/1', '30', null, ['classic/1']],
      ['classic/2', '10', 'n', ['classic/1', 'classic/2']],
    ],
  );
  assert.deepEqual(
    figures.atRisk.map(({ round, atRisk, lossMax, payoutMode }) => [
      round,
      formatAmount(atRisk),
      formatAmount(lossMax),
      payoutMode,
    ]),
    [
      ['classic/1', '100', '5', 'compound'],
      ['classic/2', '70', '3.5', 'take_profit'],
    ],
  );
  ledger.cancelRelease('m', first, '12');
  const { keptPlaces } = stakeFigures(ledger.journal, 'm', TERMS);
  assert.deepEqual(keptPlaces, [{ after: first, amount: amount('12') }]);
});

test('what is available now is what a drain would bring', () => {
  const ledger = new LedgerForTests().deposit('ada', '200').increase('m', '100');
  const available = (terms: Parameters<typeof stakeFigures>[2]) =>
    formatAmount(stakeFigures(ledger.journal, 'm', terms).availableNow);
  assert.equal(available(TERMS), '100');
  ledger.close(1, ['m'], '0.05');
  ledger.close(2, ['m'], '0.05');
  ledger.increase('m', '7');
  assert.deepEqual([available(TERMS), available({ policy: PROGRESSIVE })], ['7', '97']);
  ledger.post({ kind: 'stake_drain', account: 'ada', model: 'm', policy: PROGRESSIVE });
  assert.equal(available({ policy: PROGRESSIVE }), '0');
  assert.equal(stakeFigures(ledger.journal, 'm', TERMS).mustStayPending, amount('10'));
});

test('by the calendar, what waits for a round still to close waits for all that run before it', () => {
  const ledger = new LedgerForTests().deposit('ada', '200').increase('m', '100');
  ledger.close(1, ['m']);
  const policy = { ...LAST_ACTIVE, waitsFor: 'calendar_2022' } as const;
  const calendar = { current: roundId('classic', 2), next: roundId('classic', 3) };
  ledger.takeOut('m', '10', { policy, calendar });
  assert.deepEqual(stakeFigures(ledger.journal, 'm', { policy, calendar }).pending[0]?.waitsFor, [
    'classic/1',
    'classic/2',
  ]);
});

test('a model that never staked has a page of zeros', () => {
  const { value, owner, pending, atRisk, availableNow } = stakeFigures(emptyJournal, 'm', TERMS);
  assert.deepEqual([value, owner, pending, atRisk, availableNow], [0n, null, [], [], 0n]);
});
