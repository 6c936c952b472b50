import type { Amount, PayoutPlan, PayoutPolicy, ReleasePolicy } from '@robata/ledger';
import type {
  EntryRecord,
  IncidentRecord,
  ModelRecord,
  OptimizerReport,
  RoundRecord,
  RoundSignals,
  RoundStep,
  ScoreRecord,
} from '../../records.ts';
import type { PublishedReceipts } from '../../receipts/roundReceipts.ts';
import type { LedgerBook } from '../ledgerBook.ts';
import type { RoundPolicies } from '../roundPlans.ts';

/** What a step needs is not there yet: why, in one sentence. The step is postponed, and nothing is invented in its place. */
export interface Missing {
  readonly missing: string;
}

/** It can never be done: why, in one sentence. The round is cancelled with it. */
export interface Hopeless {
  readonly hopeless: string;
}

export interface RoundOpening {
  /** In the state `open`. */
  readonly record: RoundRecord;
  /** What the round is to go through, as far as it is known now: its close, its scores, its resolution. */
  readonly schedule: readonly Pick<RoundStep, 'kind' | 'day' | 'dueAt'>[];
}

export interface RoundClosing {
  readonly commitment: string;
  /** What the commitment is made from beside salt and problem; kept, and shown at resolution. */
  readonly opening?: string;
  readonly optimizer: OptimizerReport;
  readonly payoutFactor: string | null;
  /** Of a joint round, as its record keeps it. */
  readonly signals?: RoundSignals;
  readonly entries: readonly EntryRecord[];
  readonly incidents: readonly IncidentRecord[];
  /** What is published with the close, by key. Default: nothing. */
  readonly documents?: Readonly<Record<string, unknown>>;
}

export interface RoundDay {
  readonly scores: readonly ScoreRecord[];
  /** Of the first day: those that came late. */
  readonly entries: readonly EntryRecord[];
  /** With what is known of the contributions' solves by now. */
  readonly optimizer: OptimizerReport | null;
  /** What is published with the scores, by key. Default: nothing. */
  readonly documents?: Readonly<Record<string, unknown>>;
}

/**
 * Where a round's numbers come from. The engine decides what is done when, and stores it; the desk computes. Every method may be called again
 * for the same step, in this process or another one, and must then give the same.
 */
export interface RoundDesk {
  /** What the round opens with, its data published. */
  open(round: number): Promise<RoundOpening | Missing>;
  /** From now on nothing is in time: the models that submitted, in the order of the meta model. */
  takeSubmissions(round: RoundRecord): Promise<readonly ModelRecord[] | Missing>;
  /** Meta model, portfolio and commitment. @param atRisk of the models that submitted, from the snapshot */
  close(round: RoundRecord, atRisk: ReadonlyMap<string, Amount>): Promise<RoundClosing | Missing | Hopeless>;
  /** The scores of day 1, 2, …, by the returns so far. */
  score(round: RoundRecord, day: number): Promise<RoundDay | Missing>;
  /** Publishes the round's files; gives what is shown from now on, and what its receipts are made from, where it has any. */
  finish(
    round: RoundRecord,
  ): Promise<Pick<RoundRecord, 'salt'> & { readonly receipts?: Omit<PublishedReceipts, 'root' | 'size'> }>;
  /** The round is resolved: what was kept for it may go. Default: nothing. */
  finished?(round: RoundRecord): Promise<void>;
  /** As its configuration had it when it opened; asked from its close on. */
  policy(round: RoundRecord): Promise<PayoutPolicy>;
  /** That of the Signals part of a round; null where it has none. Default: no round has one. */
  signalsPolicy?(round: RoundRecord): Promise<PayoutPolicy | null>;
  /** When what is taken out of a stake arrives. Default: as the ledger does without one. */
  releasePolicy?(round: RoundRecord): Promise<ReleasePolicy>;
  /** What the operator does by itself before a snapshot, as bringing a pair of stakes to the same amount. Default: nothing. */
  beforeSnapshot?(book: LedgerBook, round: RoundRecord, models: readonly ModelRecord[]): void | Promise<void>;
  /** As filling the treasury of a demonstration. Not asked where a vault pays. Default: nothing. */
  beforeResolution?(book: LedgerBook, plan: PayoutPlan): void;
}

/** What the parts of a round are paid by. */
export async function policiesOf(desk: RoundDesk, round: RoundRecord): Promise<RoundPolicies> {
  const payoutPolicy = await desk.policy(round);
  const signals = round.signals === undefined ? null : ((await desk.signalsPolicy?.(round)) ?? null);
  return signals === null ? { payoutPolicy } : { payoutPolicy, signals: { payoutPolicy: signals } };
}

export const isMissing = (answer: object): answer is Missing => 'missing' in answer;
