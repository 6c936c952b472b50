import assert from 'node:assert/strict';
import { test } from 'node:test';
import { roundRecord } from '../testing/roundRecord.ts';
import { memoryStorage } from '../storage/memoryStorage.ts';
import { comingDays, daysOf } from './comingDays.ts';
import { calendarOfRound } from './roundCalendar.ts';
import type { TradingPlaces } from './marketDays.ts';

const places: TradingPlaces = { exchanges: [{ exchange: 'XNYS', stocks: 1 }], schedule: 'weekly', lagDays: 2 };
const round = roundRecord(40, {
  eraDay: '2024-11-15',
  opensAt: '2024-11-16T18:00:00Z',
  closesAt: '2024-11-18T14:30:00Z',
});

test('the coming weeks show holidays, what is known of the rounds, and when the next ones open', () => {
  const { days } = daysOf({ today: '2024-11-20', weeks: 6, places, rounds: [round], hasOwnClock: false });
  const at = (day: string) => days.find((candidate) => candidate.day === day);
  assert.deepEqual([days[0]?.day, days.length], ['2024-11-18', 42]);
  assert.deepEqual(at('2024-11-18')?.events, [{ kind: 'closes', round: 40, at: '2024-11-18T14:30:00Z' }]);
  assert.deepEqual([at('2024-11-22')?.isEraDay, at('2024-11-21')?.isEraDay], [true, false]);
  assert.deepEqual(at('2024-11-23')?.events, [{ kind: 'opens', round: null, at: '2024-11-23T18:00:00Z' }]);
  assert.deepEqual(at('2024-11-25')?.events, [{ kind: 'closes', round: null, at: '2024-11-25T14:30:00Z' }]);
  assert.equal(at('2024-11-28')?.tradingShare, 0);
  const resolves = days.find(({ events }) => events.some(({ kind }) => kind === 'resolves'));
  assert.equal(resolves?.day, calendarOfRound(round, places, []).days.at(-1)?.day, 'as the round itself says');
});

test('a market with a clock of its own begins at its own day and promises no real times', async () => {
  const storage = memoryStorage();
  await storage.transaction(async (writer) => {
    await writer.putRound(round);
    await writer.putDocument('progress', { day: '2024-11-21' });
  });
  const coming = await comingDays(storage, '2026-11-23', 2);
  assert.deepEqual([coming.today, coming.hasOwnClock, coming.days.length], ['2024-11-21', true, 14]);
  assert.ok(coming.days.every(({ events }) => events.every(({ kind }) => kind === 'resolves')));
});

test('without anything known it begins at the real day; beyond the calendars it is empty', async () => {
  const coming = await comingDays(memoryStorage(), '2025-07-02', 1);
  assert.deepEqual([coming.today, coming.isAssumed, coming.hasOwnClock], ['2025-07-02', true, false]);
  assert.equal(coming.days.find(({ day }) => day === '2025-07-03')?.earlyCloses[0]?.close, '13:00');
  assert.match(coming.days.find(({ day }) => day === '2025-07-04')?.closed[0]?.reason ?? '', /Independence/);
  assert.deepEqual((await comingDays(memoryStorage(), '2050-01-01', 2)).days, []);
});

test("a market's era days are those of its own exchange, in the last week shown too", () => {
  // Tokyo rested on Friday 3 May 2024 and on the Mondays around it; New York, Frankfurt and London on Good Friday, 29 March.
  const erasOf = (exchange: string, today: string): string[] =>
    daysOf({
      today,
      weeks: 1,
      places: { exchanges: [{ exchange, stocks: 1 }], schedule: 'weekly', lagDays: 2 },
      rounds: [],
      hasOwnClock: false,
    }).days.flatMap(({ isEraDay, day }) => (isEraDay ? [day] : []));
  assert.deepEqual([erasOf('XTKS', '2024-05-01'), erasOf('XNYS', '2024-05-01')], [['2024-05-02'], ['2024-05-03']]);
  assert.deepEqual([erasOf('XTKS', '2024-03-27'), erasOf('XETR', '2024-03-27')], [['2024-03-29'], ['2024-03-28']]);
});
