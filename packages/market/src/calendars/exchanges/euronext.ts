import { date, easter, type ExchangeRules } from '../rules.ts';

/**
 * Euronext, "Trading hours and holidays": one calendar for Amsterdam, Brussels, Lisbon and Paris since 2002. For 2000 and 2001
 * it is the calendar of Paris, which still kept Whit Monday and Bastille Day, and closed for the euro on 2001-12-31.
 */
export const EURONEXT: ExchangeRules = {
  mic: 'XPAR',
  name: 'Euronext',
  timeZone: 'Europe/Paris',
  hours: [{ from: '2000-01-01', open: '09:00', close: '17:30' }],
  holidays: [
    { name: "New Year's Day", when: date(1, 1), observed: 'lost' },
    { name: 'Good Friday', when: easter(-2), observed: 'lost' },
    { name: 'Easter Monday', when: easter(1), observed: 'lost' },
    { name: 'Labour Day', when: date(5, 1), observed: 'lost' },
    { name: 'Whit Monday', when: easter(50), to: 2001, observed: 'lost' },
    { name: 'Bastille Day', when: date(7, 14), to: 2001, observed: 'lost' },
    { name: 'Christmas Day', when: date(12, 25), observed: 'lost' },
    { name: 'Boxing Day', when: date(12, 26), observed: 'lost' },
  ],
  closures: [{ day: '2001-12-31', name: 'Changeover to the euro' }],
  earlyCloses: [
    { name: 'Christmas Eve', when: date(12, 24), otherwise: 'lost', close: '14:05' },
    { name: "New Year's Eve", when: date(12, 31), otherwise: 'lost', close: '14:05' },
  ],
};
