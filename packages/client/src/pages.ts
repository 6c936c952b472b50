import type { FundDayRecord, FundSummary, IncidentRecord } from '@robata/tournament';

/** The fund's life. NAV in USD, gross and turnover as shares of the NAV, cost in USD. */
export interface FundPage {
  /** Null before the first rebalance. */
  readonly summary: FundSummary | null;
  /** Ascending. A row of several days is the last of them, with the sums of their turnover and cost. */
  readonly days: readonly FundDayRecord[];
  /** Trading days in each row of `days` (the first may hold fewer). */
  readonly daysPerRow: number;
}

export interface IncidentPage {
  /** How many there are; `incidents` holds the newest of them. */
  readonly total: number;
  /** Newest first. */
  readonly incidents: readonly IncidentRecord[];
}
