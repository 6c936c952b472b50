import { setTimeout as sleep } from 'node:timers/promises';
import type { JobQueue } from '../jobQueue.ts';

const PATIENCE_MS = 180_000;

/** Waits until no job runs and none is due. Throws where that takes longer than three minutes. */
export async function settled(queue: JobQueue): Promise<void> {
  const end = Date.now() + PATIENCE_MS;
  while (Date.now() < end) {
    // Times are shown in whole seconds.
    const soon = Date.now() + 1_500;
    const jobs = await queue.list({ limit: 1_000 });
    const isBusy = jobs.some(
      ({ state, startsAt }) =>
        state === 'running' || state === 'retrying' || (state === 'waiting' && Date.parse(startsAt) <= soon),
    );
    if (!isBusy) return;
    await sleep(50);
  }
  throw new Error('the jobs did not come to rest');
}
