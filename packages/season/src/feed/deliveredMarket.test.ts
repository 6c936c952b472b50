import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { MarketPanel } from '@robata/market';
import { deliveredFile } from '../testing/fedSeason.ts';
import { DeliveredMarket } from './deliveredMarket.ts';

const RECORDED = 200;
const ABOUT = { title: 'Fed', description: '', notices: [] };
const whole = deliveredFile(RECORDED + 6);
const dayOf = (index: number): string => whole.days[index] as string;

/** A file that lacks one day. */
function lacking(file: MarketPanel, missing: number): MarketPanel {
  const cut = (values: Float64Array): Float64Array =>
    values.map((_, cell) => {
      const day = cell % file.stride;
      return values[day < missing ? cell : Math.min(cell + 1, values.length - 1)] as number;
    });
  return {
    ...file,
    days: file.days.filter((_, day) => day !== missing),
    close: cut(file.close),
    adjustment: cut(file.adjustment),
    ...(file.shares !== null && { shares: cut(file.shares) }),
  };
}

it('takes a day that a file lacked from the next one that has it, as long as no later day is played', () => {
  const market = new DeliveredMarket(deliveredFile(RECORDED), ABOUT, []);
  market.deliver(lacking(whole, RECORDED + 2), RECORDED);
  assert.equal(market.days[RECORDED + 2], dayOf(RECORDED + 3));
  market.deliver(whole, RECORDED + 2);
  assert.deepEqual(market.days, whole.days);
  // What was played stays, and nothing of it is restated.
  const used = market.panelWith(0, RECORDED + 1);
  assert.equal(market.restatement(used, RECORDED + 2), null);
  assert.equal(market.panelWith(0, RECORDED + 2).days.at(-1), dayOf(RECORDED + 2));
});

it('forgets a day far ahead that a newer file does not have, and keeps one that was played', () => {
  const market = new DeliveredMarket(deliveredFile(RECORDED), ABOUT, []);
  const mistyped = { ...deliveredFile(RECORDED + 2), days: [...whole.days.slice(0, RECORDED + 1), '2031-01-03'] };
  market.deliver(mistyped, RECORDED);
  market.deliver(deliveredFile(RECORDED + 3), RECORDED + 1);
  assert.deepEqual(market.days, whole.days.slice(0, RECORDED + 3));
  market.deliver(lacking(whole, RECORDED), RECORDED + 1);
  assert.deepEqual(market.days, whole.days);
  const used = market.panelWith(0, RECORDED);
  assert.deepEqual(market.restatement(used, RECORDED + 1)?.comparison.withdrawn, [dayOf(RECORDED)]);
});
