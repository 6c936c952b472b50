import { amountOf, append, type Journal, type Refusal, type Request } from '@robata/ledger';
import type { LedgerBook } from '../rounds/ledgerBook.ts';
import type { WaitingEvent } from './chainDocuments.ts';
import type { PositionEvent, VaultEvent, VaultPosition } from './chainPort.ts';
import { type EventCommand, type EventOwner, eventCommands, splitPart } from './eventCommands.ts';
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
  'split-down',
  'split-up',
] as const;

/** Every key that commands of an event were posted under. */
export function postedKeys(journal: Pick<Journal, 'entries'>, key: string): string[] {
  const keys = EVENT_PARTS.map((part) => `${key}:${part}`).filter((each) => journal.entries.get(each) !== undefined);
  for (let number = 1; ; number += 1) {
    const each = `${key}:${splitPart(number)}`;
    if (journal.entries.get(each) === undefined) return keys;
    keys.push(each);
  }
}

/** The key under which what an entry posted was taken back, after its event had gone from the chain. */
export const undoneKey = (key: string): string => `undone:${key}`;

/** The key of an event that counts now: one that was taken back and has come again is another. */
export function standingKey(journal: Pick<Journal, 'entries'>, key: string): string {
  for (let time = 1, standing = key; ; time += 1) {
    const parts = [...EVENT_PARTS, splitPart(1)];
    if (!parts.some((part) => journal.entries.get(undoneKey(`${standing}:${part}`)) !== undefined)) return standing;
    standing = `${key}~${time}`;
  }
}

/** Who stands behind the vault's names; a miss says why. */
export type OwnerOf = (position: VaultPosition) => EventOwner | Pick<WaitingEvent, 'reason' | 'sentence'>;

/**
 * Posts an event to the ledger, once however often it is asked for. Null where that is done; else why it has to wait. What could be posted of
 * it (the drain of an exit) is. `sums` has been told of it.
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
  const groups = eventCommands(book.journal, event, owner).map((group) => () => group);
  if (event.kind === 'claimed') groups.push(() => sums.split(book.journal, event, owner));
  for (const group of groups) {
    const wanted = group();
    // A group is posted in one transaction: its first command tells of them all. A loss stands before it where there was one.
    const [first] = wanted;
    if (first === undefined || isPosted(book.journal, key, wanted)) continue;
    const loss = lossBefore(book.journal, event, owner, wanted, sums);
    if (loss === null) {
      const sentence = `Rounds under way still count what ${event.address} has withdrawn of model ${owner.model}: it is posted once they have resolved.`;
      return { event, reason: 'ledger_short', sentence };
    }
    const all = [...loss, ...wanted];
    const requests = all.map(({ part, command }) => ({ idempotencyKey: `${key}:${part}`, command }));
    const refused = trialOf(book.journal, requests);
    if (refused !== null) {
      const reason = refused.reason === 'not_owner' ? 'model_of_another' : 'ledger_short';
      return { event, reason, sentence: refused.sentence };
    }
    for (const request of requests) book.post(request);
    sums.posted(event, all);
  }
  return null;
}

/** The first refusal, were all of them appended. */
function trialOf(journal: Journal, requests: readonly Request[]): Refusal | null {
  let trial = journal;
  for (const request of requests) {
    const tried = append(trial, request);
    if (tried.status === 'refused') return tried;
    if (tried.status === 'appended') trial = tried.journal;
  }
  return null;
}

/** Every stake that is not what the vault has, where the ledger lets it: of a version that did not see to it at each claim. */
export function splitAll(
  book: LedgerBook,
  { chainId, vault }: { readonly chainId: number; readonly vault: string },
  block: number,
  positions: readonly VaultPosition[],
  sums: PositionBook,
  ownerOf: OwnerOf,
): void {
  for (const position of positions) {
    const owner = ownerOf(position);
    if ('reason' in owner) continue;
    const commands = sums.split(book.journal, position, owner).filter(({ part }) => part !== 'found');
    const key = `chain:${chainId}:${vault.toLowerCase()}:split:${block}:${position.address}:${position.key}`;
    const requests = commands.map(({ part, command }) => ({ idempotencyKey: `${key}:${part}`, command }));
    if (requests.length > 0 && trialOf(book.journal, requests) === null)
      for (const request of requests) book.post(request);
  }
}

const isPosted = (journal: Journal, key: string, group: readonly EventCommand[]): boolean =>
  group.some(({ part }) => journal.entries.get(`${key}:${part}`) !== undefined);

function lossBefore(
  journal: Journal,
  event: PositionEvent,
  owner: EventOwner,
  [first]: readonly EventCommand[],
  sums: PositionBook,
): EventCommand[] | null {
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
