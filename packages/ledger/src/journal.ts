import { type LedgerAccount, accountParts, pendingRelease, type RoundId } from './accounts.ts';
import { type Amount, amountOf, ZERO } from './amount.ts';
import { type Entry, GENESIS, type Head } from './entry.ts';
import { PersistentMap } from './persistentMap.ts';

export interface LedgerRound {
  readonly round: RoundId;
  /** Active = closed and not yet resolved: its stakes are at risk. */
  readonly state: 'active' | 'resolved' | 'cancelled';
  /** Sequence of the snapshot: the order in which rounds closed. */
  readonly closedAt: number;
  readonly atRisk: ReadonlyMap<string, Amount>;
  /** How often its resolution was reversed. */
  readonly reversals: number;
}

/**
 * What follows from the entries so far, as an immutable value: recording an entry gives a new journal and leaves the old one usable.
 * Nothing here is kept for its own sake; `journalOf(entries)` derives it all again.
 */
export interface Journal {
  readonly head: Head;
  readonly balances: PersistentMap<Amount>;
  /** By idempotency key. */
  readonly entries: PersistentMap<Entry>;
  /** The account that staked first on a model; only it may stake on or withdraw from it. */
  readonly owners: PersistentMap<string>;
  readonly rounds: PersistentMap<LedgerRound>;
  /** In the order of their closes. */
  readonly activeRounds: readonly LedgerRound[];
  /** By model, the rounds its pending releases wait for, soonest first. */
  readonly pending: PersistentMap<readonly RoundId[]>;
  /** Keys of reversed entries. */
  readonly reversed: PersistentMap<true>;
}

export const emptyJournal: Journal = {
  head: GENESIS,
  balances: PersistentMap.empty(),
  entries: PersistentMap.empty(),
  owners: PersistentMap.empty(),
  rounds: PersistentMap.empty(),
  activeRounds: [],
  pending: PersistentMap.empty(),
  reversed: PersistentMap.empty(),
};

/** The journal after these entries, as read back from storage. Throws when one does not follow the one before. */
export const journalOf = (entries: Iterable<Entry>, journal: Journal = emptyJournal): Journal => {
  for (const entry of entries) journal = recordEntry(journal, entry);
  return journal;
};

export const balance = (journal: Journal, account: LedgerAccount): Amount => journal.balances.get(account) ?? ZERO;

/** The active rounds that count this model's stake, in the order of their closes. */
export const activeRoundsOf = (journal: Journal, model: string): LedgerRound[] =>
  journal.activeRounds.filter(({ atRisk }) => atRisk.has(model));

/** What a model took out of its stake and has not got yet, soonest release first. */
export const pendingReleases = (journal: Journal, model: string): { after: RoundId; amount: Amount }[] =>
  (journal.pending.get(model) ?? []).map((after) => ({
    after,
    amount: balance(journal, pendingRelease(model, after)),
  }));

/** The journal with an entry that was decided before. It checks only the chain; what may be posted is decided in `append`. */
export function recordEntry(journal: Journal, entry: Entry): Journal {
  if (entry.sequence !== journal.head.sequence + 1 || entry.previousHash !== journal.head.hash) {
    throw new Error(`entry ${entry.sequence} does not follow entry ${journal.head.sequence}`);
  }
  let { balances } = journal;
  for (const { account, amount } of entry.lines) {
    balances = balances.set(account, amountOf((balances.get(account) ?? 0n) + amount));
  }
  const moved: Journal = {
    ...journal,
    head: { sequence: entry.sequence, hash: entry.hash },
    balances,
    entries: journal.entries.set(entry.idempotencyKey, entry),
  };
  return withPending(withRounds(withOwner(moved, entry), entry), entry);
}

function withOwner(journal: Journal, { command }: Entry): Journal {
  if (command.kind !== 'stake_increase' || journal.owners.get(command.model) !== undefined) return journal;
  return { ...journal, owners: journal.owners.set(command.model, command.account) };
}

function withRounds(journal: Journal, { command, sequence, snapshot }: Entry): Journal {
  switch (command.kind) {
    case 'snapshot': {
      const atRisk = new Map((snapshot ?? []).map((row) => [row.model, row.atRisk]));
      return withRound(journal, { round: command.round, state: 'active', closedAt: sequence, atRisk, reversals: 0 });
    }
    case 'resolution':
      return withRound(journal, { ...closedRound(journal, command.plan.round), state: 'resolved' });
    case 'cancellation': {
      const unclosed = { round: command.round, closedAt: sequence, atRisk: new Map(), reversals: 0 };
      return withRound(journal, { ...(journal.rounds.get(command.round) ?? unclosed), state: 'cancelled' });
    }
    case 'reversal': {
      const reversed = journal.entries.get(command.reverses);
      const marked = { ...journal, reversed: journal.reversed.set(command.reverses, true) };
      if (reversed?.command.kind !== 'resolution') return marked;
      const round = closedRound(journal, reversed.command.plan.round);
      return withRound(marked, { ...round, state: 'active', reversals: round.reversals + 1 });
    }
    default:
      return journal;
  }
}

function closedRound(journal: Journal, round: RoundId): LedgerRound {
  const found = journal.rounds.get(round);
  if (found === undefined) throw new Error(`round ${round} has no snapshot`);
  return found;
}

function withRound(journal: Journal, round: LedgerRound): Journal {
  const others = journal.activeRounds.filter((other) => other.round !== round.round);
  const activeRounds = round.state === 'active' ? [...others, round].sort((a, b) => a.closedAt - b.closedAt) : others;
  return { ...journal, rounds: journal.rounds.set(round.round, round), activeRounds };
}

function withPending(journal: Journal, { lines }: Entry): Journal {
  const closedAt = (round: RoundId) => journal.rounds.get(round)?.closedAt ?? 0;
  let { pending } = journal;
  for (const { account } of lines) {
    const { kind, owner: model, after } = accountParts(account);
    if (kind !== 'pending') continue;
    const waiting = new Set(pending.get(model)).add(after);
    if (balance(journal, account) === 0n) waiting.delete(after);
    pending = pending.set(
      model,
      [...waiting].sort((a, b) => closedAt(a) - closedAt(b)),
    );
  }
  return { ...journal, pending };
}
