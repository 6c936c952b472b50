import { amountOf, append, type Journal } from '@robata/ledger';
import type { LedgerBook } from '../rounds/ledgerBook.ts';
import type { WaitingEvent } from './chainDocuments.ts';
import type { PositionEvent, VaultEvent } from './chainPort.ts';
import { type EventCommand, type EventOwner, eventCommands } from './eventCommands.ts';
import type { PositionBook } from './positionSums.ts';

type Placed = Pick<VaultEvent, 'transaction' | 'logIndex' | 'index'>;

/** The same event in whatever block it comes: its transaction, and its place among what the vault tells there. */
export const placeKey = ({ transaction, logIndex, index }: Placed): string =>
  `${transaction.toLowerCase()}:${index ?? logIndex}`;

/** The ledger key of an event's commands: the same event has the same one for ever. */
export const eventKey = (
  { chainId, vault }: { readonly chainId: number; readonly vault: string },
  event: Placed,
): string => `chain:${chainId}:${vault.toLowerCase()}:${placeKey(event)}`;

/** Every `part` of an event's commands. */
export const EVENT_PARTS = [
  'deposit',
  'stake',
  'mode',
  'withdrawal',
  'treasury',
  'loss',
  'found-stake',
  'found',
] as const;

/** The key under which what an entry posted was taken back, after its event had gone from the chain. */
export const undoneKey = (key: string): string => `undone:${key}`;

/** The key of an event that counts now: one that was taken back and has come again is another. */
export function standingKey(journal: Pick<Journal, 'entries'>, key: string): string {
  for (let time = 1, standing = key; ; time += 1) {
    if (!EVENT_PARTS.some((part) => journal.entries.get(undoneKey(`${standing}:${part}`)) !== undefined))
      return standing;
    standing = `${key}~${time}`;
  }
}

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
  sums: PositionBook,
): WaitingEvent | null {
  const key = standingKey(book.journal, eventKey(identity, event));
  if (!('address' in event)) return applyOther(book, key, event);
  // What posts nothing never waits: anybody may tell the vault such things of stakes that are not there.
  if (event.kind === 'compounding_set' || (event.kind === 'claimed' && !event.compounded && event.burn === 0n))
    return null;
  const owner = ownerOf(event);
  if ('reason' in owner) return { event, ...owner };
  const found = event.kind === 'claimed' ? [sums.found(book.journal, event, owner, event.burn)] : [];
  for (const wanted of [...eventCommands(book.journal, event, owner), ...found]) {
    // A group is posted in one transaction: its first command tells of them all. A loss stands before it where there was one.
    const [first] = wanted;
    if (first === undefined || isPosted(book.journal, key, wanted)) continue;
    const group = [...lossBefore(book.journal, event, owner, wanted, sums), ...wanted];
    const requests = group.map(({ part, command }) => ({ idempotencyKey: `${key}:${part}`, command }));
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
    sums.posted(event, group);
  }
  return null;
}

const isPosted = (journal: Journal, key: string, group: readonly EventCommand[]): boolean =>
  group.some(({ part }) => journal.entries.get(`${key}:${part}`) !== undefined);

function lossBefore(
  journal: Journal,
  event: PositionEvent,
  owner: EventOwner,
  [first]: readonly EventCommand[],
  sums: PositionBook,
): EventCommand[] {
  if (first?.part !== 'withdrawal' || first.command.kind !== 'withdrawal') return [];
  return sums.before(journal, event, owner, first.command.amount);
}

/** The operator's own: what it brings for payouts. */
function applyOther(book: LedgerBook, key: string, event: VaultEvent): null {
  if (event.kind === 'funded') {
    const amount = amountOf(event.amount);
    book.post({ idempotencyKey: `${key}:treasury`, command: { kind: 'treasury_deposit', amount } });
  }
  return null;
}
