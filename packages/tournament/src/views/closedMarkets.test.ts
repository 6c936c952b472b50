import assert from 'node:assert/strict';
import { it } from 'node:test';
import { roundRecord } from '../testing/roundRecord.ts';
import { closedByDay, closedOnScoredDays } from './closedMarkets.ts';

const places = (exchanges: [string, number][]) => ({
  exchanges: exchanges.map(([exchange, stocks]) => ({ exchange, stocks })),
  schedule: 'weekly' as const,
  lagDays: 2,
});
/** Its returns begin on 2024-06-25; day 1 is the 26th. */
const round = roundRecord(3, { eraDay: '2024-06-21', state: 'scoring', scoredDays: 8, horizonDays: 20 });

it('names the scored days on which one of the markets was closed, with the reason and how much traded', () => {
  const days = closedOnScoredDays(
    round,
    places([
      ['XNYS', 60],
      ['XTSE', 40],
    ]),
  );
  assert.deepEqual(
    days.map(({ day, date, tradingShare, closed }) => [
      day,
      date,
      tradingShare,
      closed.map(({ exchange }) => exchange),
    ]),
    [
      [4, '2024-07-01', 0.6, ['XTSE']],
      [7, '2024-07-04', 0.4, ['XNYS']],
    ],
  );
  assert.equal(days[1]?.closed[0]?.reason, 'Independence Day');
  assert.deepEqual(closedByDay(days).get(4), ['XTSE']);
  assert.equal(closedByDay(days).has(5), false);
});

it('says nothing of days that are not scored yet, and of a market that was closed as a whole: that is no day of the round', () => {
  assert.deepEqual(
    closedOnScoredDays(
      { ...round, scoredDays: 3 },
      places([
        ['XNYS', 60],
        ['XTSE', 40],
      ]),
    ),
    [],
  );
  assert.deepEqual(closedOnScoredDays(round, places([['XNYS', 1]])), []);
});
