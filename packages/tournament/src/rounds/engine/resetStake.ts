import { amountOf, balance, type RoundId, stake, wallet } from '@robata/ledger';
import type { LedgerBook } from '../ledgerBook.ts';
import type { StakeReset } from './papers.ts';

/** Bring so many times its amount where a stake that is reset lacks something. */
const WALLET_STAKES = 20n;

/** Brings a stake to an amount; the account that lacks it brings more first. */
export function resetStake(book: LedgerBook, round: RoundId, reset: StakeReset): void {
  const { model, account } = reset;
  const difference = reset.stake - balance(book.journal, stake(model));
  if (difference === 0n) return;
  if (difference > balance(book.journal, wallet(account))) {
    book.post({
      idempotencyKey: `deposit:${model}:${round}`,
      command: { kind: 'deposit', account, amount: amountOf(reset.stake * WALLET_STAKES) },
    });
  }
  book.post({
    idempotencyKey: `reset:${model}:${round}`,
    command: {
      kind: difference > 0n ? 'stake_increase' : 'stake_decrease',
      account,
      model,
      amount: amountOf(difference > 0n ? difference : -difference),
    },
  });
}
