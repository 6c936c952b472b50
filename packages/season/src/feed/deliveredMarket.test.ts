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

it('leaves out a skipped day that comes after all, says nothing of it, and has it again where that is taken back in time', () => {
  const market = new DeliveredMarket(deliveredFile(RECORDED), ABOUT, []);
  const isPlayed = (day: string): boolean => day !== dayOf(RECORDED + 1);
  market.skip([dayOf(RECORDED + 1)]);
  market.deliver(deliveredFile(RECORDED + 3), RECORDED, [], isPlayed);
  assert.deepEqual(market.days.slice(RECORDED), [dayOf(RECORDED), dayOf(RECORDED + 2)]);
  assert.deepEqual(market.panelWith(0, RECORDED + 1).skippedDays, [dayOf(RECORDED + 1)]);
  // A file with the day once a later one is played: it comes too late, and everybody knows.
  market.deliver(deliveredFile(RECORDED + 4), RECORDED + 2, [], isPlayed);
  assert.deepEqual(market.days.slice(RECORDED), [dayOf(RECORDED), dayOf(RECORDED + 2), dayOf(RECORDED + 3)]);
  assert.equal(market.restatement(market.panelWith(0, RECORDED + 1), RECORDED + 2), null);

  const other = new DeliveredMarket(deliveredFile(RECORDED), ABOUT, []);
  other.deliver(deliveredFile(RECORDED + 3), RECORDED, [], isPlayed);
  other.skip([]);
  other.deliverAgain(deliveredFile(RECORDED + 3), [], () => true);
  assert.deepEqual(other.days, deliveredFile(RECORDED + 3).days);
});

it('shows a held move from the day on at which somebody knows that it is real, as a restatement of an operator', () => {
  const moved = { security: 0, day: RECORDED, factor: 0.5, onwards: true };
  const id = whole.securities[0]?.id as string;
  const market = new DeliveredMarket(deliveredFile(RECORDED), ABOUT, []);
  market.deliver(deliveredFile(RECORDED + 4, [moved]), RECORDED);
  const priceOn = (panel: MarketPanel, day: number) => panel.close[day] as number;
  assert.ok(Number.isNaN(priceOn(market.panelWith(0, RECORDED + 1), RECORDED)));
  assert.deepEqual(
    market.heldBack(RECORDED + 1).map(({ security, day }) => [security, day]),
    [[id, dayOf(RECORDED)]],
  );
  market.takeAsReal([{ security: id, day: dayOf(RECORDED), from: RECORDED + 2 }]);
  const used = market.panelWith(0, RECORDED + 1);
  assert.ok(Number.isNaN(priceOn(used, RECORDED)));
  const restatement = market.restatement(used, RECORDED + 2);
  assert.deepEqual([[...(restatement?.known ?? [])], [...(restatement?.held ?? [])]], [[id], [id]]);
  assert.deepEqual(
    restatement?.comparison.rows.map(({ security, day, kind }) => [security, day, kind]),
    [RECORDED, RECORDED + 1].map((day) => [id, day, 'late']),
  );
  assert.equal(priceOn(market.panelWith(0, RECORDED + 2), RECORDED), 0.5 * priceOn(whole, RECORDED));
  assert.deepEqual(market.heldBack(RECORDED + 2), []);
});
