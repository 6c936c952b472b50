import assert from 'node:assert/strict';
import { test } from 'node:test';
import { series, tinyPanel } from '../features/testing/tinyPanel.ts';
import { forwardReturns } from './forwardReturns.ts';
import { RunningReturns } from './runningReturns.ts';

const X = Number.NaN;
const price = (stock: number, day: number) => 10 + ((stock * 37 + day * 53) % 17) / 3;
/** Whole, delisted, with gaps of five and six days, and one that begins late. */
const panel = tinyPanel([
  { close: series(30, (day) => price(1, day)) },
  { close: series(30, (day) => (day > 9 ? X : price(2, day))) },
  { close: series(30, (day) => (day > 4 && day < 10 ? X : price(3, day))) },
  { close: series(30, (day) => (day > 4 && day < 11 ? X : price(4, day))) },
  { close: series(30, (day) => (day < 6 ? X : price(5, day))) },
]);
const members = Int32Array.of(0, 1, 2, 3, 4);

test('they are the forward returns, to the bit, day by day and over days left out', () => {
  for (const days of [series(28, (day) => day + 2), [2, 3, 9, 9, 10, 29]]) {
    const running = new RunningReturns(panel, members, 2);
    for (const day of days) assert.deepEqual(running.to(day, panel), forwardReturns(panel, members, 2, day));
  }
});

test('a day before one that was asked for is past, and refused like one that is not there', () => {
  const running = new RunningReturns(panel, members, 2);
  running.to(8, panel);
  assert.deepEqual([running.isPast(7), running.isPast(8)], [true, false]);
  assert.throws(() => running.to(7, panel), RangeError);
  assert.throws(() => running.to(30, panel), RangeError);
  assert.throws(() => new RunningReturns(panel, members, 30), RangeError);
});
