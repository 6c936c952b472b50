import { date, easter, type ExchangeRules, MONDAY, nth, weekdayUntil } from '../rules.ts';

/**
 * TMX, "Market hours and holidays" of each year: the holidays of Ontario (Family Day since 2008) and the Civic Holiday. The half day
 * before Christmas is known by notices for 2008 and from 2010 on. The market did not close on 2008-12-17, when it halted after minutes.
 */
export const TSX: ExchangeRules = {
  mic: 'XTSE',
  name: 'Toronto Stock Exchange',
  timeZone: 'America/Toronto',
  hours: [{ from: '2000-01-01', open: '09:30', close: '16:00' }],
  holidays: [
    { name: "New Year's Day", when: date(1, 1), observed: 'nextWeekday' },
    { name: 'Family Day', when: nth(3, MONDAY, 2), from: 2008, observed: 'lost' },
    { name: 'Good Friday', when: easter(-2), observed: 'lost' },
    { name: 'Victoria Day', when: weekdayUntil(MONDAY, 5, 24), observed: 'lost' },
    { name: 'Canada Day', when: date(7, 1), observed: 'nextWeekday' },
    { name: 'Civic Holiday', when: nth(1, MONDAY, 8), observed: 'lost' },
    { name: 'Labour Day', when: nth(1, MONDAY, 9), observed: 'lost' },
    { name: 'Thanksgiving Day', when: nth(2, MONDAY, 10), observed: 'lost' },
    { name: 'Christmas Day', when: date(12, 25), observed: 'nextWeekday' },
    { name: 'Boxing Day', when: date(12, 26), observed: 'nextWeekday' },
  ],
  closures: [{ day: '2001-09-11', until: '2001-09-12', name: 'Attacks of September 11' }],
  earlyCloses: [{ name: 'Christmas Eve', when: date(12, 24), from: 2008, otherwise: 'lost', close: '13:00' }],
};
