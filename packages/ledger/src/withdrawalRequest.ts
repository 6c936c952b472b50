import type { Amount } from './amount.ts';
import type { Entry } from './entry.ts';
import type { Journal } from './journal.ts';

/** Money that somebody wants out. `waiting`: in its hold account; the operator sends it, or refuses, or the owner thinks again. */
export interface WithdrawalRequest {
  readonly request: string;
  readonly account: string;
  readonly amount: Amount;
  readonly state: 'waiting' | 'confirmed' | 'refused' | 'cancelled';
  /** Sequence of the entry that asked: the order of the queue. */
  readonly requestedAt: number;
}

/** What waits for the operator, oldest first. */
export const waitingWithdrawals = (journal: Journal): WithdrawalRequest[] =>
  [...journal.withdrawals]
    .map(([, request]) => request)
    .filter(({ state }) => state === 'waiting')
    .sort((a, b) => a.requestedAt - b.requestedAt);

export function withWithdrawal(journal: Journal, { command, sequence }: Entry): Journal {
  const become = (request: string, state: WithdrawalRequest['state']): Journal => {
    const known = journal.withdrawals.get(request);
    if (known === undefined) throw new Error(`nobody asked for the withdrawal ${request}`);
    return { ...journal, withdrawals: journal.withdrawals.set(request, { ...known, state }) };
  };
  switch (command.kind) {
    case 'withdrawal_request': {
      const { request, account, amount } = command;
      const asked: WithdrawalRequest = { request, account, amount, state: 'waiting', requestedAt: sequence };
      return { ...journal, withdrawals: journal.withdrawals.set(request, asked) };
    }
    case 'withdrawal_confirmation':
      return become(command.request, 'confirmed');
    case 'withdrawal_refusal':
      return become(command.request, 'refused');
    case 'withdrawal_cancellation':
      return become(command.request, 'cancelled');
    case 'reversal': {
      const reversed = journal.entries.get(command.reverses)?.command;
      return reversed?.kind === 'withdrawal_confirmation' ? become(reversed.request, 'waiting') : journal;
    }
    default:
      return journal;
  }
}
