import { setTimeout as sleep } from 'node:timers/promises';

export interface ShutdownStep {
  readonly name: string;
  readonly withinSeconds: number;
  stop(): unknown;
}

/**
 * Stops the parts of a server one after the other: `/readyz` first, so that nobody sends more; the requests at hand; the ticker; the
 * jobs; whatever plays; the database last. A part that fails or hangs does not keep the next ones from their turn. Gives what went wrong, a sentence each.
 */
export async function shutDown(steps: readonly ShutdownStep[]): Promise<string[]> {
  const faults: string[] = [];
  for (const { name, withinSeconds, stop } of steps) {
    const timer = new AbortController();
    const late = sleep(withinSeconds * 1000, 'late' as const, { signal: timer.signal }).catch(() => null);
    try {
      const outcome = await Promise.race([(async () => void (await stop()))(), late]);
      if (outcome === 'late') faults.push(`${name} did not stop within ${withinSeconds} s.`);
    } catch (error) {
      faults.push(`${name} failed as it stopped: ${error instanceof Error ? error.message : String(error)}`);
    } finally {
      timer.abort();
    }
  }
  return faults;
}
