import type { FundDayRecord, FundOverview, FundSummary, IncidentRecord, Role } from '@robata/tournament';

/**
 * All products of the fund side by side; and the portfolio that gives True Contribution, as money that is traded at the optimizer's costs alone: NAV
 * in USD, gross and turnover as shares of the NAV, cost in USD.
 */
export interface FundPage extends FundOverview {
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

/** Who looks at the pages, and what they offer. */
export interface Visitor {
  /** Whether people can take part here: whoever signs up, whom the operator gives an account, or nobody (what is stored is only shown). */
  readonly participation: 'open' | 'invited' | 'none';
  /** Where people and programs reach the server, as its operator configured it; null: where this answer came from. */
  readonly address: string | null;
  /** Null for a stranger. */
  readonly account: { readonly username: string; readonly role: Role; readonly unread: number } | null;
}

/** What stakes returned, payout / at risk compounded, over resolved rounds: each pays once. */
export interface LeaderboardReturns {
  /** The round of `day`; null before the first. */
  readonly lastResolved: number | null;
  /** By model number [last round resolved, 13 rounds, 52 rounds]; null where nothing was at risk. */
  readonly returns: Readonly<Record<string, readonly [number | null, number | null, number | null]>>;
}
