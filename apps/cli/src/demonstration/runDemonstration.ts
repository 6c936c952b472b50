import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { type RoundPort, serveRounds } from '@robata/season';
import { type DataFolder, serveStorage } from '@robata/tournament';
import type { DemonstrationMessage, DemonstrationWork } from './demonstrationWorker.ts';
import type { DemonstrationMode } from './mode.ts';

export interface RunningDemonstration {
  /** Whether the season is played and what follows is live. */
  readonly isPlayed: () => boolean;
  /** Ends after the day at hand is stored, or soon where nobody does what that day needs. */
  stop(): Promise<void>;
  /** Rejects with one sentence where the demonstration fails. */
  readonly failure: Promise<never>;
}

const DAY_PATIENCE_MS = 10_000;

/** Plays (or continues) the demonstration in a thread of its own, so that the server answers meanwhile. */
export function runDemonstration(
  place: DataFolder,
  folder: string,
  mode: DemonstrationMode,
  threads: number,
  rounds: { readonly port: RoundPort; giveUp(): void },
  brokered: DemonstrationWork['brokered'] = [],
): RunningDemonstration {
  const worker = new Worker(new URL('./demonstrationWorker.ts', import.meta.url), {
    workerData: {
      mode,
      blobFolder: join(folder, 'blobs'),
      datasetFolder: place.datasetFolder,
      deliveryFolder: join(folder, 'deliveries'),
      threads,
      brokered,
    } satisfies DemonstrationWork,
  });
  serveStorage(place.storage, worker);
  serveRounds(rounds.port, worker);
  const isPaced = mode.feed === undefined || mode.feed.isPaced;
  let isPlayed = false;
  const failure = new Promise<never>((_, reject) => {
    worker.on('message', (message: Partial<DemonstrationMessage>) => {
      if (message.demonstration === 'season_played') {
        isPlayed = true;
        console.log(
          isPaced
            ? `The market is live: a trading day takes ${mode.daySeconds} s.`
            : 'The market is live, by its calendar.',
        );
      }
      if (message.demonstration === 'failed') reject(new Error((message as { sentence: string }).sentence));
    });
    worker.on('error', reject);
  });
  const ended = new Promise<void>((resolve) => {
    worker.on('exit', () => resolve());
  });
  return {
    isPlayed: () => isPlayed,
    failure,
    async stop() {
      worker.postMessage({ stop: true });
      const patience = setTimeout(() => rounds.giveUp(), DAY_PATIENCE_MS);
      await ended;
      clearTimeout(patience);
    },
  };
}
