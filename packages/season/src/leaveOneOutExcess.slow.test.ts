import assert from 'node:assert/strict';
import { it } from 'node:test';
import { PAYOUT_POLICIES } from '@robata/ledger';
import { createGeneratedMarket, plantedEdge } from '@robata/market';
import { robata1 } from '@robata/tournament';
import { endlessMarket } from './marketSource.ts';
import { excessOf, mirroredPairs } from './testing/leaveOneOutExcess.ts';
import { smallSeason } from './testing/smallSeason.ts';

/** 52 weeks of 2,000 generated stocks: what the two presets that pay leave-one-out TC state as their measured excess. */
const skip = process.env['ROBATA_LONG'] === '1' ? false : 'set ROBATA_LONG=1 to play it: a minute and a half';
it('the presets that pay leave-one-out TC state the excess that a season measures, and it is not a gain', {
  skip,
}, async () => {
  // The gradient is what the season pays, so that stakes follow from it; ten draws save its time.
  const config = { ...robata1, contribution: { ...robata1.contribution, draws: 10 } };
  const market = createGeneratedMarket({ seed: 3, securities: 2500, startDate: '2020-01-02' });
  const season = await smallSeason({
    input: {
      source: endlessMarket(market, 'A generated market.', plantedEdge.description),
      settings: { config, seed: 3, models: 14, from: null, to: null, rounds: 52, funds: null },
    },
  });
  const presets = [
    [PAYOUT_POLICIES['robata-1-leave-one-out'], 'zero'],
    [PAYOUT_POLICIES['robata-1-leave-one-out-held'], 'held'],
  ] as const;
  for (const [policy, start] of presets) {
    const measured = excessOf(await mirroredPairs(season, policy, start));
    const { mean, standardError, highest, pairs, rounds } = policy.statedExcess ?? assert.fail();
    assert.deepEqual(
      [measured.mean, measured.standardError, measured.highest].map((value) => Number(value.toFixed(5))),
      [mean, standardError, highest].map(Number),
      `${policy.id}: ${JSON.stringify(measured)}`,
    );
    assert.deepEqual([measured.pairs, measured.rounds], [pairs, rounds]);
    // No pair gains on average that chance would not explain; a single round may pay a pair, which is what is stated.
    assert.ok(measured.mean < 3 * measured.standardError && measured.highest > 0);
  }
});
