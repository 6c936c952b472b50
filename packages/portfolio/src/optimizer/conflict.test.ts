import assert from 'node:assert/strict';
import { test } from 'node:test';
import { conflictingLimits } from './conflict.ts';
import type { PortfolioLimits } from './problem.ts';
import { randomProblem } from './testing/randomProblem.ts';

/** A feasible problem of one planted contradiction. */
function planted(limits: (given: PortfolioLimits) => Partial<PortfolioLimits>, isHeld = false): string[] {
  const problem = randomProblem(6, {
    stocks: 60,
    bound: 5,
    position: 0.2,
    turnover: null,
    held: isHeld ? 'earlier' : 'none',
  });
  return conflictingLimits({ ...problem, limits: { ...problem.limits, ...limits(problem.limits) } }).sort();
}

test('net beyond gross', () => {
  assert.deepEqual(
    planted(() => ({ net: [1.1, 1.2] })),
    ['gross', 'net'],
  );
});

test('net beyond the sum of the positions', () => {
  assert.deepEqual(
    planted(({ positionUpper }) => ({ gross: null, net: [0.5, 1], positionUpper: positionUpper.map(() => 0.005) })),
    ['net', 'position'],
  );
});

test('net against the intercept, which is the same sum', () => {
  assert.deepEqual(
    planted(({ exposureUpper }) => ({ net: [0.5, 1], exposureUpper: exposureUpper.with(0, 0.1) })),
    ['net', 'x0'],
  );
});

test('a country that must hold more than the gross', () => {
  assert.deepEqual(
    planted(({ exposureLower }) => ({ exposureLower: exposureLower.with(2, 1.5) })),
    ['gross', 'x2'],
  );
});

test('two exposures that share the gross', () => {
  const conflict = planted(({ exposureLower }) => ({ exposureLower: exposureLower.with(1, 0.7).with(2, 0.7) }));
  assert.deepEqual(conflict, ['gross', 'x1', 'x2']);
});

test('countries that all must be positive against a net of zero', () => {
  const conflict = planted(({ exposureLower }) => ({
    net: [0, 0],
    exposureLower: exposureLower.map((l, k) => (k > 0 && k < 5 ? 0.05 : l)),
  }));
  assert.deepEqual(conflict, ['net', 'x1', 'x2', 'x3', 'x4']);
});

test('an exposure that turnover does not let go', () => {
  const conflict = planted(({ exposureLower }) => ({ turnover: 0.1, exposureLower: exposureLower.with(3, 0.4) }), true);
  assert.deepEqual(conflict, ['turnover', 'x3']);
});

test('holdings beyond the positions that turnover does not let go', () => {
  const conflict = planted(
    ({ positionUpper, positionLower }) => ({
      turnover: 0.05,
      positionUpper: positionUpper.map(() => 0.005),
      positionLower: positionLower.map(() => -0.005),
    }),
    true,
  );
  assert.deepEqual(conflict, ['position', 'turnover']);
});

test('an exposure far beyond what positions allow does not stand alone: larger positions could meet it', () => {
  for (const bound of [20, 1e9]) {
    const conflict = planted(({ exposureLower, exposureUpper }) => ({
      gross: null,
      exposureLower: exposureLower.with(2, bound),
      exposureUpper: exposureUpper.with(2, Infinity),
    }));
    assert.deepEqual(conflict, ['position', 'x2']);
  }
});

test('a feasible problem has no conflict', () => {
  assert.deepEqual(
    planted(() => ({})),
    [],
  );
});
