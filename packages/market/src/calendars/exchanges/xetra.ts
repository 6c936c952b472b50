import { date, easter, type ExchangeRules } from '../rules.ts';

/**
 * Deutsche Börse, "Handelskalender" of each year. The board decides year by year: Whit Monday and German Unity Day were
 * closed in 2007 (Whit Monday only) and again from 2014 or 2015 to 2021. The short last day of the year is known by notices for
 * 2005 and from 2010 on; the years between followed the same custom, before 2005 no notice is known to us.
 */
export const XETRA: ExchangeRules = {
  mic: 'XETR',
  name: 'Xetra',
  timeZone: 'Europe/Berlin',
  hours: [
    { from: '2000-01-01', open: '09:00', close: '17:30' },
    { from: '2000-06-02', open: '09:00', close: '20:00' },
    { from: '2003-11-03', open: '09:00', close: '17:30' },
  ],
  holidays: [
    { name: "New Year's Day", when: date(1, 1), observed: 'lost' },
    { name: 'Good Friday', when: easter(-2), observed: 'lost' },
    { name: 'Easter Monday', when: easter(1), observed: 'lost' },
    { name: 'Labour Day', when: date(5, 1), observed: 'lost' },
    { name: 'Whit Monday', when: easter(50), from: 2015, to: 2021, observed: 'lost' },
    { name: 'German Unity Day', when: date(10, 3), from: 2014, to: 2021, observed: 'lost' },
    { name: 'Christmas Eve', when: date(12, 24), observed: 'lost' },
    { name: 'Christmas Day', when: date(12, 25), observed: 'lost' },
    { name: 'Boxing Day', when: date(12, 26), observed: 'lost' },
    { name: "New Year's Eve", when: date(12, 31), observed: 'lost' },
  ],
  closures: [
    { day: '2007-05-28', name: 'Whit Monday' },
    { day: '2017-10-31', name: 'Five hundred years of the Reformation' },
  ],
  earlyCloses: [
    { name: 'Last trading day of the year', when: date(12, 31), from: 2005, otherwise: 'before', close: '14:00' },
  ],
};
