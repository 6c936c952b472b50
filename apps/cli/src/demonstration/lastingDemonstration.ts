import { statfsSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { RunningDemonstration } from './runDemonstration.ts';

export interface LastingDemonstrationInput {
  /** Plays it from what is stored. */
  readonly run: () => RunningDemonstration;
  /** On whose disk it writes. */
  readonly folder: string;
  /** Told once, in a sentence, when it stands still. */
  readonly tell: (sentence: string) => void;
  /** How long to wait before it looks for space again. Default 2000. */
  readonly pauseMs?: number;
}

/** The database keeps 48 MiB for what is under way; files need room beside. */
const ROOM_BYTES = 64 * 2 ** 20;

/**
 * A demonstration that stands still while the disk is full: what it could not store it plays again once there is space, and whoever asks the
 * server is answered meanwhile. Every other failure ends it.
 */
export function lastingDemonstration({
  run,
  folder,
  tell,
  pauseMs = 2_000,
}: LastingDemonstrationInput): RunningDemonstration {
  const stopping = new AbortController();
  let running = run();
  const failure = (async (): Promise<never> => {
    for (;;) {
      const error: unknown = await running.failure.catch((cause: unknown) => cause);
      if (stopping.signal.aborted || !/no space left on device/i.test(String(error))) throw error;
      tell('The disk is full: the market stands still, and goes on once there is space.');
      await running.stop();
      do await sleep(pauseMs, undefined, { signal: stopping.signal });
      while (!hasRoom(folder));
      running = run();
    }
  })();
  failure.catch(() => undefined);
  return {
    isPlayed: () => running.isPlayed(),
    failure,
    stop() {
      stopping.abort();
      return running.stop();
    },
  };
}

function hasRoom(folder: string): boolean {
  const { bavail, bsize } = statfsSync(folder);
  return bavail * bsize >= ROOM_BYTES;
}
