import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Decimal12, decimal12, formatAmount, formatDecimal12, PAYOUT_POLICIES, roundId } from '@robata/ledger';
import { configurationBook } from '../configuration/configurationBook.ts';
import { sharedLedger } from '../rounds/sharedLedger.ts';
import { robata1 } from '../rounds/tournamentConfig.ts';
import { memoryStorage } from '../storage/memoryStorage.ts';
import { burnLimits } from './burnLimits.ts';
import { stakeService } from './stakeService.ts';

/** Ada stakes 40 of 100 on a model that three rounds count; the last one's snapshot says what it burns at most. */
async function desk() {
  const storage = memoryStorage();
  const ledger = sharedLedger(storage);
  const configuration = configurationBook(storage);
  await configuration.begin(robata1);
  const stakes = stakeService(ledger, { limits: (journal) => burnLimits(journal, configuration) });
  await stakes.deposit({ account: 'ada', amount: '100' });
  await stakes.increase({ account: 'ada', model: 7, amount: '40' });
  const close = (tournament: string, number: number, limit?: Decimal12) =>
    ledger.transact((book) =>
      book.post({
        idempotencyKey: `snapshot:${tournament}/${number}`,
        command: {
          kind: 'snapshot',
          round: roundId(tournament, number),
          models: ['7'],
          ...(limit === undefined ? {} : { lossLimit: limit }),
        },
      }),
    );
  return { ledger, configuration, stakes, close };
}

test('a round burns at most the clip of its policy, whether its snapshot says so or not', async () => {
  const { stakes, close } = await desk();
  await close('classic', 1);
  await close('classic', 2);
  await close('classic', 3, decimal12('0.02'));
  const { atRisk, lossMax } = await stakes.figures(7);
  assert.deepEqual(
    atRisk.map((round) => [round.round, formatAmount(round.atRisk), formatAmount(round.lossMax)]),
    [
      ['classic/1', '40', '2'],
      ['classic/2', '40', '2'],
      ['classic/3', '40', '0.8'],
    ],
  );
  assert.equal(formatAmount(lossMax), '4.8');
  const held = await stakes.holdings('ada', [7]);
  assert.equal(formatAmount(held.lossMax), '4.8');
  assert.equal(formatAmount((await stakes.rehearsal().figures(7)).lossMax), '4.8');
});

test('a snapshot that says its limit is not asked about; each tournament has its own policy, an unknown one none', async () => {
  const { ledger, close } = await desk();
  await close('classic', 4);
  await close('classic', 5, decimal12('0.02'));
  await close('signals', 4);
  await close('other', 4);
  const signals = { ...PAYOUT_POLICIES['robata-1'], clip: { limit: decimal12('0.1'), order: 'after_factor' as const } };
  const asked: number[] = [];
  const configuration = {
    async of(round: number) {
      asked.push(round);
      return { ...robata1, signals: { payoutPolicy: signals } };
    },
  };
  const found = await burnLimits(await ledger.journal(), configuration);
  assert.deepEqual(
    [...found].map(([round, limit]) => [round, formatDecimal12(limit)]),
    [
      ['classic/4', '0.05'],
      ['signals/4', '0.1'],
    ],
  );
  assert.deepEqual(asked, [4, 4, 4]);
});
