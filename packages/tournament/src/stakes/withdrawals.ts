import { randomUUID } from 'node:crypto';
import type { Amount, Journal, WithdrawalRequest } from '@robata/ledger';
import { DomainError } from '../domainError.ts';
import { type KeyedRequest, positiveAmount, postOnce } from './moneyRequest.ts';
import type { CommandLedger } from './rehearsedLedger.ts';
import type { RecordedAt } from './stakeService.ts';

/** Money that somebody wants out: held aside from the wallet until the operator has sent it, or refused. */
export interface Withdrawal {
  /** Its id. */
  readonly request: string;
  /** The account's id. */
  readonly account: string;
  readonly amount: Amount;
  readonly state: WithdrawalRequest['state'];
  /** Place of the request in the ledger. */
  readonly sequence: number;
  /** Null where nobody kept it. */
  readonly requestedAt: string | null;
  /** Null while it waits. */
  readonly finishedAt: string | null;
  /** Of a confirmed one: what names the transfer. */
  readonly reference: string | null;
  /** Of a refused one. */
  readonly reason: string | null;
}

export interface WithdrawalFilter {
  readonly account?: string;
  readonly state?: WithdrawalRequest['state'];
}

/** Withdrawals in two steps: an account asks, the operator sends. Throws DomainError. */
export interface Withdrawals {
  requestWithdrawal(request: KeyedRequest & { readonly account: string; readonly amount: string }): Promise<Withdrawal>;
  /** By the account that asked, while it waits: the money is in the wallet again. */
  cancelWithdrawal(request: KeyedRequest & { readonly account: string; readonly request: string }): Promise<Withdrawal>;
  /** By an operator who sent it; `reference` names the transfer. */
  confirmWithdrawal(
    request: KeyedRequest & { readonly request: string; readonly reference: string },
  ): Promise<Withdrawal>;
  refuseWithdrawal(request: KeyedRequest & { readonly request: string; readonly reason: string }): Promise<Withdrawal>;
  /** Newest first. */
  withdrawals(filter?: WithdrawalFilter): Promise<readonly Withdrawal[]>;
}

const TEXT_LENGTH_MAX = 500;
const OPERATOR = 'operator';

export function withdrawals(ledger: CommandLedger, recordedAt: RecordedAt): Withdrawals {
  const list = async ({ account, state }: WithdrawalFilter, only?: string): Promise<Withdrawal[]> => {
    const journal = await ledger.journal();
    const found = [...journal.withdrawals]
      .map(([, request]) => request)
      .filter((each) => account === undefined || each.account === account)
      .filter((each) => state === undefined || each.state === state)
      .filter((each) => only === undefined || each.request === only)
      .sort((a, b) => b.requestedAt - a.requestedAt);
    const endings = found.length === 0 ? new Map<string, Ending>() : endingsOf(journal);
    const sequences = found.flatMap(({ request, requestedAt }) => [
      requestedAt,
      ...(endings.has(request) ? [(endings.get(request) as Ending).sequence] : []),
    ]);
    const times = await recordedAt(sequences);
    return found.map(({ requestedAt: sequence, ...request }) => {
      const ending = request.state === 'waiting' ? undefined : endings.get(request.request);
      return {
        ...request,
        sequence,
        requestedAt: times.get(sequence) ?? null,
        finishedAt: (ending && times.get(ending.sequence)) ?? null,
        reference: ending?.reference ?? null,
        reason: ending?.reason ?? null,
      };
    });
  };
  const one = async (request: string): Promise<Withdrawal> => {
    const [found] = await list({}, request);
    if (found === undefined) throw new Error(`the withdrawal ${request} was posted and is not there`);
    return found;
  };

  return {
    async requestWithdrawal({ account, idempotencyKey, ...rest }) {
      const amount = positiveAmount(rest.amount);
      const { command } = await postOnce(ledger, { scope: `account:${account}`, idempotencyKey }, (_book, first) => ({
        kind: 'withdrawal_request',
        request: first?.kind === 'withdrawal_request' ? first.request : randomUUID(),
        account,
        amount,
      }));
      return one(command.kind === 'withdrawal_request' ? command.request : '');
    },
    async cancelWithdrawal({ account, idempotencyKey, ...rest }) {
      const request = known(rest.request);
      await postOnce(ledger, { scope: `account:${account}`, idempotencyKey }, (book) => {
        // Somebody else's is none that this account knows of.
        if (book.journal.withdrawals.get(request)?.account !== account) throw notFound(request);
        return { kind: 'withdrawal_cancellation', request, account };
      });
      return one(request);
    },
    async confirmWithdrawal({ idempotencyKey, ...rest }) {
      const request = known(rest.request);
      const reference = said('reference', rest.reference);
      await postOnce(ledger, { scope: OPERATOR, idempotencyKey }, () => {
        return { kind: 'withdrawal_confirmation', request, reference };
      });
      return one(request);
    },
    async refuseWithdrawal({ idempotencyKey, ...rest }) {
      const request = known(rest.request);
      const reason = said('reason', rest.reason);
      await postOnce(ledger, { scope: OPERATOR, idempotencyKey }, () => {
        return { kind: 'withdrawal_refusal', request, reason };
      });
      return one(request);
    },
    withdrawals: (filter = {}) => list(filter),
  };
}

interface Ending {
  readonly sequence: number;
  readonly reference: string | null;
  readonly reason: string | null;
}

/** How each request ended last. A confirmation that was reversed waits again, and may have another end. */
function endingsOf(journal: Journal): Map<string, Ending> {
  const endings = new Map<string, Ending>();
  for (const [, { sequence, command }] of journal.entries) {
    switch (command.kind) {
      case 'withdrawal_confirmation':
      case 'withdrawal_refusal':
      case 'withdrawal_cancellation': {
        if ((endings.get(command.request)?.sequence ?? 0) > sequence) break;
        const reference = command.kind === 'withdrawal_confirmation' ? command.reference : null;
        const reason = command.kind === 'withdrawal_refusal' ? command.reason : null;
        endings.set(command.request, { sequence, reference, reason });
        break;
      }
      default:
        break;
    }
  }
  return endings;
}

/** A text that could be no part of an account's name is no request's id. */
function known(request: string): string {
  if (/^[\w-]{1,100}$/.test(request)) return request;
  throw notFound(request);
}

const notFound = (request: string): DomainError =>
  new DomainError('withdrawal_not_found', `There is no withdrawal '${request.slice(0, 60)}'.`, { field: 'request' });

function said(field: string, text: string): string {
  const trimmed = text.trim();
  if (trimmed.length > 0 && trimmed.length <= TEXT_LENGTH_MAX) return trimmed;
  throw new DomainError('invalid_text', `The ${field} has 1 to ${TEXT_LENGTH_MAX} characters.`, { field });
}
