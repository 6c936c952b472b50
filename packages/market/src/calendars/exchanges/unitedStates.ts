import {
  date,
  easter,
  type EarlyCloseRule,
  type HolidayRule,
  MONDAY,
  nth,
  type OneOffClosure,
  type OneOffEarlyClose,
  THURSDAY,
} from '../rules.ts';

/**
 * What the New York Stock Exchange and Nasdaq share, for they close together. Sources: NYSE rule 7.2 and the exchanges' yearly
 * lists "Holidays and trading hours"; NYSE, "Special closings" (nyse.com).
 */
export const US_HOLIDAYS: readonly HolidayRule[] = [
  /** On a Saturday it is not made up: rule 7.2 would close the last day of a year's accounts. */
  { name: "New Year's Day", when: date(1, 1), observed: 'nextDay' },
  { name: 'Martin Luther King Jr. Day', when: nth(3, MONDAY, 1), from: 1998, observed: 'lost' },
  { name: "Washington's Birthday", when: nth(3, MONDAY, 2), from: 1971, observed: 'lost' },
  { name: 'Good Friday', when: easter(-2), observed: 'lost' },
  { name: 'Memorial Day', when: nth('last', MONDAY, 5), from: 1971, observed: 'lost' },
  { name: 'Juneteenth', when: date(6, 19), from: 2022, observed: 'nearest' },
  { name: 'Independence Day', when: date(7, 4), observed: 'nearest' },
  { name: 'Labor Day', when: nth(1, MONDAY, 9), observed: 'lost' },
  { name: 'Thanksgiving Day', when: nth(4, THURSDAY, 11), observed: 'lost' },
  { name: 'Christmas Day', when: date(12, 25), observed: 'nearest' },
];

export const US_CLOSURES: readonly OneOffClosure[] = [
  { day: '2001-09-11', until: '2001-09-14', name: 'Attacks of September 11' },
  { day: '2004-06-11', name: 'Mourning for President Reagan' },
  { day: '2007-01-02', name: 'Mourning for President Ford' },
  { day: '2012-10-29', until: '2012-10-30', name: 'Hurricane Sandy' },
  { day: '2018-12-05', name: 'Mourning for President George H. W. Bush' },
  { day: '2025-01-09', name: 'Mourning for President Carter' },
];

export const US_EARLY_CLOSES: readonly EarlyCloseRule[] = [
  /** Of a July 4 on a Thursday the half day was the Friday after it until 2012: in 2002. */
  { name: 'Day before Independence Day', when: date(7, 3), except: [2002], otherwise: 'lost', close: '13:00' },
  { name: 'Day after Thanksgiving', when: nth(4, THURSDAY, 11, 1), otherwise: 'lost', close: '13:00' },
  { name: 'Christmas Eve', when: date(12, 24), otherwise: 'lost', close: '13:00' },
];

export const US_ONE_OFF_EARLY_CLOSES: readonly OneOffEarlyClose[] = [
  { day: '2002-07-05', name: 'Day after Independence Day', close: '13:00' },
  { day: '2003-12-26', name: 'Day after Christmas', close: '13:00' },
];
