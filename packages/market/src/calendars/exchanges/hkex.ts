import { date, easter, type ExchangeRules, lunar } from '../rules.ts';

/**
 * General Holidays Ordinance (cap. 149), whose amendment of 2011 (in force from 2012) gives a further day after the Lunar New Year
 * and the Mid-Autumn Festival where one of their days is a Sunday; before it the eve was given instead. Half days and storms:
 * HKEX, "Trading hours and severe weather arrangements" and its circulars; storms close the market from 12:00 with signal 8 or
 * a black rainstorm warning, until severe weather trading began on 2024-09-23.
 */
export const HKEX: ExchangeRules = {
  mic: 'XHKG',
  name: 'Hong Kong Stock Exchange',
  timeZone: 'Asia/Hong_Kong',
  hours: [
    { from: '2000-01-01', open: '10:00', close: '16:00', lunch: ['12:30', '14:30'] },
    { from: '2011-03-07', open: '09:30', close: '16:00', lunch: ['12:00', '13:30'] },
    { from: '2012-03-05', open: '09:30', close: '16:00', lunch: ['12:00', '13:00'] },
  ],
  holidays: [
    { name: "New Year's Day", when: date(1, 1), observed: 'nextDay' },
    { name: "Lunar New Year's Day", when: lunar('newYear'), to: 2011, observed: 'lost' },
    { name: 'Second day of Lunar New Year', when: lunar('newYear', 1), to: 2011, observed: 'lost' },
    { name: 'Third day of Lunar New Year', when: lunar('newYear', 2), to: 2011, observed: 'lost' },
    { name: "Lunar New Year's Day", when: lunar('newYear'), from: 2012, observed: 'nextDay' },
    { name: 'Second day of Lunar New Year', when: lunar('newYear', 1), from: 2012, observed: 'nextDay' },
    { name: 'Third day of Lunar New Year', when: lunar('newYear', 2), from: 2012, observed: 'nextDay' },
    { name: 'Good Friday', when: easter(-2), observed: 'lost' },
    { name: 'Easter Monday', when: easter(1), observed: 'lost' },
    { name: 'Ching Ming Festival', when: lunar('chingMing'), observed: 'nextDay' },
    { name: 'Labour Day', when: date(5, 1), observed: 'nextDay' },
    { name: 'Birthday of the Buddha', when: lunar('buddhasBirthday'), observed: 'nextDay' },
    { name: 'Tuen Ng Festival', when: lunar('tuenNg'), observed: 'nextDay' },
    { name: 'Establishment Day', when: date(7, 1), observed: 'nextDay' },
    { name: 'National Day', when: date(10, 1), observed: 'nextDay' },
    { name: 'Day after Mid-Autumn Festival', when: lunar('midAutumn', 1), to: 2011, observed: 'lost' },
    { name: 'Day after Mid-Autumn Festival', when: lunar('midAutumn', 1), from: 2012, observed: 'nextDay' },
    { name: 'Chung Yeung Festival', when: lunar('chungYeung'), observed: 'nextDay' },
    { name: 'Christmas Day', when: date(12, 25), observed: 'nextDay' },
    { name: 'Day after Christmas', when: date(12, 26), observed: 'nextDay' },
  ],
  closures: [
    { day: '2000-02-04', name: "Lunar New Year's Eve" },
    { day: '2003-01-31', name: "Lunar New Year's Eve" },
    { day: '2015-09-03', name: 'Seventy years after the war' },
    { day: '2001-07-06', name: 'Typhoon Utor' },
    { day: '2001-07-25', name: 'Typhoon Yutu' },
    { day: '2008-08-06', name: 'Typhoon Kammuri' },
    { day: '2008-08-22', name: 'Typhoon Nuri' },
    { day: '2011-09-29', name: 'Typhoon Nesat' },
    { day: '2013-08-14', name: 'Typhoon Utor' },
    { day: '2016-08-02', name: 'Typhoon Nida' },
    { day: '2016-10-21', name: 'Typhoon Haima' },
    { day: '2017-08-23', name: 'Typhoon Hato' },
    { day: '2020-10-13', name: 'Typhoon Nangka' },
    { day: '2021-10-13', name: 'Typhoon Kompasu' },
    { day: '2023-07-17', name: 'Typhoon Talim' },
    { day: '2023-09-01', name: 'Typhoon Saola' },
    { day: '2023-09-08', name: 'Black rainstorm' },
    { day: '2024-09-06', name: 'Typhoon Yagi' },
  ],
  earlyCloses: [
    { name: "Lunar New Year's Eve", when: lunar('newYear', -1), otherwise: 'lost', close: 'lunch' },
    { name: 'Christmas Eve', when: date(12, 24), otherwise: 'lost', close: 'lunch' },
    { name: "New Year's Eve", when: date(12, 31), otherwise: 'lost', close: 'lunch' },
  ],
};
