import assert from 'node:assert/strict';
import { it } from 'node:test';
import { matrix } from '@robata/kernels';
import type { ContributionKit } from '@robata/portfolio';
import { contributionService } from './contributionService.ts';
import { robata1 } from './tournamentConfig.ts';

/** No kit that could be solved: what matters is who is told. */
const kit = { models: ['a'], predictions: matrix(0, 1), problem: { ids: [] } } as unknown as ContributionKit;

it('tells who asked what was wrong, from another thread too', async () => {
  const service = contributionService(2, robata1.contribution);
  const round = service.close(kit);
  await assert.rejects(round.report);
  await assert.rejects(round.score(new Float64Array(0)), /are not here/);
  await service.stop();
});

it('leaves nobody waiting for a thread that has ended, neither before nor after', async () => {
  const service = contributionService(3, robata1.contribution);
  const { report } = service.close(kit);
  await Promise.all([service.stop(), assert.rejects(report, /has ended/)]);
  const later = service.close(kit);
  await assert.rejects(later.report, /has ended/);
  await assert.rejects(later.score(new Float64Array(0)), /has ended/);
});
