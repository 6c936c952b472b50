import assert from 'node:assert/strict';
import { it } from 'node:test';

import { tradingDays } from '../import/testing/smallPrices.ts';
import { eraDays } from './eraDays.ts';
import { formatIsoDate } from './isoDate.ts';

const datesOf = (days: readonly string[]): (string | undefined)[] =>
  eraDays(days, 'weekly').map((index) => days[index]);

it('takes every day on a daily schedule', () => {
  assert.deepEqual(eraDays(['2024-01-02', '2024-01-03'], 'daily'), [0, 1]);
});

it('takes the last trading day of each week: Friday, or Thursday before a closed Friday', () => {
  const days = tradingDays(20, '2024-03-11').map(formatIsoDate);
  assert.deepEqual(datesOf(days), ['2024-03-15', '2024-03-22', '2024-03-28', '2024-04-05']);
});

it('skips a week whose data end before Thursday', () => {
  assert.deepEqual(datesOf(['2024-03-11', '2024-03-12', '2024-03-13', '2024-03-18', '2024-03-22']), ['2024-03-22']);
});

it('waits for the end of the running week', () => {
  assert.deepEqual(datesOf(['2024-03-13', '2024-03-14']), []);
  assert.deepEqual(datesOf(['2024-03-14', '2024-03-15']), ['2024-03-15']);
  assert.deepEqual(datesOf(['2024-03-27', '2024-03-28']), ['2024-03-28']);
});

it('waits for the end of the running week of its own exchange', () => {
  // Tokyo was closed on Friday 2024-05-03, New York on Friday 2024-03-29.
  const [golden, good] = [
    ['2024-04-30', '2024-05-01', '2024-05-02'],
    ['2024-03-27', '2024-03-28'],
  ];
  assert.deepEqual([eraDays(golden, 'weekly', [], 'XTKS'), eraDays(golden, 'weekly')], [[2], []]);
  assert.deepEqual([eraDays(good, 'weekly', [], 'XTKS'), eraDays(good, 'weekly')], [[], [1]]);
});

it('asserts ISO dates', () => {
  assert.throws(() => eraDays(['15.3.2024'], 'weekly'), RangeError);
});

it('has no era in a week whose last day was skipped, and all others as before', () => {
  const days = ['2024-03-14', '2024-03-15', '2024-03-20', '2024-03-21', '2024-03-25', '2024-03-28', '2024-04-01'];
  const datesWithout = (skipped: readonly string[]) => eraDays(days, 'weekly', skipped).map((index) => days[index]);
  assert.deepEqual(datesWithout([]), ['2024-03-15', '2024-03-21', '2024-03-28']);
  // Thursday the 21st was played when Friday was still awaited: it was none then, and is none later.
  assert.deepEqual(datesWithout(['2024-03-22']), ['2024-03-15', '2024-03-28']);
  assert.deepEqual(datesWithout(['2024-03-27']), ['2024-03-15', '2024-03-21', '2024-03-28']);
});
