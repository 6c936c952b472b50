import type { LedgerAccount } from '../accounts.ts';
import { amountOf } from '../amount.ts';
import type { Command, Entry, Line, Posting, Request } from '../entry.ts';
import type { Journal } from '../journal.ts';
import { type PayoutPlan, payoutPlanHash } from '../payoutPlan.ts';
import { line, settlement } from '../settlement.ts';
import type { LedgerFault } from '../verifyJournal.ts';

export interface Spoiled {
  readonly request: Request;
  readonly posting: Posting;
  /** Posted after the honest entry, not in its place. */
  readonly after?: boolean;
}

/**
 * An error that somebody could make in the code that decides and posts, or to the log afterwards. Every one is sealed into a chain
 * that looks right, and `verifyJournal` must find it: so the tests are tested.
 */
export interface PlantedBug {
  readonly name: string;
  readonly found: LedgerFault;
  /** What is written in place of (or after) an honest entry; undefined where the bug does not show. */
  readonly spoil?: (entry: Entry, before: Journal) => Spoiled | undefined;
  /** What is done to the log of an honest run. */
  readonly tamper?: (entries: readonly Entry[]) => readonly Entry[];
}

export type Kind = Command['kind'];
export type EntryOf<K extends Kind> = Entry & { readonly command: Extract<Command, { kind: K }> };

export const isOf = <K extends Kind>(entry: Entry, kind: K): entry is EntryOf<K> => entry.command.kind === kind;

/** The same command with other lines. */
export const lines =
  <K extends Kind>(kind: K, change: (entry: EntryOf<K>, before: Journal) => readonly Line[] | undefined) =>
  (entry: Entry, before: Journal): Spoiled | undefined => {
    const changed = isOf(entry, kind) ? change(entry, before) : undefined;
    return changed && { request: entry, posting: { lines: changed, snapshot: entry.snapshot } };
  };

/** Another plan, hashed and posted as if it were right. */
export const plans =
  (change: (plan: PayoutPlan, before: Journal) => PayoutPlan | undefined) =>
  (entry: Entry, before: Journal): Spoiled | undefined => {
    const plan = isOf(entry, 'resolution') ? change(entry.command.plan, before) : undefined;
    if (plan === undefined) return undefined;
    const command: Command = { kind: 'resolution', plan, planHash: payoutPlanHash(plan) };
    const posting = { lines: settlement(before, plan).lines, snapshot: null };
    return { request: { idempotencyKey: entry.idempotencyKey, command }, posting };
  };

/** The same posting once more. */
export const again =
  (kind: Kind, idempotencyKey?: string) =>
  (entry: Entry): Spoiled | undefined =>
    isOf(entry, kind)
      ? { request: { ...entry, idempotencyKey: idempotencyKey ?? entry.idempotencyKey }, posting: entry, after: true }
      : undefined;

export const withTotals = (plan: PayoutPlan, rows: PayoutPlan['rows']): PayoutPlan => ({
  ...plan,
  rows,
  totalPayout: amountOf(rows.reduce((sum, { payout }) => (payout > 0n ? sum + payout : sum), 0n)),
  totalBurn: amountOf(rows.reduce((sum, { payout }) => (payout < 0n ? sum - payout : sum), 0n)),
});

export const add = (item: Line, units: bigint): Line => line(item.account, item.amount + units);
export const isPaid = ({ account, amount }: Line) => account.startsWith('stake:') && amount > 0n;
export const isBurn = ({ account, amount }: Line) => /^(stake|pending):/.test(account) && amount < 0n;
export const swapAccount = (entry: Entry, from: LedgerAccount, to: LedgerAccount) =>
  entry.lines.some(({ account }) => account === from)
    ? entry.lines.map((item) => (item.account === from ? line(to, item.amount) : item))
    : undefined;
