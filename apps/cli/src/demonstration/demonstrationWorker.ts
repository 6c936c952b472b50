/** The thread that plays the demonstration: first its season as fast as it goes, then day by day. The database is the main thread's. */
import { parentPort, workerData } from 'node:worker_threads';
import { createGeneratedMarket, plantedEdge } from '@robata/market';
import { endlessMarket, playSeason, remoteRounds, type RoundPort, treeFitting } from '@robata/season';
import {
  feedDecisions,
  folderBlobs,
  type Progress,
  remoteStorage,
  replayingStorage,
  robata1,
  robataSignals1,
  scoringService,
  type TournamentConfig,
} from '@robata/tournament';
import { openFeed } from './feed.ts';
import type { DemonstrationMode } from './mode.ts';
import { nextDelivered } from './nextDelivered.ts';

export interface DemonstrationWork {
  readonly mode: DemonstrationMode;
  readonly blobFolder: string;
  readonly datasetFolder: string;
  /** Where deliveries are kept, if it is fed by files. */
  readonly deliveryFolder: string;
  readonly threads: number;
  /** Products whose orders go to a broker. */
  readonly brokered: readonly string[] | 'all';
}

export type DemonstrationMessage =
  | { readonly demonstration: 'season_played' }
  | { readonly demonstration: 'stopped' }
  | { readonly demonstration: 'failed'; readonly sentence: string };

const port = parentPort;
if (port === null) throw new Error('the demonstration runs as a worker thread only');
const { mode, blobFolder, datasetFolder, deliveryFolder, threads, brokered } = workerData as DemonstrationWork;

/** Listings beyond the universe, so that young and thin ones can be left out. */
const SPARE_LISTINGS = 1.2;

let wake: () => void = () => undefined;
let isStopping = false;
port.on('message', (message: { stop?: true }) => {
  if (message.stop !== true) return;
  isStopping = true;
  wake();
});

/** Resolves when the next trading day is due, false when the process is to stop. */
const nextDay = (): Promise<boolean> => pause(mode.daySeconds);

function pause(seconds: number): Promise<boolean> {
  if (isStopping) return Promise.resolve(false);
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(true), seconds * 1000);
    wake = () => {
      clearTimeout(timer);
      resolve(false);
    };
  });
}

/** So often the vendor's files are looked at. */
const LOOK_SECONDS = 5;
/** The round that takes submissions now. */
let taking: number | null = null;
const everywhere = remoteRounds(port);
const rounds: RoundPort = {
  ...everywhere,
  async open(round) {
    await everywhere.open(round);
    if (!(await everywhere.isDone(round, 'close', 0))) taking = round;
  },
  async close(round) {
    const wasClosed = await everywhere.close(round);
    if (taking === round) taking = null;
    return wasClosed;
  },
};

function generated() {
  const market = createGeneratedMarket({
    seed: mode.seed,
    securities: Math.ceil(mode.universe * SPARE_LISTINGS),
    startDate: mode.startDate,
  });
  return endlessMarket(
    market,
    `A generated market of ${mode.universe} stocks, new every trading day.`,
    plantedEdge.description,
  );
}

const say = (message: DemonstrationMessage): void => port.postMessage(message);
// A generated market has no licence to keep, and its cast no secrets.
const { signals = 0 } = mode;
const config: TournamentConfig = {
  ...robata1,
  universeSize: mode.universe,
  kits: mode.feed === undefined ? 'values' : 'own',
  ...(signals > 0 && { signals: robataSignals1 }),
};
const scoring = scoringService(threads, config.contribution);
const fitting = treeFitting(threads);
try {
  const remote = remoteStorage(port);
  const feed =
    mode.feed === undefined
      ? null
      : await openFeed(deliveryFolder, mode.feed, {
          decisions: await feedDecisions(remote),
          universeSize: mode.universe,
        });
  const isPaced = mode.feed === undefined || mode.feed.isPaced;
  const delivered =
    feed === null
      ? null
      : nextDelivered({
          feed,
          storage: remote,
          goesOn: () => (isPaced ? nextDay() : !isStopping),
          pause: () => pause(LOOK_SECONDS),
          now: () => new Date(),
        });
  const storage = await replayingStorage(remote);
  /** After a restart what is stored is computed again; the pages say so. */
  const tellOfReplay = async (progress: Progress): Promise<void> => {
    if (!storage.isReplaying()) return;
    const message = `After a restart everything stored is checked by computing it again (${progress.day ?? 'the end'}); then it goes on.`;
    await remote
      .transaction((writer) => writer.putDocument('progress', { ...progress, stage: 'replay', message }))
      .catch(() => undefined);
  };
  await playSeason({
    source: feed === null ? generated() : feed.market,
    settings: {
      config,
      seed: mode.seed,
      ...(mode.key !== undefined && { key: mode.key }),
      models: mode.models,
      ...(signals > 0 && { signals }),
      from: null,
      to: null,
      rounds: feed === null ? mode.rounds : null,
    },
    storage,
    telling: remote,
    blobs: folderBlobs(blobFolder),
    datasetFolder,
    rounds,
    scoring,
    fitting,
    daySeconds: mode.daySeconds,
    brokered,
    onProgress: tellOfReplay,
    onSeasonPlayed: () => say({ demonstration: 'season_played' }),
    isStopping: () => isStopping,
    // A round that is open again after a restart stays open for as long as it says, whatever of its days was stored before.
    nextDay: async (next) => {
      // What was delivered meanwhile is known from the first day that is new.
      if (storage.isReplaying()) return taking === null || !isPaced ? !isStopping : nextDay();
      return delivered === null ? nextDay() : delivered(next);
    },
  });
  say({ demonstration: 'stopped' });
} catch (error) {
  // Told to stop in the middle of a day: it is played again, from what was done of it.
  if (isStopping) say({ demonstration: 'stopped' });
  else say({ demonstration: 'failed', sentence: error instanceof Error ? error.message : String(error) });
} finally {
  await fitting.stop();
  await scoring.stop();
  port.close();
}
