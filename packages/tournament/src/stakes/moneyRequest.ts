import { randomUUID } from 'node:crypto';
import { type Amount, type Command, type Entry, parseAmount } from '@robata/ledger';
import { DomainError } from '../domainError.ts';
import { type LedgerBook, LedgerRefusedError } from '../rounds/ledgerBook.ts';
import type { CommandLedger } from './rehearsedLedger.ts';

export interface KeyedRequest {
  /** The same key again gives the first result; with another request it is an error. Default: a new one. */
  readonly idempotencyKey?: string | undefined;
}

const KEY_LENGTH_MAX = 200;

/**
 * Posts one command, or finds what its key did before. `scope` keeps the keys of different people apart; `command` sees the newest journal,
 * and what the same key asked for first, to say the same again where that depends on when it was said. Throws DomainError.
 */
export async function postOnce(
  ledger: CommandLedger,
  { scope, idempotencyKey = randomUUID() }: KeyedRequest & { readonly scope: string },
  command: (book: LedgerBook, first: Command | undefined) => Command,
): Promise<Entry> {
  if (idempotencyKey.length === 0 || idempotencyKey.length > KEY_LENGTH_MAX) {
    throw new DomainError('invalid_idempotency_key', `An idempotency key has 1 to ${KEY_LENGTH_MAX} characters.`, {
      field: 'Idempotency-Key',
    });
  }
  const key = `${scope}:${idempotencyKey}`;
  try {
    return await ledger.transact((book) => {
      const first = book.journal.entries.get(key)?.command;
      return book.post({ idempotencyKey: key, command: command(book, first) });
    });
  } catch (error) {
    if (error instanceof LedgerRefusedError) throw refusedBy(error, scope.startsWith('account:'));
    throw error;
  }
}

/** Whether the key did something before: then asking again gives that, whatever holds by now. */
export const wasPosted = async (
  ledger: CommandLedger,
  { scope, idempotencyKey }: KeyedRequest & { readonly scope: string },
): Promise<boolean> =>
  idempotencyKey !== undefined && (await ledger.journal()).entries.get(`${scope}:${idempotencyKey}`) !== undefined;

/** An amount as people and clients write it: '100', '1.5', '1e-05'. Throws DomainError `invalid_amount` unless it is above 0 with at most 18 places. */
export function positiveAmount(text: string): Amount {
  const parsed = parseAmount(text.trim());
  const fault = parsed.status === 'refused' ? parsed.reason : parsed.amount <= 0n ? 'not_positive' : null;
  if (fault === null && parsed.status === 'parsed') return parsed.amount;
  const sentences: Record<string, string> = {
    empty: 'The amount is empty.',
    not_a_number: `'${text.slice(0, 40)}' is no amount.`,
    too_fine: `${text.slice(0, 40)} has more than 18 decimal places.`,
    too_large: `${text.slice(0, 40)} is more than any amount can be.`,
    not_positive: `${text.slice(0, 40)} cannot be moved.`,
  };
  throw new DomainError('invalid_amount', sentences[fault ?? 'not_a_number'] as string, {
    remedy: 'Give a decimal number above 0 with at most 18 decimal places, such as 12.5.',
    field: 'amount',
  });
}

const ABOUT_AMOUNTS = new Set<string>(['insufficient_stake', 'insufficient_pending', 'covers_open_losses']);

/** The ledger's no in the words of the one who asked. */
const refusedBy = ({ refusal: { reason, sentence } }: LedgerRefusedError, isOwn: boolean): DomainError =>
  isOwn && reason === 'insufficient_funds'
    ? new DomainError(reason, 'There is not enough in the wallet.', {
        remedy: 'Your wallet holds less than that: deposit first, or ask for less.',
        field: 'amount',
      })
    : new DomainError(reason, sentence, ABOUT_AMOUNTS.has(reason) ? { field: 'amount' } : {});
