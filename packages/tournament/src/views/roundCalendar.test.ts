import assert from 'node:assert/strict';
import { test } from 'node:test';
import { memoryStorage } from '../storage/memoryStorage.ts';
import { roundRecord } from '../testing/roundRecord.ts';
import type { TradingPlaces } from './marketDays.ts';
import { calendarOfRound, roundCalendar } from './roundCalendar.ts';

const NEW_YORK: TradingPlaces = { exchanges: [{ exchange: 'XNYS', stocks: 500 }], schedule: 'weekly', lagDays: 2 };

const november = roundRecord(7, {
  eraDay: '2024-11-15',
  opensAt: '2024-11-16T18:00:00Z',
  closesAt: '2024-11-18T14:30:00Z',
  scoredDays: 7,
});

test('scoring days are market days: a holiday is none, and the day after it closes early', () => {
  const { days } = calendarOfRound(november, NEW_YORK, []);
  const at = (day: string) => days.find((candidate) => candidate.day === day);
  // Era on Friday the 15th, returns from the close of Tuesday the 19th, day 1 on Wednesday the 20th.
  assert.deepEqual(at('2024-11-15')?.events, ['era']);
  assert.deepEqual(at('2024-11-16')?.events, ['opens']);
  assert.deepEqual(at('2024-11-18')?.events, ['closes']);
  assert.deepEqual(at('2024-11-19')?.events, ['starts']);
  assert.equal(at('2024-11-20')?.scoringDay, 1);
  assert.equal(at('2024-11-27')?.scoringDay, 6);
  assert.equal(at('2024-11-28')?.scoringDay, null);
  assert.match(at('2024-11-28')?.closed[0]?.reason ?? '', /Thanksgiving/);
  assert.equal(at('2024-11-28')?.tradingShare, 0);
  assert.equal(at('2024-11-29')?.scoringDay, 7);
  assert.equal(at('2024-11-29')?.earlyCloses[0]?.close, '13:00');
  assert.equal(at('2024-11-29')?.earlyCloses[0]?.closesAt, '2024-11-29T18:00:00Z');
  assert.deepEqual([at('2024-11-29')?.isPosted, at('2024-12-02')?.isPosted], [true, false]);
  assert.deepEqual([days.at(-1)?.day, days.at(-1)?.scoringDay, days.at(-1)?.events], ['2024-12-18', 20, ['resolves']]);
});

test('where a part of the stocks trades elsewhere, a day on which only that part trades is one, and says how large it is', () => {
  const places: TradingPlaces = {
    ...NEW_YORK,
    exchanges: [
      { exchange: 'XNYS', stocks: 300 },
      { exchange: 'XLON', stocks: 100 },
    ],
  };
  const { days, exchanges } = calendarOfRound(november, places, []);
  assert.deepEqual(
    exchanges.map(({ exchange, share }) => [exchange, share]),
    [
      ['XNYS', 0.75],
      ['XLON', 0.25],
    ],
  );
  const holiday = days.find(({ day }) => day === '2024-11-28');
  assert.deepEqual([holiday?.scoringDay, holiday?.tradingShare], [7, 0.25]);
  assert.deepEqual(
    holiday?.closed.map(({ exchange }) => exchange),
    ['XNYS'],
  );
});

test('a round whose clock is not the calendar shows no opening and close in it', () => {
  const { hasOwnClock, days } = calendarOfRound({ ...november, closesAt: '2026-11-23T01:02:03Z' }, NEW_YORK, []);
  assert.equal(hasOwnClock, true);
  assert.ok(!days.some(({ events }) => events.includes('opens') || events.includes('closes')));
});

test('beyond the years that the calendars know there are no days, and no error', () => {
  const { days } = calendarOfRound({ ...november, eraDay: '2041-03-01' }, NEW_YORK, []);
  assert.deepEqual(days, []);
});

test('incidents stand on their day; those of another round do not; a next step is told', async () => {
  const storage = memoryStorage();
  const incident = { rule: 'stale', severity: 'warning', rows: 3, security: null } as const;
  const dueAt = '2024-12-02T22:00:00Z';
  await storage.transaction(async (writer) => {
    await writer.putRound(november);
    await writer.addIncidents([
      { ...incident, day: '2024-11-21', round: null, message: 'Three prices did not change.' },
      { ...incident, day: '2024-11-21', round: 8, message: 'Of another round.' },
    ]);
    await writer.putSteps([
      { round: 7, kind: 'score', day: 8, dueAt, state: 'waiting', postponed: null, nextAt: dueAt },
    ]);
  });
  const calendar = await roundCalendar(storage, 7);
  assert.deepEqual(
    calendar?.days.find(({ day }) => day === '2024-11-21')?.incidents.map(({ message }) => message),
    ['Three prices did not change.'],
  );
  assert.deepEqual(calendar?.nextStep, { kind: 'score', day: 8, dueAt, postponed: null });
  assert.equal(calendar?.isAssumed, true);
  assert.equal(await roundCalendar(storage, 8), null);
});
