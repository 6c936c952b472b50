import assert from 'node:assert/strict';
import { it } from 'node:test';
import { createGeneratedMarket, type MarketPanel } from '@robata/market';
import { dailyReturns } from './dailyReturns.ts';
import { SeenPrices } from './seenPrices.ts';

const market = createGeneratedMarket({ seed: 3, securities: 20, startDate: '2022-01-03' });
market.advance(40);
const whole = market.panel;
const priceOn = (security: number, day: number): number => whole.close[security * whole.stride + day] as number;

/** The panel with rows taken away: `[security, first day, last day]`. */
function lacking(...gaps: readonly (readonly [security: number, from: number, to: number])[]): MarketPanel {
  const close = whole.close.slice();
  for (const [security, from, to] of gaps)
    close.fill(Number.NaN, security * whole.stride + from, security * whole.stride + to + 1);
  return { ...whole, close };
}

it('gives the returns of the days where nothing comes late, gaps of up to five days included', () => {
  const panel = lacking([0, 12, 12], [1, 10, 14], [2, 10, 15]);
  const seen = new SeenPrices();
  for (let day = 5; day < 30; day++) {
    // The last one is new on day 20.
    const held = day < 20 ? [0, 1, 2] : [0, 1, 2, 3];
    assert.deepEqual([...seen.returns(panel, held, day)], [...dailyReturns(panel, held, day)], `day ${day}`);
    seen.see(panel, held, day);
  }
});

it('has what happened while a price was held back or late, once, when it is shown', () => {
  const hidden = lacking([0, 10, 15]);
  const seen = new SeenPrices();
  for (let day = 8; day <= 15; day++) {
    assert.equal(Number.isNaN(seen.returns(hidden, [0], day)[0] as number), day >= 10);
    seen.see(hidden, [0], day);
  }
  assert.equal(seen.returns(whole, [0], 16)[0], priceOn(0, 16) / priceOn(0, 9) - 1);
  seen.see(whole, [0], 16);
  assert.equal(seen.returns(whole, [0], 17)[0], priceOn(0, 17) / priceOn(0, 16) - 1);
});

it('counts what is new from the day on which it came, priced or not, and forgets what is gone', () => {
  const hidden = lacking([0, 10, 15]);
  const seen = new SeenPrices();
  seen.see(hidden, [0], 9);
  seen.see(hidden, [], 11);
  seen.see(hidden, [0], 12);
  seen.see(hidden, [0], 15);
  assert.equal(seen.returns(whole, [0], 16)[0], priceOn(0, 16) / priceOn(0, 12) - 1);
});
