import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatAmount } from './amount.ts';
import { decimal12 } from './decimal12.ts';
import { paidByModel } from './paidByModel.ts';
import { robataPolicy } from './payoutPolicy.ts';
import { LedgerForTests } from './testing/ledgerForTests.ts';

test('a payout counts where it went, to the stake or to the wallet, and a burn as far as there was something', () => {
  const clip = { limit: decimal12('0.6'), order: 'after_factor' } as const;
  const ledger = new LedgerForTests().treasury('100').deposit('ada', '300');
  for (const model of ['a', 'b', 'c']) ledger.increase(model, '100');
  ledger.post({ kind: 'payout_mode', account: 'ada', model: 'b', mode: 'take_profit' });
  const rounds = [1, 2].map((number) => ledger.close(number, ['a', 'b', 'c']));
  const paid = rounds.map((round) => {
    const plan = ledger.planOf(round, (model) => (model === 'c' ? -0.6 : 0.01), { ...robataPolicy(), clip });
    return [...paidByModel(ledger.resolve(plan).entries[0] as never)].map(([model, units]) => [
      model,
      formatAmount(units),
    ]);
  });
  assert.deepEqual(paid, [
    [
      ['a', '1'],
      ['b', '1'],
      ['c', '-60'],
    ],
    [
      ['a', '1'],
      ['b', '1'],
      ['c', '-40'],
    ],
  ]);
  assert.equal(paidByModel(ledger.entries[0] as never).size, 0);
});
