import { date, easter, type ExchangeRules, MONDAY, nth } from '../rules.ts';

/**
 * Bank holidays of England and Wales (Banking and Financial Dealings Act 1971; gov.uk/bank-holidays), moved and added ones by
 * royal proclamation. Half days: London Stock Exchange, "Business days": the last trading days before Christmas and of the year.
 */
export const LSE: ExchangeRules = {
  mic: 'XLON',
  name: 'London Stock Exchange',
  timeZone: 'Europe/London',
  hours: [{ from: '2000-01-01', open: '08:00', close: '16:30' }],
  holidays: [
    { name: "New Year's Day", when: date(1, 1), observed: 'nextWeekday' },
    { name: 'Good Friday', when: easter(-2), observed: 'lost' },
    { name: 'Easter Monday', when: easter(1), observed: 'lost' },
    { name: 'Early May bank holiday', when: nth(1, MONDAY, 5), except: [2020], observed: 'lost' },
    { name: 'Spring bank holiday', when: nth('last', MONDAY, 5), except: [2002, 2012, 2022], observed: 'lost' },
    { name: 'Summer bank holiday', when: nth('last', MONDAY, 8), observed: 'lost' },
    { name: 'Christmas Day', when: date(12, 25), observed: 'nextWeekday' },
    { name: 'Boxing Day', when: date(12, 26), observed: 'nextWeekday' },
  ],
  closures: [
    { day: '2002-06-03', name: 'Golden Jubilee of Queen Elizabeth II' },
    { day: '2002-06-04', name: 'Spring bank holiday (moved)' },
    { day: '2011-04-29', name: 'Wedding of Prince William' },
    { day: '2012-06-04', name: 'Spring bank holiday (moved)' },
    { day: '2012-06-05', name: 'Diamond Jubilee of Queen Elizabeth II' },
    { day: '2020-05-08', name: 'Early May bank holiday (moved to VE Day)' },
    { day: '2022-06-02', name: 'Spring bank holiday (moved)' },
    { day: '2022-06-03', name: 'Platinum Jubilee of Queen Elizabeth II' },
    { day: '2022-09-19', name: 'State funeral of Queen Elizabeth II' },
    { day: '2023-05-08', name: 'Coronation of King Charles III' },
  ],
  earlyCloses: [
    { name: 'Christmas Eve', when: date(12, 24), otherwise: 'before', close: '12:30' },
    { name: "New Year's Eve", when: date(12, 31), otherwise: 'before', close: '12:30' },
  ],
};
