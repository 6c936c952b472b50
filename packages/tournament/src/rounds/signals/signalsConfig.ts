import type { PayoutPolicy } from '@robata/ledger';
import type { GatePolicy, SignalsFill } from '@robata/scoring';
import type { ScoreColumn } from '../../records.ts';

/** Where a configuration says nothing else. */
export const UNUSED_SHARE_MAX = 0.2;

/**
 * The Signals part of a tournament's configuration: participants bring their own data and submit by ticker. Its models take part in the same
 * rounds, the same meta model and the same optimizer as those of the classic part, and are scored and paid by their own rules.
 */
export interface SignalsConfig {
  /** Scores of Signals models; a key that the classic part has too (`tc`) is one column of the round. */
  readonly columns: readonly ScoreColumn[];
  readonly payoutPolicy: PayoutPolicy;
  /** Share of the Signals models in the joint meta model, 0…1, where both parts have stakes; null: stakes alone decide. */
  readonly metaModelShare: number | null;
  /** A file with fewer rows of the universe is refused; a smaller universe asks for all of it. */
  readonly minimumRows: number;
  /** A file with a larger share of rows that cannot be used is refused, 0…1; missing: `UNUSED_SHARE_MAX`. */
  readonly unusedShareMax?: number;
  /** Where a stock that was left out gets the middle rank: before neutralizing (2022; it then stands for the neutralizers), or after. */
  readonly fill: SignalsFill;
  /** What a signal must keep to so that its stake counts; null: nothing. */
  readonly gate: GatePolicy | null;
}
