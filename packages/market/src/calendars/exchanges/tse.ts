import { date, equinox, type ExchangeRules, MONDAY, nth } from '../rules.ts';

/**
 * Japan's Act on National Holidays (1948) with its amendments, as the Cabinet Office lists the days, and the exchange's own
 * Dec 31 to Jan 3 (JPX, "Trading calendar"). Half days ended with the first trading day of 2009 and the last of 2008 (JPX).
 * Hours: 11:30 since 2011-11-21, 15:30 since 2024-11-05.
 */
export const TSE: ExchangeRules = {
  mic: 'XTKS',
  name: 'Tokyo Stock Exchange',
  timeZone: 'Asia/Tokyo',
  hours: [
    { from: '2000-01-01', open: '09:00', close: '15:00', lunch: ['11:00', '12:30'] },
    { from: '2011-11-21', open: '09:00', close: '15:00', lunch: ['11:30', '12:30'] },
    { from: '2024-11-05', open: '09:00', close: '15:30', lunch: ['11:30', '12:30'] },
  ],
  holidays: [
    { name: "New Year's Day", when: date(1, 1), observed: 'lost' },
    { name: 'Market holiday', when: date(1, 2), observed: 'lost' },
    { name: 'Market holiday', when: date(1, 3), observed: 'lost' },
    { name: 'Coming of Age Day', when: nth(2, MONDAY, 1), observed: 'lost' },
    { name: 'National Foundation Day', when: date(2, 11), observed: 'nextDay' },
    { name: "Emperor's Birthday", when: date(2, 23), from: 2020, observed: 'nextDay' },
    { name: 'Vernal Equinox Day', when: equinox('vernal'), observed: 'nextDay' },
    { name: 'Greenery Day', when: date(4, 29), to: 2006, observed: 'nextDay' },
    { name: 'Showa Day', when: date(4, 29), from: 2007, observed: 'nextDay' },
    { name: 'Constitution Memorial Day', when: date(5, 3), observed: 'nextDay' },
    { name: "Citizens' Holiday", when: date(5, 4), to: 2006, observed: 'lost' },
    { name: 'Greenery Day', when: date(5, 4), from: 2007, observed: 'nextDay' },
    { name: "Children's Day", when: date(5, 5), observed: 'nextDay' },
    { name: 'Marine Day', when: date(7, 20), to: 2002, observed: 'nextDay' },
    { name: 'Marine Day', when: nth(3, MONDAY, 7), from: 2003, except: [2020, 2021], observed: 'lost' },
    { name: 'Mountain Day', when: date(8, 11), from: 2016, except: [2020, 2021], observed: 'nextDay' },
    { name: 'Respect for the Aged Day', when: date(9, 15), to: 2002, observed: 'nextDay' },
    { name: 'Respect for the Aged Day', when: nth(3, MONDAY, 9), from: 2003, observed: 'lost' },
    { name: 'Autumnal Equinox Day', when: equinox('autumnal'), observed: 'nextDay' },
    { name: 'Sports Day', when: nth(2, MONDAY, 10), except: [2020, 2021], observed: 'lost' },
    { name: 'Culture Day', when: date(11, 3), observed: 'nextDay' },
    { name: 'Labor Thanksgiving Day', when: date(11, 23), observed: 'nextDay' },
    { name: "Emperor's Birthday", when: date(12, 23), to: 2018, observed: 'nextDay' },
    { name: 'Market holiday', when: date(12, 31), observed: 'lost' },
  ],
  closures: [
    // A day between two holidays is one too (article 3, paragraph 3).
    { day: '2009-09-22', name: "Citizens' Holiday" },
    { day: '2015-09-22', name: "Citizens' Holiday" },
    { day: '2019-04-30', name: "Citizens' Holiday" },
    { day: '2019-05-01', name: 'Accession of Emperor Naruhito' },
    { day: '2019-05-02', name: "Citizens' Holiday" },
    { day: '2019-10-22', name: 'Enthronement of Emperor Naruhito' },
    { day: '2026-09-22', name: "Citizens' Holiday" },
    { day: '2032-09-21', name: "Citizens' Holiday" },
    // Moved for the Olympic Games in Tokyo.
    { day: '2020-07-23', name: 'Marine Day (moved)' },
    { day: '2020-07-24', name: 'Sports Day (moved)' },
    { day: '2020-08-10', name: 'Mountain Day (moved)' },
    { day: '2021-07-22', name: 'Marine Day (moved)' },
    { day: '2021-07-23', name: 'Sports Day (moved)' },
    { day: '2021-08-09', name: 'Mountain Day (moved, observed)' },
    { day: '2020-10-01', name: 'Failure of the trading system' },
  ],
  earlyCloses: [
    { name: 'First trading day of the year', when: date(1, 4), to: 2009, otherwise: 'after', close: 'lunch' },
    { name: 'Last trading day of the year', when: date(12, 30), to: 2008, otherwise: 'before', close: 'lunch' },
  ],
};
