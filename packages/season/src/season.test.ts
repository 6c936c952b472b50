import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { gradient, leaveOneOut } from '@robata/portfolio';
import { type LeaderboardRow, readKit } from '@robata/tournament';
import { type SmallSeason, smallSeason } from './testing/smallSeason.ts';

describe('a small season on a generated market', () => {
  let season: SmallSeason;
  before(async () => {
    season = await smallSeason();
  });
  const row = (name: string): LeaderboardRow => {
    const found = season.report.leaderboard.find(({ model }) => model === name);
    assert.ok(found, `no row ${name}`);
    return found;
  };

  it('closes and resolves its rounds, each scored on each of its twenty days', async () => {
    const { report, storage } = season;
    assert.deepEqual([report.rounds, report.resolved, report.models], [6, 6, 14]);
    const scores = await storage.scores({ round: 1 });
    assert.equal(scores.length, 20 * 15);
    assert.deepEqual(
      [...new Set(scores.map(({ day }) => day))],
      Array.from({ length: 20 }, (_, i) => i + 1),
    );
  });

  it('solves every portfolio with a certificate and breaks no exposure limit', () => {
    const { optimizer, fund } = season.report;
    assert.deepEqual([optimizer.solved + optimizer.relaxed, optimizer.failed], [6, 0]);
    assert.ok(optimizer.worstResidual <= 1e-9, `${optimizer.worstResidual}`);
    assert.ok(fund.maxExposureBreach <= 1e-6, `${fund.maxExposureBreach}`);
  });

  it('conserves the ledger to the last unit', async () => {
    assert.equal(season.report.ledger.conserved, true);
    const total = [...(await season.storage.balances()).values()].reduce((sum, amount) => sum + amount, 0n);
    assert.equal(total, 0n);
  });

  it('gives a copy the scores of its original: CORR, and the gradient TC whatever their stakes', () => {
    const [example, copycat] = [row('example'), row('copycat')];
    assert.equal(copycat.corr, example.corr);
    assert.equal(copycat.mmc, example.mmc);
    assert.equal(copycat.tc, example.tc);
    assert.notEqual(copycat.stake, example.stake);
  });

  it('pays the pair p and 1 − p at most nothing together, and scores them as opposites', () => {
    const [p, inverse] = season.report.leaderboard.filter(({ kind }) => kind === 'pair') as [
      LeaderboardRow,
      LeaderboardRow,
    ];
    assert.ok(Math.abs((p.tc ?? 1) + (inverse.tc ?? 1)) < 1e-12);
    assert.ok(Math.abs((p.corr ?? 1) + (inverse.corr ?? 1)) < 1e-12);
    assert.ok(Number(p.payout) + Number(inverse.payout) <= 0);
  });

  it('pays nothing to the benchmark and shows meta model and example as marked rows', () => {
    assert.equal(row('example').payout, '0');
    assert.deepEqual(
      season.report.leaderboard
        .filter(({ marked }) => marked)
        .map(({ kind }) => kind)
        .sort(),
      ['example', 'meta'],
    );
    assert.equal(row('meta model').tc, null);
  });

  it('publishes a kit from which every TC of the round is computed again, bit for bit', async () => {
    const kit = (await readKit(season.blobs, 2)) ?? assert.fail('no kit');
    const round = await season.storage.round(2);
    assert.ok(round);
    const scores = (await season.storage.scores({ round: 2, latestOnly: true })).slice(0, -1);
    const column = (key: string): number[] => {
      const index = round.columns.findIndex((candidate) => candidate.key === key);
      return scores.map(({ values }) => values[index] ?? Number.NaN);
    };
    const tc = ({ contributions }: { contributions: readonly { tc: number | null }[] }) =>
      contributions.map((c) => c.tc);
    assert.deepEqual(tc(leaveOneOut(kit, { start: 'held' })), column('tcLeaveOneOutHeld'));
    assert.deepEqual(tc(leaveOneOut(kit, { start: 'zero' })), column('tcLeaveOneOut'));
    // Ten draws are the small season's; their seed and dropout are those of whoever has the kit alone.
    assert.deepEqual(tc(gradient(kit, { draws: 10 })), column('tc'));
  });

  it('keeps a fund whose days follow each other and whose value starts at its capital', async () => {
    const days = await season.storage.fundDays();
    assert.ok(days.length > 40);
    assert.equal(days[0]?.nav, 10_000_000);
    assert.ok(days.every(({ nav, gross }) => nav > 0 && gross <= 1.2));
  });
});
