import { wallet, withdrawalHold, WORLD } from './accounts.ts';
import { type Decision, transfer } from './decision.ts';
import type { WithdrawalCommand } from './entry.ts';
import type { Journal } from './journal.ts';
import { type Refusal, refusal } from './refusal.ts';
import type { WithdrawalRequest } from './withdrawalRequest.ts';

/** Wallet → hold when somebody asks; hold → world when the operator has sent it; hold → wallet when it was refused or cancelled. */
export function decideWithdrawal(journal: Journal, command: WithdrawalCommand): Decision {
  const { request } = command;
  const known = journal.withdrawals.get(request);
  if (command.kind === 'withdrawal_request') {
    return known === undefined
      ? transfer(wallet(command.account), withdrawalHold(request), command.amount)
      : refusal('request_known', `The withdrawal ${request} exists already: ask under another id.`);
  }
  const waiting = waitingRequest(request, known);
  if (waiting.status === 'refused') return waiting;
  const { account, amount } = waiting.found;
  switch (command.kind) {
    case 'withdrawal_confirmation':
      return transfer(withdrawalHold(request), WORLD, amount);
    case 'withdrawal_refusal':
      return transfer(withdrawalHold(request), wallet(account), amount);
    case 'withdrawal_cancellation':
      return command.account === account
        ? transfer(withdrawalHold(request), wallet(account), amount)
        : refusal('not_owner', `Another account asked for the withdrawal ${request}: cancel one of your own.`);
  }
}

function waitingRequest(
  request: string,
  known: WithdrawalRequest | undefined,
): { readonly status: 'waiting'; readonly found: WithdrawalRequest } | Refusal {
  if (known === undefined) {
    return refusal('unknown_request', `Nobody asked for the withdrawal ${request}: see the list of those that wait.`);
  }
  return known.state === 'waiting'
    ? { status: 'waiting', found: known }
    : refusal('request_finished', `The withdrawal ${request} is ${known.state} already: ask for a new one.`);
}
