import { type LedgerAccount, accountParts, type RoundId } from './accounts.ts';
import { type Amount, ZERO } from './amount.ts';
import { bySoonest } from './bySoonest.ts';
import type { Decimal12 } from './decimal12.ts';
import { type Entry, GENESIS, type Head } from './entry.ts';
import { PersistentMap } from './persistentMap.ts';
import type { PayoutMode } from './releasePolicy.ts';
import type { KeptPlace } from './keptPlaces.ts';
import type { WithdrawalRequest } from './withdrawalRequest.ts';

export interface LedgerRound {
  readonly round: RoundId;
  /** Active = closed and not yet resolved: its stakes are at risk. */
  readonly state: 'active' | 'resolved' | 'cancelled';
  /** Sequence of the snapshot: the order in which rounds closed. */
  readonly closedAt: number;
  readonly atRisk: ReadonlyMap<string, Amount>;
  /** The most it burns per token at risk; null where its snapshot did not say. */
  readonly lossLimit: Decimal12 | null;
  /** The models whose payouts of this round go to the wallet. */
  readonly takesProfit: ReadonlySet<string>;
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
  /** By model, the accounts that hold its pending releases. `pendingReleases` gives them in order. */
  readonly pending: PersistentMap<readonly LedgerAccount[]>;
  /** By model, the places of cancelled releases, to be had again until the next snapshot that counts the model. */
  readonly keptPlaces: PersistentMap<readonly KeptPlace[]>;
  /** By model, the sequence of the last entry that released something earlier than its place: see `mustStayPending`. */
  readonly releasedEarly: PersistentMap<number>;
  /** Missing means that payouts compound. */
  readonly payoutModes: PersistentMap<PayoutMode>;
  /** By the id of the request. */
  readonly withdrawals: PersistentMap<WithdrawalRequest>;
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
  keptPlaces: PersistentMap.empty(),
  releasedEarly: PersistentMap.empty(),
  payoutModes: PersistentMap.empty(),
  withdrawals: PersistentMap.empty(),
  reversed: PersistentMap.empty(),
};

/** What stands on an account; 0 for one that nothing was ever posted to. */
export const balance = (journal: Journal, account: LedgerAccount): Amount => journal.balances.get(account) ?? ZERO;

/** The active rounds that count this model's stake, in the order of their closes. */
export const activeRoundsOf = (journal: Journal, model: string): LedgerRound[] =>
  journal.activeRounds.filter(({ atRisk }) => atRisk.has(model));

export interface PendingRelease {
  /** Released when this round and all that closed before it and count the model have resolved. */
  readonly after: RoundId;
  readonly amount: Amount;
  /** The model whose stake it moves to; missing where it goes to the wallet. */
  readonly to?: string;
}

/** What a model took out of its stake and has not got yet, soonest release first. */
export const pendingReleases = (journal: Journal, model: string): PendingRelease[] =>
  (journal.pending.get(model) ?? [])
    .map((account) => {
      const { after, to } = accountParts(account);
      const amount = balance(journal, account);
      return to === undefined ? { after, amount } : { after, amount, to };
    })
    .sort(bySoonest(journal));
