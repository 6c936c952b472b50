import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatAmount, type RoundId } from '@robata/ledger';
import { DomainError } from '../domainError.ts';
import { sharedLedger } from '../rounds/sharedLedger.ts';
import { memoryStorage } from '../storage/memoryStorage.ts';
import { stakeService } from './stakeService.ts';

const desk = async () => {
  const ledger = sharedLedger(memoryStorage());
  const stakes = stakeService(ledger);
  await stakes.deposit({ account: 'ada', amount: '100' });
  await stakes.increase({ account: 'ada', model: 7, amount: '40' });
  await ledger.transact((book) =>
    book.post({ idempotencyKey: 's1', command: { kind: 'snapshot', round: 'classic/1' as RoundId, models: ['7'] } }),
  );
  return { ledger, stakes };
};

test('a rehearsal shows what would happen, what it did before counted, and the ledger has nothing of it', async () => {
  const { ledger, stakes } = await desk();
  const head = (await ledger.journal()).head;
  const rehearsal = stakes.rehearsal();
  const change = await rehearsal.decrease({ account: 'ada', model: 7, amount: '15' });
  assert.deepEqual([formatAmount(change.amount), change.after], ['15', 'classic/1']);
  await rehearsal.increase({ account: 'ada', model: 7, amount: '60' });
  assert.equal(formatAmount((await rehearsal.figures(7)).value), '100');
  await assert.rejects(
    rehearsal.increase({ account: 'ada', model: 7, amount: '1' }),
    (error: unknown) => error instanceof DomainError && error.code === 'insufficient_funds',
  );
  assert.deepEqual((await ledger.journal()).head, head);
  assert.equal(formatAmount((await stakes.figures(7)).stake), '40');
  const done = await stakes.decrease({ account: 'ada', model: 7, amount: '15' });
  assert.deepEqual({ ...done }, { ...change }, 'what is done then is what was shown');
});

test('holdings add up through a stake, a pending release and a withdrawal that waits', async () => {
  const { stakes } = await desk();
  await stakes.decrease({ account: 'ada', model: 7, amount: '15' });
  await stakes.requestWithdrawal({ account: 'ada', amount: '20' });
  const { total, available, staked, pending, waiting, models } = await stakes.holdings('ada', [8, 7]);
  assert.deepEqual([total, available, staked, pending, waiting].map(formatAmount), ['100', '40', '25', '15', '20']);
  assert.deepEqual(
    models.map(({ model, value }) => [model, formatAmount(value)]),
    [
      ['8', '0'],
      ['7', '40'],
    ],
  );
  assert.equal(formatAmount((await stakes.holdings('nobody', [])).total), '0');
});
