/**
 * What the system of record keeps. Plain frozen data: rules live in the rounds/ folder, storage only keeps what they decided.
 * Times are ISO UTC with second precision, days are ISO dates, token amounts are bigint in units of 1e-18.
 */

export type RoundState = 'scheduled' | 'open' | 'closed' | 'scoring' | 'resolved' | 'cancelled';

/** One column of a round's score table: an immutable definition applied to a named target (null where a score has none, like TC). */
export interface ScoreColumn {
  readonly key: string;
  readonly definitionId: string;
  readonly target: string | null;
}

export interface RoundRecord {
  readonly number: number;
  readonly tournament: string;
  readonly era: string;
  readonly eraDay: string;
  readonly state: RoundState;
  readonly opensAt: string;
  readonly closesAt: string;
  /** The last day of which scores are posted, 0 before the first. */
  readonly scoredDays: number;
  readonly horizonDays: number;
  /** Version of the tournament's configuration that holds for this round whatever changes later. */
  readonly configVersion: number;
  readonly columns: readonly ScoreColumn[];
  readonly stocks: number;
  /** Salted SHA-256 of what was known at the close; the salt is shown at resolution. */
  readonly commitment: string | null;
  readonly salt: string | null;
  readonly optimizer: OptimizerReport | null;
  /** Decimal string; null until the stakes are snapshot. */
  readonly payoutFactor: string | null;
  readonly planHash: string | null;
  /** Root of the Merkle tree of the payouts, published at resolution; missing before, and in rounds of before it was kept. */
  readonly payoutRoot?: string;
  /** Why the round was cancelled, in one sentence. */
  readonly reason: string | null;
  /** The Signals part of a joint round; missing where the tournament has none. */
  readonly signals?: RoundSignals;
}

/** What a joint round keeps of its Signals part, as the record itself keeps it of the classic part. */
export interface RoundSignals {
  /** Keys of the columns in which Signals models are scored, in their order; the round's columns hold them all. */
  readonly keys: readonly string[];
  /** Decimal string; null until the stakes are snapshot. */
  readonly payoutFactor: string | null;
  readonly planHash: string | null;
  readonly payoutRoot?: string;
}

/** What the optimizer did at the close, in figures that an operator reads. */
export interface OptimizerReport {
  readonly status: 'solved' | 'primal_infeasible' | 'iteration_limit' | 'invalid';
  /** Turnover had to be raised to the least feasible value. */
  readonly relaxed: boolean;
  readonly rung: string;
  readonly iterations: number;
  readonly objective: number;
  readonly primalResidual: number;
  readonly dualResidual: number;
  readonly gap: number;
  readonly stocks: number;
  readonly exposures: number;
  /** Holdings above 1 basis point. */
  readonly positions: number;
  readonly gross: number;
  readonly net: number;
  readonly turnover: number;
  /** Annualized, from the round's risk model. */
  readonly predictedVolatility: number;
  /** How far the worst exposure lies beyond its limit; 0 where all hold. */
  readonly maxExposureBreach: number;
  readonly bindingLimits: readonly string[];
  /** Solves of the contributions that needed the safety net, and the worst certificate among them. */
  readonly contributionFallbacks: number;
  readonly worstResidual: number;
  readonly contributionSolves: number;
}

export interface ModelRecord {
  readonly id: number;
  readonly name: string;
  readonly account: string;
  readonly kind: string;
  readonly description: string;
  /** Shown as a marked row: a benchmark, or the meta model itself. */
  readonly marked: boolean;
  /** Whose rules score and pay it; missing: classic. */
  readonly tournament?: 'classic' | 'signals';
}

/** One model's part in one round, fixed at the close. */
export interface EntryRecord {
  readonly round: number;
  readonly model: number;
  readonly atRisk: bigint;
  /** SHA-256 of the submission's canonical bytes. */
  readonly submissionHash: string;
  readonly late: boolean;
  /** Correlation with the meta model of the round (CWMM). */
  readonly metaModelCorrelation: number | null;
}

/** One model's scores on one day of a round: values in the order of the round's columns, NaN where undefined. */
export interface ScoreRecord {
  readonly round: number;
  readonly model: number;
  readonly day: number;
  readonly values: readonly number[];
}

export interface PayoutRecord {
  readonly round: number;
  readonly model: number;
  readonly atRisk: bigint;
  /** Positive: paid; negative: burned. */
  readonly amount: bigint;
}

/** One line of the hash-chained log, with its balanced lines. */
export interface LedgerRecord {
  readonly sequence: number;
  readonly kind: string;
  readonly idempotencyKey: string;
  readonly hash: string;
  readonly previousHash: string;
  /** The entry as the ledger room serialized it; bigints as decimal strings. */
  readonly body: string;
  readonly lines: readonly { readonly account: string; readonly amount: bigint }[];
}

export interface FundDayRecord {
  readonly day: string;
  readonly nav: number;
  readonly gross: number;
  /** Σ|Δw| of the day's trades, 0 on days without. */
  readonly turnover: number;
  readonly cost: number;
}

/** What a product of the fund was worth at a close. Money as exact decimals in its currency (their sums hold to the last of 18 places). */
export interface FundFigures {
  readonly navStart: string;
  /** Before the day's dealing: navStart + Σ sources. */
  readonly nav: string;
  readonly subscribed: string;
  readonly redeemed: string;
  /** cash + positions − payable − accruedPerformanceFee = navAfter. */
  readonly navAfter: string;
  readonly cash: string;
  readonly positions: string;
  /** Fees and redemptions due and not paid yet. */
  readonly payable: string;
  readonly accruedPerformanceFee: string;
  /** What the day's NAV came from, by source; costs and fees below 0. */
  readonly sources: Readonly<Record<string, string>>;
  /** After all costs and fees; `index` compounds it from 1 at the first dealing. */
  readonly dayReturn: number;
  readonly index: number;
  /** Shares of navAfter. */
  readonly gross: number;
  readonly net: number;
  readonly investors: number;
}

/** A trading day of one product, written once. */
export interface FundCloseRecord {
  readonly product: string;
  /** 1, 2, …: days of the product's life. */
  readonly sequence: number;
  readonly day: string;
  readonly figures: FundFigures;
  /** Requests of real investors that came in with this day: events of the fund as JSON. A repetition of the day takes them from here. */
  readonly asked: readonly string[];
  /** SHA-256 over the hash of the day before and the day's events. */
  readonly hash: string;
}

/** The events of such a day, packed (see `packEvents`): NAV follows from these alone. */
export interface FundLogRecord {
  readonly product: string;
  readonly sequence: number;
  readonly events: string;
}

export interface IncidentRecord {
  readonly rule: string;
  readonly severity: 'info' | 'warning' | 'error';
  readonly rows: number;
  readonly day: string | null;
  readonly security: string | null;
  readonly round: number | null;
  readonly message: string;
}

export type RoundStepKind = 'open' | 'close' | 'score' | 'resolve';

/** What is to be done for a round and when: a row, so that no restart forgets it. */
export interface RoundStep {
  readonly round: number;
  readonly kind: RoundStepKind;
  /** Of a score 1, 2, …; of the others 0. */
  readonly day: number;
  readonly dueAt: string;
  readonly state: 'waiting' | 'done';
  /** Why it could not be done when it was tried last, in one sentence; null where nothing was in its way. */
  readonly postponed: string | null;
  /** It is not tried before: `dueAt`, or later once it was postponed. */
  readonly nextAt: string;
}

/** A payout plan that was made and shown; it is posted once, with this hash. */
export interface PlanRecord {
  readonly round: number;
  /** What is approved: that of the plan; of a joint round that of both its parts, see `planRecordOf`. */
  readonly hash: string;
  /** The plan as the ledger room serializes it. */
  readonly body: string;
  /** That of the Signals part, where the round has one. */
  readonly signals?: string;
  /** Who approved it, where somebody has to; null until then. */
  readonly approvedBy: string | null;
}
