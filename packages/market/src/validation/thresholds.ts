import { LONGEST_CARRIED_GAP_DAYS } from '../logReturns.ts';

/** Every threshold of the data-health rules in one place. Evidence: the counts on a panel of 4.7 M rows, 2021 to 2026. */
export const THRESHOLDS = {
  /** Missing trading days between two rows of a ticker: up to here carried, one return. */
  carriedGapDays: LONGEST_CARRIED_GAP_DAYS,
  /** Beyond this the symbol is another security: another company, a re-listing, a symbol that comes back. */
  longestGapDays: 20,
  /** A second ticker of the same name that starts so many trading days after the first ends is the same company. */
  renameDays: 5,
  /** USD; below it a security is kept in the panel and left out of the universe. */
  pennyPrice: 1,
  /** A day with fewer rows than this share of the median of the days before is thin. */
  thinDayShare: 0.98,
  thinDayWindow: 21,
  /** Absolute log return that makes a split without factor possible. */
  splitMove: 0.35,
  /** The price ratio and the opposite share ratio agree within this (log). */
  splitTolerance: 0.1,
  /** A share ratio within this share of an integer (or its inverse) of 2 or more is proof. */
  splitInteger: 0.04,
  /** Rows whose median share count stands for before and after. */
  splitRows: 3,
  /** Trading days from the move to the middle of those rows. */
  splitProofDays: 5,
  /** A factor change beyond this, with an adjusted log return beyond that, is doubtful. */
  factorChange: 0.01,
  factorMove: 0.25,
  /** A fall against the day's median (log), in companies still above the value: perhaps a spin-off. */
  spinOffFall: 0.12,
  spinOffListedFall: 0.4,
  largeCompanyUsd: 2e9,
  /** A close 10, 100, … times off both its neighbours, within this share, has its decimal point in the wrong place. */
  decimalTolerance: 0.1,
  /** At most so many places. */
  decimalPlaces: 4,
  /** A log return beyond this, of which the next row takes this share back (and does not overshoot), is perhaps a bad tick. */
  badTickMove: 0.3,
  badTickReversal: 0.75,
  /** Days in a row without a change of the close: a warning; twice as many: out of the universe. */
  staleDays: 5,
  /** Share of returns of exactly zero, or correlation with the day before: the day may be a copy. */
  staleDayZeroShare: 0.1,
  staleDayCorrelation: 0.9,
  /** Log change of shares outstanding without a split near it. */
  sharesJump: 0.25,
  sharesJumpSplitDays: 5,
  sharesJumpRevertDays: 10,
  /** A ticker that ends with less annual volatility than this over its last 20 days was pinned at a merger price. */
  pinnedVolatility: 0.1,
  lastDays: 20,
  collapse: 0.5,
  /** A later delivery restates a return where its logarithm moves by more than this: vendors round below. */
  restatedReturn: 1e-4,
  /** A restated return beyond this, in rounds that are still scored, is an error and not a warning. */
  seriousRestatement: 0.01,
} as const;
