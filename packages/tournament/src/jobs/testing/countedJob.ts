import type { JobKind } from '../jobQueue.ts';

/** What a test that enqueues and a worker process agree on. */
export const countedJob: JobKind = {
  deadlineSeconds: 60,
  attempts: 5,
  retryDelaySeconds: 1,
  handler: async () => undefined,
};
