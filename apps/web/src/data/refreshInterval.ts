import type { Progress } from '@robata/client';

const EVERY_MS: Readonly<Record<Progress['state'], number>> = {
  preparing: 1_000,
  season: 2_000,
  live: 4_000,
  finished: 60_000,
  failed: 30_000,
};

/** How long a page waits before it asks for the data again, in milliseconds: the faster the tournament moves, the shorter. */
export function refreshInterval(state: Progress['state'] | undefined): number {
  return state === undefined ? EVERY_MS.season : EVERY_MS[state];
}
