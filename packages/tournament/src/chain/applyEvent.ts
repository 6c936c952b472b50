import { amountOf, append } from '@robata/ledger';
import type { LedgerBook } from '../rounds/ledgerBook.ts';
import type { WaitingEvent } from './chainDocuments.ts';
import type { PositionEvent, VaultEvent } from './chainPort.ts';
import { type EventOwner, eventCommands } from './eventCommands.ts';

/** The ledger key of an event's commands: the same event has the same one for ever. */
export const eventKey = (
  { chainId, vault }: { readonly chainId: number; readonly vault: string },
  { transaction, logIndex }: Pick<VaultEvent, 'transaction' | 'logIndex'>,
): string => `chain:${chainId}:${vault.toLowerCase()}:${transaction.toLowerCase()}:${logIndex}`;

/** Who stands behind the vault's names; a miss says why. */
export type OwnerOf = (event: PositionEvent) => EventOwner | Pick<WaitingEvent, 'reason' | 'sentence'>;

/**
 * Posts an event to the ledger, once however often it is asked for. Null where that is done; else why it has to wait. What could be posted of
 * it (the drain of an exit) is.
 */
export function applyEvent(
  book: LedgerBook,
  identity: { readonly chainId: number; readonly vault: string },
  event: VaultEvent,
  ownerOf: OwnerOf,
): WaitingEvent | null {
  const key = eventKey(identity, event);
  if (!('address' in event)) return applyOther(book, key, event);
  const owner = ownerOf(event);
  if ('reason' in owner) return { event, ...owner };
  for (const group of eventCommands(book.journal, event, owner)) {
    const requests = group.map(({ part, command }) => ({ idempotencyKey: `${key}:${part}`, command }));
    // A group is posted in one transaction: its first command tells of them all.
    const [first] = requests;
    if (first === undefined || book.journal.entries.get(first.idempotencyKey) !== undefined) continue;
    let trial = book.journal;
    for (const request of requests) {
      const tried = append(trial, request);
      if (tried.status === 'refused') {
        const reason = tried.reason === 'not_owner' ? 'model_of_another' : 'ledger_short';
        return { event, reason, sentence: tried.sentence };
      }
      if (tried.status === 'appended') trial = tried.journal;
    }
    for (const request of requests) book.post(request);
  }
  return null;
}

/** The operator's own: what it brings for payouts. */
function applyOther(book: LedgerBook, key: string, event: VaultEvent): null {
  if (event.kind === 'funded') {
    const amount = amountOf(event.amount);
    book.post({ idempotencyKey: `${key}:treasury`, command: { kind: 'treasury_deposit', amount } });
  }
  return null;
}
