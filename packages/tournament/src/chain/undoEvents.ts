import { accountParts, type Amount, amountOf, type Command, type Entry, formatAmount } from '@robata/ledger';
import { LedgerBook, LedgerRefusedError } from '../rounds/ledgerBook.ts';
import { eventKey, postedKeys, standingKey, undoneKey } from './applyEvent.ts';
import type { VaultEvent } from './chainPort.ts';
import { RELEASE } from './eventCommands.ts';

/** An entry of the ledger whose event the chain has not any more. */
export interface GoneEntry {
  readonly event: VaultEvent;
  readonly entry: Entry;
}

/** An entry that cannot be taken back now, and why. */
export interface KeptEntry extends GoneEntry {
  readonly sentence: string;
}

/** What the ledger has of events: the newest first, in which order it is taken back. A payout mode stays: it moves nothing. */
export function entriesOf(
  book: LedgerBook,
  identity: { readonly chainId: number; readonly vault: string },
  events: readonly VaultEvent[],
): GoneEntry[] {
  const { journal } = book;
  return events
    .flatMap((event) => {
      const key = standingKey(journal, eventKey(identity, event));
      return postedKeys(journal, key)
        .flatMap((each) => journal.entries.get(each) ?? [])
        .filter(
          ({ command, idempotencyKey }) => command.kind !== 'payout_mode' && !journal.reversed.get(idempotencyKey),
        )
        .map((entry) => ({ event, entry }));
    })
    .sort((a, b) => b.entry.sequence - a.entry.sequence);
}

/**
 * Takes entries back by commands of the ledger, each with the reason: a reversal, or where the ledger refuses that (rounds are under way) the opposite
 * command. Gives those that cannot be taken back, for what they moved has moved on; then nothing of the book is to be kept.
 */
export function undoEntries(book: LedgerBook, gone: readonly GoneEntry[], reason: string): KeptEntry[] {
  return gone.flatMap(({ event, entry }) => {
    const sentences: string[] = [];
    for (const commands of waysBack(book, entry, reason)) {
      const refused = postAll(book, entry, commands);
      if (refused === null) return [];
      sentences.push(refused);
    }
    return [{ event, entry, sentence: [...new Set(sentences)].join(' ') }];
  });
}

/** All commands of one way or none; the refusal of the first that may not be. */
function postAll(book: LedgerBook, { idempotencyKey }: Entry, commands: readonly Command[]): string | null {
  const requests = commands.map((command, at) => {
    const key = undoneKey(idempotencyKey);
    return { idempotencyKey: at === 0 ? key : `${key}:${at + 1}`, command };
  });
  const trial = new LedgerBook(book.journal);
  try {
    for (const request of requests) trial.post(request);
  } catch (error) {
    if (error instanceof LedgerRefusedError) return error.message;
    throw error;
  }
  for (const request of requests) book.post(request);
  return null;
}

/** By preference. */
function waysBack(book: LedgerBook, { command, idempotencyKey, lines }: Entry, reason: string): Command[][] {
  const reversal: Command = { kind: 'reversal', reverses: idempotencyKey, reason };
  switch (command.kind) {
    case 'stake_increase':
    case 'release_cancellation': {
      // What a round counts stays pending until it has resolved: then the deposit before it cannot be taken back yet.
      const { account, model, amount } = command;
      return [[reversal], [{ kind: 'stake_decrease', account, model, amount, ...RELEASE }]];
    }
    case 'stake_decrease':
    case 'stake_drain': {
      const { account, model } = command;
      return [[reversal], backIntoStake(book, { account, model }, lines)];
    }
    default:
      return [[reversal]];
  }
}

/** From where a release went: out of what is pending still, and out of the wallet. */
function backIntoStake(
  { journal }: LedgerBook,
  { account, model }: { readonly account: string; readonly model: string },
  lines: Entry['lines'],
): Command[] {
  const commands: Command[] = [];
  let fromWallet = 0n;
  for (const { account: place, amount } of lines) {
    if (amount <= 0n) continue;
    const { kind, after } = accountParts(place);
    const held = journal.balances.get(place) ?? 0n;
    const pending = kind === 'pending' ? (held < amount ? held : amount) : 0n;
    if (pending > 0n) commands.push({ kind: 'release_cancellation', account, model, amount: amountOf(pending), after });
    fromWallet += amount - pending;
  }
  if (fromWallet > 0n) commands.push({ kind: 'stake_increase', account, model, amount: amountOf(fromWallet) });
  return commands;
}

/** What an entry moved, in words. */
export const entryText = ({ command, lines }: Entry): string => {
  const moved = lines.reduce((sum, { amount }) => (amount > 0n ? sum + amount : sum), 0n);
  return `${command.kind.replaceAll('_', ' ')} of ${formatAmount(moved as Amount)}`;
};
