import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { applyDay, applyTrades, type FundState, holdingWeights, netAssetValue, openFund } from './fundState.ts';

const close = (actual: number, expected: number, tolerance = 1e-9) =>
  assert.ok(
    Math.abs(actual - expected) <= tolerance * Math.max(1, Math.abs(expected)),
    `${actual} and not ${expected}`,
  );

test('the NAV falls by the cost of the trade and by nothing else', () => {
  const { state, trade } = applyTrades(
    openFund(1_000_000),
    new Map([
      [7, 0.3],
      [3, -0.2],
    ]),
    0.001,
  );
  close(trade.turnover, 0.5);
  close(trade.cost, 1_000_000 * 0.001 * 0.5);
  close(netAssetValue(state), 1_000_000 - 500);
  assert.deepEqual(
    [...state.positions],
    [
      [3, -200_000],
      [7, 300_000],
    ],
  );
  close(state.cash, 1_000_000 - 500 - 100_000);
});

test('a portfolio that is never traded again grows by the closed form of its weights and returns', () => {
  const days = 250;
  const opened = applyTrades(
    openFund(100),
    new Map([
      [0, 0.5],
      [1, -0.5],
    ]),
    0,
  ).state;
  let state = opened;
  for (let t = 0; t < days; t++) state = applyDay(state, { returnOf: (security) => (security === 0 ? 0.001 : 0.0004) });
  close(netAssetValue(state), 100 + 50 * 1.001 ** days - 50 * 1.0004 ** days);
  assert.deepEqual(
    [...opened.positions],
    [
      [0, 50],
      [1, -50],
    ],
    'earlier states are not changed',
  );
});

test("a book rebalanced to the same weights each day compounds at w'r less its costs", () => {
  const weights = new Map([
    [0, 0.6],
    [1, -0.4],
  ]);
  const returns = [0.02, -0.01];
  let state = openFund(1);
  let expected = 1;
  for (let t = 0; t < 50; t++) {
    const held = holdingWeights(state);
    const turnover = [...weights].reduce(
      (sum, [security, weight]) => sum + Math.abs(weight - (held.get(security) ?? 0)),
      0,
    );
    state = applyTrades(state, weights, 0.002).state;
    expected *= 1 - 0.002 * turnover;
    close(netAssetValue(state), expected);
    // Weights are shares of the NAV before the cost, so they are a little larger than planned after it.
    const invested = expected / (1 - 0.002 * turnover);
    state = applyDay(state, { returnOf: (security) => returns[security] });
    expected += invested * (0.6 * returns[0] - 0.4 * returns[1]);
    close(netAssetValue(state), expected);
  }
});

test('a delisted position becomes cash at its last close, without cost', () => {
  const { state } = applyTrades(
    openFund(100),
    new Map([
      [0, 0.5],
      [1, -0.25],
    ]),
    0,
  );
  const last = applyDay(state, { returnOf: (security) => (security === 1 ? 0.2 : 0), delisted: new Set([1]) });
  assert.deepEqual([...last.positions.keys()], [0]);
  close(netAssetValue(last), 100 - 25 * 0.2);
  close(last.cash, state.cash - 25 * 1.2);
});

test('a missing price leaves the value as it was, and a total loss leaves no position', () => {
  const { state } = applyTrades(
    openFund(100),
    new Map([
      [0, 0.5],
      [1, 0.25],
    ]),
    0,
  );
  const next = applyDay(state, { returnOf: (security) => (security === 0 ? Number.NaN : -1) });
  assert.deepEqual([...next.positions], [[0, 50]]);
});

test('securities that are not in the target are sold whole', () => {
  const { state } = applyTrades(
    openFund(100),
    new Map([
      [0, 0.5],
      [1, -0.25],
    ]),
    0,
  );
  const { state: after, trade } = applyTrades(state, new Map([[1, -0.25]]), 0.01);
  assert.deepEqual([...after.positions.keys()], [1]);
  close(trade.turnover, 0.5);
  close(trade.cost, 0.5);
});

test('costs may differ by security', () => {
  const { trade } = applyTrades(
    openFund(100),
    new Map([
      [0, 0.5],
      [1, -0.25],
    ]),
    new Map([
      [0, 0.01],
      [1, 0.1],
    ]),
  );
  close(trade.cost, 100 * (0.5 * 0.01 + 0.25 * 0.1));
  assert.throws(() => applyTrades(openFund(100), new Map([[2, 0.5]]), new Map([[0, 0.01]])), /missing/);
});

test("no trade and no day makes money out of nothing: NAV changes by w'r and by cost only", () => {
  const weight = fc.integer({ min: -50, max: 50 }).map((value) => value / 1000);
  const change = fc.integer({ min: -100, max: 300 }).map((value) => value / 1000);
  fc.assert(
    fc.property(
      fc.array(fc.array(fc.tuple(weight, change), { minLength: 3, maxLength: 3 }), { maxLength: 10 }),
      (days) => {
        let state: FundState = openFund(1e6);
        for (const day of days) {
          const before = netAssetValue(state);
          const { state: traded, trade } = applyTrades(state, new Map(day.map(([w], i) => [i, w])), 0.001);
          close(netAssetValue(traded), before - trade.cost);
          state = applyDay(traded, { returnOf: (security) => day[security][1] });
          close(netAssetValue(state), before - trade.cost + before * day.reduce((sum, [w, r]) => sum + w * r, 0));
        }
      },
    ),
  );
});

test('an impossible return, a worthless fund and weights that are not numbers are refused', () => {
  const { state } = applyTrades(openFund(100), new Map([[0, -0.9]]), 0);
  assert.throws(() => applyDay(state, { returnOf: () => -1.5 }), /return of -1.5/);
  const ruined = applyDay(state, { returnOf: () => 2 });
  assert.ok(netAssetValue(ruined) < 0);
  assert.throws(() => applyTrades(ruined, new Map(), 0), /cannot trade/);
  assert.throws(() => applyTrades(state, new Map([[0, Number.NaN]]), 0), /not finite/);
  for (const cash of [0, -1, Number.NaN, Number.POSITIVE_INFINITY]) assert.throws(() => openFund(cash), RangeError);
});
