import assert from 'node:assert/strict';
import { test } from 'node:test';
import { amount, formatAmount } from '@robata/ledger';
import { DomainError } from '../domainError.ts';
import { sharedLedger } from '../rounds/sharedLedger.ts';
import { memoryStorage } from '../storage/memoryStorage.ts';
import { stakeService, stakeValue } from './stakeService.ts';

const desk = async () => {
  const ledger = sharedLedger(memoryStorage());
  const stakes = stakeService(ledger);
  await stakes.deposit({ account: 'ada', amount: '100' });
  return { ledger, stakes };
};
const code = (expected: string) => (error: unknown) => error instanceof DomainError && error.code === expected;
const snapshot = (round: 'classic/1' | 'classic/2') => ({
  idempotencyKey: `snapshot:${round}`,
  command: { kind: 'snapshot' as const, round: round as never, models: ['7'] },
});

test('an increase leaves the wallet at once', async () => {
  const { stakes } = await desk();
  await stakes.increase({ account: 'ada', model: 7, amount: '30.5' });
  assert.equal(formatAmount(await stakes.available('ada')), '69.5');
  assert.equal(formatAmount((await stakes.figures(7)).stake), '30.5');
});

test('more than the wallet holds is refused and nothing moves', async () => {
  const { stakes } = await desk();
  await assert.rejects(stakes.increase({ account: 'ada', model: 7, amount: '100.000001' }), code('insufficient_funds'));
  assert.equal(formatAmount(await stakes.available('ada')), '100');
});

for (const text of ['0', '-1', 'NaN', 'Infinity', '', '1e-19', '0x10', '1,000', '1e30']) {
  test(`the amount '${text}' is refused`, async () => {
    const { stakes } = await desk();
    await assert.rejects(stakes.increase({ account: 'ada', model: 7, amount: text }), code('invalid_amount'));
  });
}

test('a decrease of more than there is takes all there is', async () => {
  const { stakes } = await desk();
  await stakes.increase({ account: 'ada', model: 7, amount: '30' });
  const change = await stakes.decrease({ account: 'ada', model: 7, amount: '11000000' });
  assert.deepEqual([change.amount, change.status], [amount('30'), 'confirmed']);
  assert.equal(formatAmount(await stakes.available('ada')), '100');
});

test('what is at risk waits for its round and is part of the value meanwhile', async () => {
  const { ledger, stakes } = await desk();
  await stakes.increase({ account: 'ada', model: 7, amount: '30' });
  await ledger.transact((book) => book.post(snapshot('classic/1')));
  const change = await stakes.decrease({ account: 'ada', model: 7, amount: '10' });
  assert.deepEqual([change.status, change.after], ['pending', 'classic/1']);
  const figures = await stakes.figures(7);
  assert.equal(formatAmount(figures.stake), '20');
  assert.equal(formatAmount(stakeValue(figures)), '30');
  assert.deepEqual(figures.atRisk, [
    { round: 'classic/1', atRisk: amount('30'), lossMax: amount('30'), payoutMode: 'compound' },
  ]);
  assert.equal(formatAmount(await stakes.available('ada')), '70');
});

test('the same key is one movement, with another request an error', async () => {
  const { stakes } = await desk();
  const once = { account: 'ada', model: 7, amount: '30', idempotencyKey: 'k' };
  await stakes.increase(once);
  await stakes.increase(once);
  assert.equal(formatAmount(await stakes.available('ada')), '70');
  await assert.rejects(stakes.increase({ ...once, amount: '31' }), code('conflicting_key'));
  const all = { account: 'ada', model: 7, amount: '11000000', idempotencyKey: 'all' };
  assert.deepEqual(await stakes.decrease(all), await stakes.decrease(all));
  await assert.rejects(stakes.decrease({ ...all, amount: '29' }), code('conflicting_key'));
  await assert.rejects(stakes.increase({ ...once, idempotencyKey: 'all' }), code('conflicting_key'));
});

test('a hundred changes at once lose nothing and double nothing', async () => {
  const { stakes } = await desk();
  const answers = await Promise.allSettled(
    Array.from({ length: 100 }, () => stakes.increase({ account: 'ada', model: 7, amount: '1.5' })),
  );
  assert.equal(answers.filter(({ status }) => status === 'fulfilled').length, 66);
  assert.equal(formatAmount((await stakes.figures(7)).stake), '99');
});

test("a stranger cannot take a model's stake", async () => {
  const { stakes } = await desk();
  await stakes.increase({ account: 'ada', model: 7, amount: '30' });
  await assert.rejects(stakes.decrease({ account: 'bob', model: 7, amount: '1' }), code('not_owner'));
});

test('the statement and the wallet show what happened, in order', async () => {
  const { stakes } = await desk();
  await stakes.increase({ account: 'ada', model: 7, amount: '30' });
  await stakes.decrease({ account: 'ada', model: 7, amount: '10' });
  assert.deepEqual(
    (await stakes.statement(7)).map(({ kind, stake }) => [kind, formatAmount(stake)]),
    [
      ['stake_increase', '30'],
      ['stake_decrease', '20'],
    ],
  );
  assert.deepEqual(
    (await stakes.walletMovements('ada')).map(({ type, amount }) => [type, formatAmount(amount)]),
    [['deposit', '100']],
  );
});
