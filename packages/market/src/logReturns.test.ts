import assert from 'node:assert/strict';
import { it } from 'node:test';

import { buildPanel } from './import/buildPanel.ts';
import { smallPrices } from './import/testing/smallPrices.ts';
import { logReturns } from './logReturns.ts';

const returnsOf = (close: (number | null)[], adjustment?: number[]): number[] => {
  const { panel } = buildPanel(smallPrices({ A: adjustment ? { close, adjustment } : { close } }));
  return [...logReturns(panel)];
};

const near = (actual: number | undefined, expected: number): void =>
  assert.ok(Math.abs((actual as number) - expected) < 1e-15, `${actual} is not ${expected}`);

it('gives no return on the first day and log returns after it', () => {
  const [first, second] = returnsOf([10, 11]);
  assert.ok(Number.isNaN(first));
  near(second, Math.log(1.1));
});

it('uses adjusted prices: a split of two for one is no return', () => {
  near(returnsOf([10, 5], [1, 2])[1], 0);
});

it('carries up to five missing days, and gives one return on the day of reappearance', () => {
  const returns = returnsOf([10, null, null, null, null, null, 12, 12]);
  assert.ok(returns.slice(1, 6).every(Number.isNaN));
  near(returns[6], Math.log(1.2));
  near(returns[7], 0);
});

it('gives no return over six missing days', () => {
  const returns = returnsOf([10, null, null, null, null, null, null, 12, 6]);
  assert.ok(Number.isNaN(returns[7]));
  near(returns[8], Math.log(0.5));
});

it('keeps to the stride of a panel with spare columns', () => {
  const { panel } = buildPanel(smallPrices({ A: { close: [1, 2] }, B: { close: [4, 2] } }));
  const spread = (values: Float64Array): Float64Array =>
    Float64Array.of(...values.slice(0, 2), 9, ...values.slice(2), 9);
  const wide = { ...panel, stride: 3, close: spread(panel.close), adjustment: spread(panel.adjustment) };
  const returns = logReturns(wide);
  assert.equal(returns.length, 6);
  near(returns[1], Math.log(2));
  near(returns[4], -Math.log(2));
  assert.ok(Number.isNaN(returns[2]) && Number.isNaN(returns[3]) && Number.isNaN(returns[5]));
});
