import assert from 'node:assert/strict';
import { it } from 'node:test';
import { metaModelWeights, type StakeWeighting } from '@robata/ledger';
import { gradient, leaveOneOut } from '@robata/portfolio';
import { type ClosingInput, readKit, robata1 } from '@robata/tournament';
import type { PlaySeasonInput } from './playSeason.ts';
import { type SmallSeason, smallSeason } from './testing/smallSeason.ts';

/** A season of two rounds under a weighting, and what its last close was given. */
async function played(weighting: StakeWeighting): Promise<SmallSeason & { closing: ClosingInput }> {
  const config = { ...robata1, universeSize: 120, weighting, contribution: { ...robata1.contribution, draws: 10 } };
  const closings: ClosingInput[] = [];
  const input: Partial<PlaySeasonInput> = {
    settings: { config, seed: 3, models: 14, from: null, to: null, rounds: 2 },
    onClosing: (closing) => closings.push(closing),
  };
  const season = await smallSeason({ input });
  const closing = closings.at(-1);
  assert.ok(closing);
  return { ...season, closing };
}

const WEIGHTINGS: Record<string, StakeWeighting> = {
  capped: { kind: 'capped', share: 0.1 },
  concave: { kind: 'concave', exponent: 0.5 },
};

for (const [name, weighting] of Object.entries(WEIGHTINGS)) {
  it(`a ${name} weighting makes the meta model, and its kit alone gives every TC again, bit for bit`, async () => {
    const { blobs, storage, closing } = await played(weighting);
    const kit = (await readKit(blobs, 2)) ?? assert.fail('no kit');
    assert.deepEqual([...kit.stakes], [...metaModelWeights(closing.stakes, weighting)]);
    assert.notDeepEqual([...kit.stakes], [...closing.stakes]);
    const total = kit.stakes.reduce((sum, weight) => sum + weight, 0);
    if (weighting.kind === 'capped') assert.ok(Math.max(...kit.stakes) <= 0.1 * total * (1 + 1e-12));

    const round = await storage.round(2);
    const rows = await storage.scores({ round: 2, latestOnly: true });
    const column = (key: string) => {
      const index = round?.columns.findIndex((candidate) => candidate.key === key) ?? -1;
      return rows.slice(0, -1).map(({ values }) => values[index] ?? Number.NaN);
    };
    const tc = ({ contributions }: ReturnType<typeof leaveOneOut>) => contributions.map((c) => c.tc);
    assert.deepEqual(tc(leaveOneOut(kit, { start: 'zero' })), column('tcLeaveOneOut'));
    assert.deepEqual(tc(gradient(kit, { draws: 10 })), column('tc'));
    // What is paid and burned stays in proportion to the stake.
    const entries = await storage.entries({ round: 2 });
    assert.deepEqual(
      entries.map(({ atRisk }) => Number(atRisk) / 1e18),
      [...closing.stakes],
    );
  });
}

it('without a weighting stakes weigh as they are, as with the proportional one: the same bits', async () => {
  const [left, proportional] = [await smallSeason({ rounds: 2 }), await played({ kind: 'proportional' })];
  assert.equal(proportional.report.digest, left.report.digest);
});
