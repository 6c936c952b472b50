import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { Worker } from 'node:worker_threads';
import { matrix } from '@robata/kernels';
import type { ContributionKit } from '@robata/portfolio';
import type { ClosedRound } from './roundScoring.ts';
import { inThreads, scoringService, scoringThread } from './scoringService.ts';
import { robata1 } from './tournamentConfig.ts';

/** No kit that could be solved: what matters is who is told. */
const round: ClosedRound = {
  kit: { models: ['a'], predictions: matrix(0, 1), problem: { ids: [] } } as unknown as ContributionKit,
  metaModel: new Float64Array(0),
  neutralBins: new Int8Array(0),
  columns: [],
  round: 1,
};
const nothing = [new Map<string, Float64Array>(), new Float64Array(0)] as const;

it('tells who asked what was wrong, from another thread too', async (context) => {
  const service = scoringService(2, robata1.contribution);
  context.after(() => service.stop());
  const scores = service.close(round);
  await assert.rejects(scores.report);
  await assert.rejects(scores.score(...nothing), /are not here/);
  await assert.rejects(scores.publish(...nothing), /are not here/);
});

it('leaves nobody waiting for a thread that has ended, neither before nor after', async () => {
  const service = scoringService(3, robata1.contribution);
  const { report } = service.close(round);
  await Promise.all([service.stop(), assert.rejects(report, /has ended/)]);
  const later = service.close(round);
  await assert.rejects(later.report, /has ended/);
  await assert.rejects(later.score(...nothing), /has ended/);
});

it('has a successor for a thread that ends: its rounds are gone, later ones are answered', async (context) => {
  const started: Worker[] = [];
  const service = inThreads(1, () => {
    const worker = scoringThread(robata1.contribution);
    started.push(worker);
    return worker;
  });
  context.after(() => service.stop());
  const lost = service.close(round);
  await Promise.all([started[0]?.terminate(), assert.rejects(lost.report, /has ended/)]);
  await assert.rejects(lost.score(...nothing), /has ended/);
  const later = service.close(round);
  // The successor answers what it thinks of a kit that nobody could solve.
  await assert.rejects(later.report, (error: Error) => !error.message.includes('has ended'));
  await assert.rejects(lost.publish(...nothing), /has ended/);
  assert.equal(started.length, 2);
});
