import assert from 'node:assert/strict';
import { it } from 'node:test';
import { amount } from '@robata/ledger';
import { createGeneratedMarket, type MarketPanel } from '@robata/market';
import { SeenPrices } from '../seenPrices.ts';
import { corporateActions } from './fundMarket.ts';

const market = createGeneratedMarket({ seed: 3, securities: 20, startDate: '2022-01-03' });
market.advance(30);
const { panel } = market;
const [SPLIT_ON, SHOWN_ON] = [10, 16];
const held = [{ security: 0, quantity: amount('100'), price: amount('40'), value: amount('4000') }];

/** The price of the first stock is not shown from its split on, before the factor is known. */
const hidden: MarketPanel = {
  ...panel,
  close: panel.close.map((value, cell) => (cell >= SPLIT_ON - 2 && cell < SHOWN_ON ? Number.NaN : value)),
};
const proved: MarketPanel = {
  ...panel,
  close: panel.close.map((value, cell) => (cell < SPLIT_ON - 2 || cell >= SPLIT_ON ? value : Number.NaN)),
  adjustment: panel.adjustment.map((value, cell) => (cell >= SPLIT_ON && cell < panel.stride ? 4 * value : value)),
};
const NOBODY: ReadonlySet<number> = new Set();

it('books a split that is proved later on the day on which the price is shown again, and once', () => {
  const seen = new SeenPrices();
  for (let day = 5; day < SHOWN_ON; day++) {
    assert.deepEqual(corporateActions(hidden, held, day, { seen, heldBack: new Set([0]) }), [], `day ${day}`);
    seen.see(hidden, [0], day);
  }
  const [action] = corporateActions(proved, held, SHOWN_ON, { seen, heldBack: NOBODY });
  assert.ok(action?.kind === 'split');
  assert.equal(action.ratio.new / action.ratio.per, 4);
  seen.see(proved, [0], SHOWN_ON);
  assert.deepEqual(corporateActions(proved, held, SHOWN_ON + 1, { seen, heldBack: NOBODY }), []);
});

it('delists what has no price for longer than is carried, and not what is only held back', () => {
  const seen = new SeenPrices();
  seen.see(hidden, [0], SPLIT_ON - 3);
  const gone = corporateActions(hidden, held, SHOWN_ON - 1, { seen, heldBack: NOBODY });
  assert.deepEqual(
    gone.map(({ kind }) => kind),
    ['delisted'],
  );
  assert.deepEqual(corporateActions(hidden, held, SHOWN_ON - 1, { seen, heldBack: new Set([0]) }), []);
});
