import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';

import { isNyseTradingDay } from '../calendar/nyse.ts';
import { formatIsoDate, parseIsoDate, weekday } from '../calendar/isoDate.ts';
import { calendarOf, EXCHANGES } from './exchangeCalendars.ts';
import { localDate } from './zonedTime.ts';

const FIRST = parseIsoDate('2000-01-05') as number;
const LAST = parseIsoDate('2035-12-20') as number;
const anyExchange = fc.constantFrom(...EXCHANGES);
const anyDay = fc.integer({ min: FIRST, max: LAST }).map(formatIsoDate);

describe('every exchange calendar', () => {
  it('walks from each trading day to the next and back', () => {
    fc.assert(
      fc.property(anyExchange, anyDay, (exchange, day) => {
        const calendar = calendarOf(exchange);
        const next = calendar.nextTradingDay(day);
        assert.ok(next > day && calendar.isTradingDay(next));
        assert.deepEqual(calendar.tradingDays(day, next), calendar.isTradingDay(day) ? [day, next] : [next]);
        const previous = calendar.previousTradingDay(day);
        assert.ok(previous < day && calendar.isTradingDay(previous));
        assert.equal(calendar.nextTradingDay(previous), calendar.isTradingDay(day) ? day : next);
      }),
    );
  });

  it('has a session exactly on trading days, within that day of its own zone', () => {
    fc.assert(
      fc.property(anyExchange, anyDay, (exchange, day) => {
        const calendar = calendarOf(exchange);
        const session = calendar.session(day);
        assert.equal(session !== null, calendar.isTradingDay(day));
        assert.equal(session === null, calendar.closedBecause(day) !== null);
        if (session === null) return;
        assert.ok(session.opensAt < session.closesAt);
        for (const [instant, time] of [
          [session.opensAt, session.open],
          [session.closesAt, session.close],
        ] as const) {
          const clock: string = new Date(instant).toLocaleTimeString('en-GB', {
            timeZone: session.timeZone,
            timeStyle: 'short',
          });
          assert.equal(clock, time);
          assert.equal(localDate(new Date(instant), session.timeZone), day);
        }
        if (session.lunch !== null) assert.ok(session.open < session.lunch[0] && session.lunch[1] < session.close);
      }),
    );
  });

  it('is open 240 to 260 days a year, and each weekday is a trading day or a holiday', () => {
    for (const exchange of EXCHANGES) {
      const calendar = calendarOf(exchange);
      for (let year = 2000; year <= 2035; year++) {
        const open = calendar.tradingDays(`${year}-01-01`, `${year}-12-31`);
        const closed = calendar.holidaysOf(year);
        const [first, last] = [`${year}-01-01`, `${year}-12-31`].map((iso) => parseIsoDate(iso) as number);
        let weekdays = 0;
        for (let day = first; day <= last; day++) weekdays += Number(weekday(day) < 6);
        assert.equal(open.length + closed.length, weekdays, `${exchange} ${year}`);
        assert.ok(open.length >= 240 && open.length <= 260, `${exchange} ${year}: ${open.length}`);
        assert.ok(calendar.earlyClosesOf(year).every(({ day }) => calendar.session(day)?.earlyClose !== null));
      }
    }
  });

  it('does not guess outside 2000 to 2035, nor on what is no day', () => {
    const calendar = calendarOf('XNYS');
    for (const day of ['1999-12-31', '2036-01-02', '2024-02-30', '2024-07-04T00:00:00', 'today']) {
      assert.throws(() => calendar.isTradingDay(day), RangeError, day);
    }
    assert.throws(() => calendar.holidaysOf(2036), RangeError);
    assert.throws(() => calendar.nextTradingDay('2035-12-31'), RangeError);
  });
});

it('agrees with the New York calendar of the era dates on every day', () => {
  const calendar = calendarOf('XNYS');
  for (let day = parseIsoDate('2000-01-01') as number; day <= (parseIsoDate('2035-12-31') as number); day++) {
    assert.equal(calendar.isTradingDay(formatIsoDate(day)), isNyseTradingDay(day), formatIsoDate(day));
  }
});

it('gives local hours of their time: lunch, later closes, half days', () => {
  const hours = (exchange: (typeof EXCHANGES)[number], day: string): string => {
    const session = calendarOf(exchange).session(day);
    return session === null ? 'closed' : [session.open, ...(session.lunch ?? []), session.close].join(' ');
  };
  assert.equal(hours('XTKS', '2008-12-30'), '09:00 11:00', 'the last half day');
  assert.equal(hours('XTKS', '2009-12-30'), '09:00 11:00 12:30 15:00');
  assert.equal(hours('XTKS', '2024-11-01'), '09:00 11:30 12:30 15:00');
  assert.equal(hours('XTKS', '2024-11-05'), '09:00 11:30 12:30 15:30');
  assert.equal(hours('XHKG', '2011-02-02'), '10:00 12:30');
  assert.equal(hours('XHKG', '2024-12-24'), '09:30 12:00');
  assert.equal(hours('XETR', '2003-10-31'), '09:00 20:00');
  assert.equal(hours('XETR', '2003-11-03'), '09:00 17:30');
  assert.equal(hours('XLON', '2022-12-23'), '08:00 12:30', 'Christmas Eve was a Saturday');
  assert.equal(hours('XNYS', '2013-07-03'), '09:30 13:00');
  assert.equal(hours('XNYS', '2002-07-03'), '09:30 16:00', 'the half day was Friday the 5th');
});
