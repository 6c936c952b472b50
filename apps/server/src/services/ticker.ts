import { setTimeout as sleep } from 'node:timers/promises';

export interface Ticker {
  /** Ends after what runs. */
  stop(): Promise<void>;
}

/** Does `work` again and again, `seconds` after it was done. A failure is told to `onFault` and is no end. */
export function ticker(seconds: number, work: () => Promise<unknown>, onFault: (error: unknown) => void): Ticker {
  const stopping = new AbortController();
  const running = (async () => {
    while (!stopping.signal.aborted) {
      await work().catch(onFault);
      await sleep(seconds * 1000, undefined, { signal: stopping.signal }).catch(() => undefined);
    }
  })();
  return {
    async stop() {
      stopping.abort();
      await running;
    },
  };
}
