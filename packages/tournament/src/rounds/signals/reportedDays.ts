import type { RoundRecord } from '../../records.ts';

/** The days on which the reports of a round's signals are made: the first, and the last one with what came of them. */
export const isReported = (day: number, { horizonDays }: Pick<RoundRecord, 'horizonDays'>): boolean =>
  day === 1 || day === horizonDays;

/** What is left of a signal is compared with whole targets alone. */
export const reportedTargets = (
  day: number,
  { horizonDays }: Pick<RoundRecord, 'horizonDays'>,
  targets: ReadonlyMap<string, Float64Array>,
): ReadonlyMap<string, Float64Array> => (day === horizonDays ? targets : new Map());
