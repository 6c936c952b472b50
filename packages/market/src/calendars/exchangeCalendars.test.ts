/** Published lists of full closures and half days. Each names who published it. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { calendarOf, closedMarkets, type Exchange, EXCHANGES } from './exchangeCalendars.ts';

interface Published {
  readonly source: string;
  readonly exchange: Exchange;
  readonly year: number;
  /** MM-DD, weekdays only. */
  readonly closed: string;
  readonly early: string;
}

const PUBLISHED: readonly Published[] = [
  {
    source: 'NYSE, holidays and trading hours',
    exchange: 'XNYS',
    year: 2024,
    closed: '01-01 01-15 02-19 03-29 05-27 06-19 07-04 09-02 11-28 12-25',
    early: '07-03 11-29 12-24',
  },
  {
    source: 'NYSE, holidays and trading hours; mourning for President Carter',
    exchange: 'XNYS',
    year: 2025,
    closed: '01-01 01-09 01-20 02-17 04-18 05-26 06-19 07-04 09-01 11-27 12-25',
    early: '07-03 11-28 12-24',
  },
  {
    source: 'Nasdaq, U.S. equity and options markets holiday schedule',
    exchange: 'XNAS',
    year: 2026,
    closed: '01-01 01-19 02-16 04-03 05-25 06-19 07-03 09-07 11-26 12-25',
    early: '11-27 12-24',
  },
  {
    source: 'London Stock Exchange, business days; gov.uk',
    exchange: 'XLON',
    year: 2022,
    closed: '01-03 04-15 04-18 05-02 06-02 06-03 08-29 09-19 12-26 12-27',
    early: '12-23 12-30',
  },
  {
    source: 'London Stock Exchange, business days; gov.uk',
    exchange: 'XLON',
    year: 2025,
    closed: '01-01 04-18 04-21 05-05 05-26 08-25 12-25 12-26',
    early: '12-24 12-31',
  },
  {
    source: 'Deutsche Börse, Handelskalender',
    exchange: 'XETR',
    year: 2016,
    closed: '01-01 03-25 03-28 05-16 10-03 12-26',
    early: '12-30',
  },
  {
    source: 'Deutsche Börse, Handelskalender (dpa-AFX, 2005-12-29)',
    exchange: 'XETR',
    year: 2006,
    closed: '04-14 04-17 05-01 12-25 12-26',
    early: '12-29',
  },
  {
    source: 'Deutsche Börse, Handelskalender',
    exchange: 'XETR',
    year: 2021,
    closed: '01-01 04-02 04-05 05-24 12-24 12-31',
    early: '12-30',
  },
  {
    source: 'Deutsche Börse, Handelskalender',
    exchange: 'XETR',
    year: 2029,
    closed: '01-01 03-30 04-02 05-01 12-24 12-25 12-26 12-31',
    early: '12-28',
  },
  {
    source: 'Euronext, trading hours and holidays',
    exchange: 'XPAR',
    year: 2025,
    closed: '01-01 04-18 04-21 05-01 12-25 12-26',
    early: '12-24 12-31',
  },
  {
    source: 'JPX, trading calendar; Cabinet Office of Japan',
    exchange: 'XTKS',
    year: 2025,
    closed:
      '01-01 01-02 01-03 01-13 02-11 02-24 03-20 04-29 05-05 05-06 07-21 08-11 09-15 09-23 10-13 11-03 11-24 12-31',
    early: '',
  },
  {
    source: 'JPX, trading calendar; Cabinet Office of Japan',
    exchange: 'XTKS',
    year: 2026,
    closed:
      '01-01 01-02 01-12 02-11 02-23 03-20 04-29 05-04 05-05 05-06 07-20 08-11 09-21 09-22 09-23 10-12 11-03 11-23 12-31',
    early: '',
  },
  {
    source: 'HKEX, trading calendar; Hong Kong general holidays',
    exchange: 'XHKG',
    year: 2025,
    closed: '01-01 01-29 01-30 01-31 04-04 04-18 04-21 05-01 05-05 07-01 10-01 10-07 10-29 12-25 12-26',
    early: '01-28 12-24 12-31',
  },
  {
    source: 'HKEX, trading calendar; Hong Kong general holidays',
    exchange: 'XHKG',
    year: 2026,
    closed: '01-01 02-17 02-18 02-19 04-03 04-06 04-07 05-01 05-25 06-19 07-01 10-01 10-19 12-25',
    early: '02-16 12-24 12-31',
  },
  {
    source: 'ASX, trading calendar',
    exchange: 'XASX',
    year: 2025,
    closed: '01-01 01-27 04-18 04-21 04-25 06-09 12-25 12-26',
    early: '12-24 12-31',
  },
  {
    source: 'TMX, market hours and holidays',
    exchange: 'XTSE',
    year: 2025,
    closed: '01-01 02-17 04-18 05-19 07-01 08-04 09-01 10-13 12-25 12-26',
    early: '12-24',
  },
  {
    source: 'ASX, trading calendar: no closure on April 27, a holiday of New South Wales',
    exchange: 'XASX',
    year: 2026,
    closed: '01-01 01-26 04-03 04-06 06-08 12-25 12-28',
    early: '12-24 12-31',
  },
  {
    source: 'London Stock Exchange, business days; gov.uk, the coronation',
    exchange: 'XLON',
    year: 2023,
    closed: '01-02 04-07 04-10 05-01 05-08 05-29 08-28 12-25 12-26',
    early: '12-22 12-29',
  },
  {
    source: 'Deutsche Börse, Handelskalender',
    exchange: 'XETR',
    year: 2024,
    closed: '01-01 03-29 04-01 05-01 12-24 12-25 12-26 12-31',
    early: '12-30',
  },
  {
    source: 'Euronext, trading hours and holidays',
    exchange: 'XPAR',
    year: 2024,
    closed: '01-01 03-29 04-01 05-01 12-25 12-26',
    early: '12-24 12-31',
  },
  {
    source: 'JPX, trading calendar; Cabinet Office of Japan',
    exchange: 'XTKS',
    year: 2024,
    closed: '01-01 01-02 01-03 01-08 02-12 02-23 03-20 04-29 05-03 05-06 07-15 08-12 09-16 09-23 10-14 11-04 12-31',
    early: '',
  },
  {
    source: 'HKEX, trading calendar; Hong Kong general holidays',
    exchange: 'XHKG',
    year: 2024,
    closed: '01-01 02-12 02-13 03-29 04-01 04-04 05-01 05-15 06-10 07-01 09-06 09-18 10-01 10-11 12-25 12-26',
    early: '02-09 12-24 12-31',
  },
  {
    source: 'ASX, trading calendar',
    exchange: 'XASX',
    year: 2024,
    closed: '01-01 01-26 03-29 04-01 04-25 06-10 12-25 12-26',
    early: '12-24 12-31',
  },
  {
    source: 'TMX, market hours and holidays',
    exchange: 'XTSE',
    year: 2024,
    closed: '01-01 02-19 03-29 05-20 07-01 08-05 09-02 10-14 12-25 12-26',
    early: '12-24',
  },
  {
    source: 'TMX, holiday operating schedule of 2021-11-30',
    exchange: 'XTSE',
    year: 2021,
    closed: '01-01 02-15 04-02 05-24 07-01 08-02 09-06 10-11 12-27 12-28',
    early: '12-24',
  },
];

const monthDays = (days: readonly { day: string }[]): string => days.map(({ day }) => day.slice(5)).join(' ');

describe('published calendars', () => {
  for (const { source, exchange, year, closed, early } of PUBLISHED) {
    it(`${exchange} ${year} is as published (${source})`, () => {
      const calendar = calendarOf(exchange);
      assert.equal(monthDays(calendar.holidaysOf(year)), closed);
      assert.equal(monthDays(calendar.earlyClosesOf(year)), early);
    });
  }
});

it('names what closed the markets once', () => {
  const once: [Exchange, string, RegExp][] = [
    ['XNYS', '2001-09-14', /September 11/],
    ['XNAS', '2012-10-30', /Sandy/],
    ['XTSE', '2001-09-12', /September 11/],
    ['XLON', '2012-06-05', /Jubilee/],
    ['XETR', '2017-10-31', /Reformation/],
    ['XPAR', '2001-12-31', /euro/],
    ['XTKS', '2020-10-01', /trading system/],
    ['XTKS', '2019-05-01', /Accession/],
    ['XHKG', '2017-08-23', /Hato/],
    ['XHKG', '2023-09-08', /rainstorm/],
    ['XASX', '2022-09-22', /Queen Elizabeth/],
  ];
  for (const [exchange, day, name] of once) assert.match(calendarOf(exchange).closedBecause(day) ?? 'open', name);
  assert.equal(calendarOf('XTSE').closedBecause('2001-09-13'), null);
  assert.equal(calendarOf('XLON').closedBecause('2001-09-11'), null);
});

it('moves the holidays of Hong Kong that meet: Easter with Ching Ming, National Day with Mid-Autumn', () => {
  const hongKong = calendarOf('XHKG');
  for (const day of ['2010-04-06', '2012-10-02', '2014-02-03', '2015-04-07', '2021-04-06', '2022-09-12']) {
    assert.match(hongKong.closedBecause(day) ?? 'open', /\(observed\)$/, day);
  }
  assert.equal(hongKong.closedBecause('2020-10-02'), 'Day after Mid-Autumn Festival');
  assert.equal(hongKong.closedBecause('2002-09-23'), null, 'until 2011 the eve was free, a Saturday');
  assert.equal(hongKong.closedBecause('2006-02-01'), null);
});

it("has Japan's Citizens' Holidays exactly where a weekday lies between two holidays", () => {
  const tokyo = calendarOf('XTKS');
  for (let year = 2000; year <= 2035; year++) {
    const september = tokyo.holidaysOf(year).filter(({ day }) => day.slice(5, 7) === '09');
    const citizens = september.filter(({ name }) => name === "Citizens' Holiday");
    const others = september.filter((holiday) => !citizens.includes(holiday)).map(({ day }) => Number(day.slice(8)));
    const between = others.filter((day) => others.includes(day + 2)).map((day) => day + 1);
    assert.deepEqual(
      citizens.map(({ day }) => Number(day.slice(8))),
      between,
      String(year),
    );
  }
});

it('says which markets are closed on a day, and why', () => {
  assert.deepEqual(closedMarkets('2024-07-04'), [
    { exchange: 'XNYS', reason: 'Independence Day' },
    { exchange: 'XNAS', reason: 'Independence Day' },
  ]);
  assert.deepEqual(closedMarkets('2024-07-02'), []);
  assert.deepEqual(
    closedMarkets('2024-07-06').map(({ exchange }) => exchange),
    [...EXCHANGES],
  );
  assert.deepEqual(
    closedMarkets('2024-02-12', ['XTKS', 'XHKG']).map(({ exchange }) => exchange),
    ['XTKS', 'XHKG'],
  );
});

it('knows markets that keep the calendar of another, and says null of one that it does not know', () => {
  assert.equal(calendarOf('XAMS')?.name, 'Euronext');
  assert.equal(calendarOf('XBOM'), null);
});
