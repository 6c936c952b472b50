import {
  type Amount,
  amountOf,
  balance,
  formatAmount,
  type PayoutPlan,
  roundEscrow,
  sumAmounts,
  TREASURY,
} from '@robata/ledger';
import type { SharedLedger } from '../rounds/sharedLedger.ts';
import type { PayoutBook } from '../stakes/payoutBook.ts';
import type { StorageReader } from '../storage/storage.ts';

/** The payout plan of a round as operators review it. Money is decimal text. */
export interface RoundPlan {
  readonly round: number;
  readonly hash: string;
  readonly payoutRoot: string;
  readonly approvedBy: string | null;
  /** Place of the resolution in the ledger; null before. */
  readonly sequence: number | null;
  /** Why the round's next step was put off; null where nothing is in its way. */
  readonly waitsFor: string | null;
  readonly policy: string;
  /** Decimal text; by it every payout was scaled. */
  readonly payoutFactor: string | null;
  readonly totalAtRisk: string;
  readonly totalPayout: string;
  readonly totalBurn: string;
  /** What can be paid out of now, or could when it was posted: the treasury with what is set aside for this round. */
  readonly treasuryBefore: string;
  /** The same after this plan; below 0 where it is short. What burns does not come back. */
  readonly treasuryAfter: string;
  readonly rows: readonly {
    readonly model: string;
    readonly number: number;
    readonly atRisk: string;
    /** The share that is paid, clipped; null where nothing is. */
    readonly rate: string | null;
    readonly payout: string;
    readonly unpaidBecause: string | null;
  }[];
}

export interface RoundPlanInput {
  readonly storage: StorageReader;
  readonly ledger: SharedLedger;
  readonly book: PayoutBook;
}

/** Throws DomainError `round_not_found`, `plan_not_found`. */
export async function roundPlan({ storage, ledger, book }: RoundPlanInput, number: number): Promise<RoundPlan> {
  const { plan, hash, root, approvedBy, entry, signals } = await book.payouts(number);
  // What an operator approves is both parts of a joint round.
  const plans = signals === undefined ? [plan] : [plan, signals.plan];
  const sumOf = (of: (each: PayoutPlan) => Amount): Amount => sumAmounts(plans.map(of));
  const totalPayout = sumOf((each) => each.totalPayout);
  const names = new Map((await storage.models()).map(({ id, name }) => [String(id), name]));
  const waits = (await storage.steps(number)).find(({ state }) => state === 'waiting')?.postponed ?? null;
  const record = await storage.round(number);
  const journal = await ledger.journal();
  const escrow = roundEscrow(plan.round);
  let before: Amount = amountOf(balance(journal, TREASURY) + balance(journal, escrow));
  if (entry !== null) {
    // As it was when it was posted: without what came after.
    const later = [...journal.entries].map(([, each]) => each).filter(({ sequence }) => sequence >= entry.sequence);
    const since = later
      .flatMap(({ lines }) => lines)
      .filter(({ account }) => account === TREASURY || account === escrow);
    before = amountOf(since.reduce((sum, { amount }) => sum - amount, before as bigint));
  }
  return {
    round: number,
    hash,
    payoutRoot: root,
    approvedBy,
    sequence: entry?.sequence ?? null,
    waitsFor: waits,
    policy: plans.map(({ policy }) => `${policy.id} (version ${policy.version})`).join(', Signals: '),
    payoutFactor: record?.payoutFactor ?? null,
    totalAtRisk: formatAmount(sumOf((each) => each.totalAtRisk)),
    totalPayout: formatAmount(totalPayout),
    totalBurn: formatAmount(sumOf((each) => each.totalBurn)),
    treasuryBefore: formatAmount(before),
    treasuryAfter: formatAmount(amountOf(before - totalPayout)),
    rows: plans
      .flatMap(({ rows }) => rows)
      .map(({ model, atRisk, payout, rate, unpaidBecause }) => ({
        model: names.get(model) ?? model,
        number: Number(model),
        atRisk: formatAmount(atRisk),
        rate,
        payout: formatAmount(payout),
        unpaidBecause,
      })),
  };
}
