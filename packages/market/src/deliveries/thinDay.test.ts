import assert from 'node:assert/strict';
import { it } from 'node:test';
import { createGeneratedMarket } from '../generated/generatedMarket.ts';
import type { MarketPanel } from '../panel.ts';
import { universeAt } from '../universe.ts';
import { thinDayFault } from './thinDay.ts';

const DAY = 140;
const market = createGeneratedMarket({ seed: 5, securities: 60, startDate: '2022-01-03' });
market.advance(DAY + 1);
const { panel } = market;
const { members } = universeAt(panel, DAY - 1, { size: 50 });
const outside = panel.securities.map((_, security) => security).filter((security) => !members.includes(security));

/** The panel without a price of these on the last day. */
function without(securities: Iterable<number>): MarketPanel {
  const close = panel.close.slice();
  for (const security of securities) close[security * panel.stride + DAY] = Number.NaN;
  return { ...panel, close };
}

it('says nothing of a whole day, of one that lacks what the universe does not have, or of as many as the policy allows', () => {
  assert.equal(members.length, 50);
  assert.equal(thinDayFault(panel, DAY, { universeSize: 50 }), null);
  assert.equal(thinDayFault(without(outside), DAY, { universeSize: 50 }), null);
  // 98 % of 50 are 49.
  assert.equal(thinDayFault(without(members.subarray(0, 1)), DAY, { universeSize: 50 }), null);
  assert.equal(thinDayFault(without(members.subarray(0, 10)), DAY, { universeSize: 50, minimumCoverage: 0.8 }), null);
});

it('names what a thin day lacks, how much of the universe it has, and what is done', () => {
  const fault = thinDayFault(without(members.subarray(0, 6)), DAY, { universeSize: 50 });
  assert.deepEqual([fault?.rule, fault?.day], ['thin_day', panel.days[DAY]]);
  assert.deepEqual([fault?.incident.severity, fault?.incident.rows], ['error', 6]);
  assert.match(
    fault?.why ?? '',
    /prices of 44 of the 50 stocks .*\(88\.0 %, and 98\.0 % are asked for\); it lacks (\S+, ){5}…\.$/,
  );
  assert.match(
    fault?.incident.message ?? '',
    /; the market stands still until a fuller file comes or an operator accepts or skips the day/,
  );
  assert.notEqual(thinDayFault(without(members.subarray(0, 1)), DAY, { universeSize: 50, minimumCoverage: 1 }), null);
});
