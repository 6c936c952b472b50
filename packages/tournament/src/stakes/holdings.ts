import {
  type Amount,
  balance,
  type BurnLimits,
  type Journal,
  sumAmounts,
  wallet,
  waitingWithdrawals,
  stakeFigures,
} from '@robata/ledger';
import type { ReleaseTerms, StakeFigures } from '@robata/ledger';

/** All that an account holds, read from one journal so that it adds up: total = available + staked + pending + waiting. */
export interface Holdings {
  readonly total: Amount;
  /** In the wallet: what can be staked or withdrawn. */
  readonly available: Amount;
  /** Σ of the models' stakes. */
  readonly staked: Amount;
  /** Σ of what leaves stakes and waits for rounds. */
  readonly pending: Amount;
  /** Withdrawals that the operator has not sent yet. */
  readonly waiting: Amount;
  /** The most that all rounds under way can burn together. */
  readonly lossMax: Amount;
  /** In the order asked for. */
  readonly models: readonly StakeFigures[];
}

/** `models`: the account's, by number. All zero for an account that nobody knows. */
export function holdings(
  journal: Journal,
  account: string,
  models: readonly number[],
  terms: ReleaseTerms,
  limits?: BurnLimits,
): Holdings {
  const figures = models.map((model) => stakeFigures(journal, String(model), terms, limits));
  const available = balance(journal, wallet(account));
  const staked = sumAmounts(figures.map(({ stake }) => stake));
  const pending = sumAmounts(figures.map(({ pendingTotal }) => pendingTotal));
  const own = waitingWithdrawals(journal).filter((request) => request.account === account);
  const waiting = sumAmounts(own.map(({ amount }) => amount));
  return {
    total: sumAmounts([available, staked, pending, waiting]),
    available,
    staked,
    pending,
    waiting,
    lossMax: sumAmounts(figures.map(({ lossMax }) => lossMax)),
    models: figures,
  };
}
