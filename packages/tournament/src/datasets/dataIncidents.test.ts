import assert from 'node:assert/strict';
import { test } from 'node:test';
import { EXCHANGES } from '@robata/market';
import type { IncidentRecord } from '../records.ts';
import { roundRecord } from '../testing/roundRecord.ts';
import { daysAfter } from '../views/marketDays.ts';
import { calendarOfRound } from '../views/roundCalendar.ts';
import { dataIncidents } from './dataIncidents.ts';

const incident = (facts: Partial<IncidentRecord>): IncidentRecord => ({
  rule: 'thin_day',
  severity: 'warning',
  rows: 3,
  day: null,
  security: null,
  round: null,
  message: 'Few prices.',
  ...facts,
});
const rounds = [
  roundRecord(1, { eraDay: '2023-01-06' }),
  roundRecord(2, { eraDay: '2023-01-13' }),
  roundRecord(3, { eraDay: '2023-03-10' }),
];

test('an incident names what was found, what was decided, and the rounds whose window holds its day', () => {
  const message = 'only 12 securities have a price, 40 % of the usual; the missing ones stay missing.';
  // 22 trading days after Friday 6 January 2023 is Wednesday 8 February (New York rests on 16 January).
  const [last, after, none] = dataIncidents(
    [incident({ day: '2023-02-08', message }), incident({ day: '2023-02-09', message }), incident({ message })],
    rounds,
  );
  assert.deepEqual(last?.rounds, { first: 1, last: 2 });
  assert.deepEqual(after?.rounds, { first: 2, last: 2 });
  assert.equal(none?.rounds, null);
  assert.equal(last.found, 'only 12 securities have a price, 40 % of the usual.');
  assert.equal(last.decision, 'the missing ones stay missing.');
});

test('what happened in a round is no incident of the data, and a sentence without a decision stands whole', () => {
  const found = dataIncidents([incident({ round: 7 }), incident({ message: 'Found.' })], rounds);
  assert.deepEqual(
    found.map(({ found, decision }) => [found, decision]),
    [['Found.', null]],
  );
});

test("the rounds concerned are counted by the calendar of the market's own exchange, without days that were skipped", () => {
  const golden = [roundRecord(1, { eraDay: '2024-04-05' })];
  const concerns = (day: string, exchange: string, skippedDays: readonly string[] = []): boolean =>
    dataIncidents([incident({ day })], golden, {
      exchanges: [{ exchange, stocks: 5 }],
      schedule: 'weekly',
      lagDays: 2,
      skippedDays,
    })[0]?.rounds !== null;
  // 22 trading days after Friday 5 April 2024: Tokyo rested on 29 April, 3 May and 6 May, New York on none of them, Frankfurt on 1 May.
  assert.deepEqual([concerns('2024-05-07', 'XNYS'), concerns('2024-05-08', 'XNYS')], [true, false]);
  assert.deepEqual([concerns('2024-05-08', 'XETR'), concerns('2024-05-09', 'XETR')], [true, false]);
  assert.deepEqual([concerns('2024-05-10', 'XTKS'), concerns('2024-05-13', 'XTKS')], [true, false]);
  assert.deepEqual([concerns('2024-05-13', 'XTKS', ['2024-05-01']), concerns('2024-05-14', 'XTKS')], [true, false]);
});

test('they are those whose calendar, as the page of the round shows it, holds the day: on every exchange', () => {
  for (const exchange of EXCHANGES) {
    const places = { exchanges: [{ exchange, stocks: 5 }], schedule: 'weekly', lagDays: 2 } as const;
    const calendars = Array.from({ length: 13 }, (_, week) => {
      const round = roundRecord(week + 1, { eraDay: daysAfter('2029-12-28', 7 * week) });
      return { round, last: calendarOfRound(round, places, []).days.at(-1)?.day as string };
    });
    const incidents = calendars.flatMap(({ last }) => [incident({ day: last }), incident({ day: daysAfter(last, 1) })]);
    const found = dataIncidents(
      incidents,
      calendars.map(({ round }) => round),
      places,
    );
    calendars.forEach(({ round, last }, index) => {
      const [on, after] = [found[2 * index], found[2 * index + 1]];
      assert.equal(on?.rounds?.first, calendars.find((each) => each.last >= last)?.round.number, `${exchange} ${last}`);
      assert.ok((on?.rounds?.first ?? 0) <= round.number && (after?.rounds?.first ?? 99) > round.number);
    });
  }
});
