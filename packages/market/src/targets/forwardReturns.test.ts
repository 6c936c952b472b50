import assert from 'node:assert/strict';
import { test } from 'node:test';
import { series, tinyPanel } from '../features/testing/tinyPanel.ts';
import { forwardReturns } from './forwardReturns.ts';

const X = Number.NaN;
const near = (actual: number, expected: number) => assert.ok(Math.abs(actual - expected) < 1e-12, `${actual}`);

test('the return is from close to close, through splits', () => {
  const panel = tinyPanel([{ close: [9, 10, 12, 11] }, { close: [9, 10, 6, 5.5], adjustment: [1, 1, 2, 2] }]);
  const [plain, split] = forwardReturns(panel, [0, 1], 1, 3);
  near(plain, 0.1);
  near(split, 0.1);
  assert.deepEqual([...forwardReturns(panel, [0], 2, 2)], [0]);
});

test('a delisted stock keeps the return to its last close; one without a price at the start has none', () => {
  const panel = tinyPanel([{ close: [10, 11, X, X] }, { close: [10, X, 12, 12] }, { close: [X, X, X, 5] }]);
  const returns = forwardReturns(panel, [0, 1, 2], 0, 3);
  near(returns[0], 0.1);
  near(returns[1], 0.2);
  assert.ok(Number.isNaN(returns[2]));
  assert.ok(Number.isNaN(forwardReturns(panel, [1], 1, 3)[0]));
});

test('a change over more than five missing days is no return', () => {
  const close = (missing: number) => series(20, (day) => (day >= 3 && day < 3 + missing ? X : day < 3 ? 10 : 30));
  const panel = tinyPanel([{ close: close(5) }, { close: close(6) }]);
  const [carried, cut] = forwardReturns(panel, [0, 1], 0, 19);
  near(carried, 2);
  near(cut, 0);
});

test('days that the panel lacks are refused', () => {
  const panel = tinyPanel([{ close: [1, 2, 3] }]);
  assert.throws(() => forwardReturns(panel, [0], 0, 3), RangeError);
  assert.throws(() => forwardReturns(panel, [0], 2, 1), RangeError);
});
