import assert from 'node:assert/strict';
import { test } from 'node:test';
import { roundTimes } from '@robata/tournament';
import { scoreTime } from './roundDates.ts';

const DAY_MS = 86_400_000;
const roundOf = (eraDay: string) => ({ eraDay, ...roundTimes(eraDay, 'weekly') });

test('the first score of an era on a Friday is due on the Wednesday after, the last four weeks from then less a day', () => {
  assert.equal(scoreTime(roundOf('2022-01-07'), 1), '2022-01-12T22:30:00Z');
  assert.equal(scoreTime(roundOf('2022-01-07'), 20), '2022-02-08T22:30:00Z');
});

test('days are counted one weekday after the other, from every weekday and from a weekend', () => {
  for (let start = 3; start < 10; start++) {
    const eraDay = new Date(Date.UTC(2022, 0, start)).toISOString().slice(0, 10);
    let date = Date.UTC(2022, 0, start);
    for (let counted = 1; counted <= 22; counted++) {
      do date += DAY_MS;
      while (new Date(date).getUTCDay() % 6 === 0);
      if (counted <= 2) continue;
      const due = scoreTime(roundOf(eraDay), counted - 2);
      assert.equal(due.slice(0, 10), new Date(date).toISOString().slice(0, 10), eraDay);
    }
  }
});

test('the scores of a live demonstration are due by the clock that its rounds open and close by', () => {
  const live = { eraDay: '2023-05-19', opensAt: '2026-11-22T20:00:00Z', closesAt: '2026-11-22T20:00:16Z' };
  assert.equal(scoreTime(live, 1), '2026-11-22T20:00:24Z');
  assert.equal(scoreTime(live, 20), '2026-11-22T20:02:56Z');
});
