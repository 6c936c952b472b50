import type { Amount, Decimal12 } from '@robata/ledger';
import { dayNumber } from '../calendarDays.ts';

/** When something recurs: on the last valuation of each. */
export type Period = 'day' | 'month' | 'quarter' | 'year';

export interface FeeTerms {
  /** Share of capital per year, accrued at every valuation for the calendar days since the one before. */
  readonly managementPerYear: Decimal12;
  /** Share of what a series has gained above its high-water mark; accrued in the NAV daily. */
  readonly performanceShare: Decimal12;
  /** When the accrued performance fee becomes due and the mark is raised (besides at a redemption, for the part redeemed). */
  readonly crystallises: Exclude<Period, 'day'>;
  readonly dayCount: 360 | 365;
}

export interface DealingTerms {
  readonly dealing: Exclude<Period, 'year'>;
  readonly minimumFirst: Amount;
  readonly minimumFurther: Amount;
  /** A redemption that would leave less must be of everything. */
  readonly minimumHolding: Amount;
  /** Calendar days from a request to the dealing day at least. */
  readonly subscriptionNoticeDays: number;
  readonly redemptionNoticeDays: number;
}

/** What an investor agrees to. */
export interface FundTerms {
  readonly fund: string;
  readonly currency: string;
  readonly fees: FeeTerms;
  readonly dealing: DealingTerms;
}

/** Whether `day` is the last valuation of its period, the next valuation being on `nextDay`. */
export function endsPeriod(period: Period, day: string, nextDay: string): boolean {
  if (dayNumber(nextDay) <= dayNumber(day)) throw new RangeError(`${nextDay} is not after ${day}`);
  const name = (iso: string): string => {
    switch (period) {
      case 'day':
        return iso;
      case 'month':
        return iso.slice(0, 7);
      case 'quarter':
        return `${iso.slice(0, 4)} ${Math.floor((Number(iso.slice(5, 7)) - 1) / 3)}`;
      case 'year':
        return iso.slice(0, 4);
    }
  };
  return name(day) !== name(nextDay);
}
