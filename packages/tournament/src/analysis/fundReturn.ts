import type { FundDayRecord } from '../records.ts';

/**
 * What the fund made while a round was scored: from the close of its trading day, `lagDays` after the era's, over `horizonDays`. Null where
 * the fund has no days of it, or not all yet.
 * @param days ascending
 */
export function fundReturn(
  days: readonly Pick<FundDayRecord, 'day' | 'nav'>[],
  eraDay: string,
  lagDays: number,
  horizonDays: number,
): number | null {
  const era = days.findIndex(({ day }) => day >= eraDay);
  // It begins with the day after its first round's era.
  const traded = era < 0 ? -1 : era + lagDays - (days[era]?.day === eraDay ? 0 : 1);
  const [from, to] = [days[traded]?.nav, days[traded + horizonDays]?.nav];
  return from === undefined || to === undefined || from <= 0 ? null : to / from - 1;
}
