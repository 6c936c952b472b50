import assert from 'node:assert/strict';
import { it } from 'node:test';
import { fundFigures } from './fundFigures.ts';

const day = (nav: number, turnover: number) => ({ day: '2024-01-05', nav, gross: 1, turnover, cost: 0 });

it('counts as rebalances the days with trades, and tells the worst breach whether or not there were any', () => {
  const figures = fundFigures([day(100, 0.2), day(90, 0), day(99, 0.4)], 1e-9);
  assert.equal(figures.navEnd, 99);
  assert.ok(Math.abs(figures.maxDrawdown - 0.1) < 1e-12);
  assert.ok(Math.abs((figures.meanTurnover ?? 0) - 0.3) < 1e-12);
  assert.equal(figures.maxExposureBreach, 1e-9);
  const none = fundFigures([], 0.5);
  assert.deepEqual([none.navStart, none.meanTurnover, none.maxExposureBreach], [1, null, 0.5]);
});
