import { accountParts, type RoundId } from './accounts.ts';
import { amountOf } from './amount.ts';
import type { Entry } from './entry.ts';
import { balance, emptyJournal, type Journal, type LedgerRound } from './journal.ts';
import { withKeptPlaces } from './keptPlaces.ts';
import { withReleasedEarly } from './releasedEarly.ts';
import { withWithdrawal } from './withdrawalRequest.ts';

/** The journal after these entries, as read back from storage. Throws when one does not follow the one before. */
export const journalOf = (entries: Iterable<Entry>, journal: Journal = emptyJournal): Journal => {
  for (const entry of entries) journal = recordEntry(journal, entry);
  return journal;
};

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
  const known = withWithdrawal(withRounds(withPayoutMode(withOwner(moved, entry), entry), entry), entry);
  return withReleasedEarly(withKeptPlaces(withPending(known, entry), entry), entry);
}

/** The first stake on a model, be it paid in or on its way there. */
function withOwner(journal: Journal, { command }: Entry): Journal {
  if (command.kind !== 'stake_increase' && command.kind !== 'stake_move') return journal;
  const model = command.kind === 'stake_move' ? command.to : command.model;
  if (journal.owners.get(model) !== undefined) return journal;
  return { ...journal, owners: journal.owners.set(model, command.account) };
}

const withPayoutMode = (journal: Journal, { command }: Entry): Journal =>
  command.kind === 'payout_mode'
    ? { ...journal, payoutModes: journal.payoutModes.set(command.model, command.mode) }
    : journal;

function withRounds(journal: Journal, { command, sequence, snapshot }: Entry): Journal {
  switch (command.kind) {
    case 'snapshot': {
      const rows = snapshot ?? [];
      return withRound(journal, {
        round: command.round,
        state: 'active',
        closedAt: sequence,
        atRisk: new Map(rows.map((row) => [row.model, row.atRisk])),
        lossLimit: command.lossLimit ?? null,
        takesProfit: new Set(rows.filter((row) => row.payoutMode === 'take_profit').map((row) => row.model)),
        reversals: 0,
      });
    }
    case 'resolution':
      return withRound(journal, { ...closedRound(journal, command.plan.round), state: 'resolved' });
    case 'cancellation': {
      const unclosed = { ...NOTHING_AT_RISK, round: command.round, closedAt: sequence };
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

const NOTHING_AT_RISK = { atRisk: new Map(), takesProfit: new Set<string>(), lossLimit: null, reversals: 0 };

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
  let { pending } = journal;
  for (const { account } of lines) {
    const { kind, owner: model } = accountParts(account);
    if (kind !== 'pending') continue;
    const others = (pending.get(model) ?? []).filter((other) => other !== account);
    pending = pending.set(model, balance(journal, account) === 0n ? others : [...others, account]);
  }
  return { ...journal, pending };
}
