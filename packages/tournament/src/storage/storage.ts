import type {
  EntryRecord,
  FundCloseRecord,
  FundDayRecord,
  FundLogRecord,
  IncidentRecord,
  LedgerRecord,
  ModelRecord,
  PayoutRecord,
  PlanRecord,
  RoundRecord,
  RoundStep,
  ScoreRecord,
} from '../records.ts';

/**
 * The port to the database. Implementations: in memory (simulator, tests) and SQL (PGlite in the data folder, any PostgreSQL ≥ 15);
 * all pass one contract suite. A write happens inside `transaction` only and becomes visible as a whole or not at all.
 */
export interface Storage extends StorageReader {
  /**
   * Runs `work` in one transaction: its writes are seen by its own reads, by others only once it returned. A throw undoes all. Where another
   * writer came first `work` runs again, so it must do nothing that cannot be done twice.
   */
  transaction<T>(work: (writer: StorageWriter) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

export interface ScoreFilter {
  readonly model?: number;
  readonly round?: number;
  /** Only rounds numbered at least this. */
  readonly fromRound?: number;
  /** Only the last day posted of each round. */
  readonly latestOnly?: boolean;
}

export interface StorageReader {
  models(): Promise<readonly ModelRecord[]>;
  /** Ascending by number. */
  rounds(): Promise<readonly RoundRecord[]>;
  round(number: number): Promise<RoundRecord | null>;
  /** Ascending by (round, model). */
  entries(filter: { readonly round?: number; readonly model?: number }): Promise<readonly EntryRecord[]>;
  /** Ascending by (round, model, day). */
  scores(filter: ScoreFilter): Promise<readonly ScoreRecord[]>;
  payouts(filter: { readonly round?: number; readonly model?: number }): Promise<readonly PayoutRecord[]>;
  /** Ascending by sequence, from `from` on, at most `limit`. */
  ledger(from: number, limit: number): Promise<readonly LedgerRecord[]>;
  /** Balances per account, derived from the lines; accounts that stand at 0 included. */
  balances(): Promise<ReadonlyMap<string, bigint>>;
  fundDays(): Promise<readonly FundDayRecord[]>;
  /** All days of a product of the fund, ascending. */
  fundCloses(product: string): Promise<readonly FundCloseRecord[]>;
  /** Its events by day, ascending by sequence, from `from` on, at most `limit` days. */
  fundLog(product: string, from: number, limit: number): Promise<readonly FundLogRecord[]>;
  /** Newest first. */
  incidents(limit: number): Promise<readonly IncidentRecord[]>;
  incidentCount(): Promise<number>;
  /** All steps of a round, in their order: open, close, scores by day, resolve. */
  steps(round: number): Promise<readonly RoundStep[]>;
  /**
   * Of each round the first step that waits, where it may be tried at `now`; ascending by (dueAt, round). `postponedToo`: also where it was due
   * by then and has been put off.
   */
  dueSteps(now: string, postponedToo?: boolean): Promise<readonly RoundStep[]>;
  plan(round: number): Promise<PlanRecord | null>;
  /** A named JSON document (configuration versions, season report, progress). Null where there is none. */
  document(key: string): Promise<unknown>;
}

export interface StorageWriter extends StorageReader {
  putModels(models: readonly ModelRecord[]): Promise<void>;
  /** Inserts, or replaces the row of the same number. */
  putRound(round: RoundRecord): Promise<void>;
  addEntries(entries: readonly EntryRecord[]): Promise<void>;
  /** Refuses (throws) a second value for the same (round, model, day): scores are receipts and are not rewritten. */
  addScores(scores: readonly ScoreRecord[]): Promise<void>;
  /**
   * Puts others in the place of scores that are there: only for a round whose data were restated before it resolved, with a record of both.
   * Refuses (throws) one that is not there.
   */
  replaceScores(scores: readonly ScoreRecord[]): Promise<void>;
  addPayouts(payouts: readonly PayoutRecord[]): Promise<void>;
  /** Refuses (throws) a sequence that does not follow the last one, an idempotency key used before, or lines that do not sum to 0. */
  appendLedger(records: readonly LedgerRecord[]): Promise<void>;
  addFundDays(days: readonly FundDayRecord[]): Promise<void>;
  /** Refuses (throws) a sequence that does not follow the product's last one. */
  addFundCloses(closes: readonly (FundCloseRecord & FundLogRecord)[]): Promise<void>;
  addIncidents(incidents: readonly IncidentRecord[]): Promise<void>;
  /** Inserts, or replaces the row of the same (round, kind, day). */
  putSteps(steps: readonly RoundStep[]): Promise<void>;
  /** Inserts, or replaces the plan of the same round. */
  putPlan(plan: PlanRecord): Promise<void>;
  putDocument(key: string, value: unknown): Promise<void>;
}
