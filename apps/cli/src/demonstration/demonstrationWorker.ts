/** The thread that plays the demonstration: first its season as fast as it goes, then day by day. The database is the main thread's. */
import { parentPort, workerData } from 'node:worker_threads';
import { createGeneratedMarket, type FeedFault, plantedEdge } from '@robata/market';
import { endlessMarket, playSeason, remoteRounds, type RoundPort, treeFitting } from '@robata/season';
import {
  folderBlobs,
  type Progress,
  remoteStorage,
  replayingStorage,
  robata1,
  robataSignals1,
  scoringService,
  type Storage,
  type TournamentConfig,
} from '@robata/tournament';
import { type Feed, openFeed, WAITING } from './feed.ts';
import type { DemonstrationMode } from './mode.ts';

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
const told = new Set<string>();
/** The document with the day (an index) that was begun last. */
const BEGUN = 'data/begun';

/** Resolves when the next trading day is delivered, or with what keeps it from being there, once for each reason. */
async function nextDelivered(
  feed: Feed,
  next: { index: number; day: string | null },
  storage: Storage,
): Promise<boolean | FeedFault> {
  const goesOn = (): boolean | Promise<boolean> => (mode.feed?.isPaced === true ? nextDay() : !isStopping);
  // A day that was begun before a stop is played to its end by what was known then.
  if ((await storage.document(BEGUN)) === next.index) return goesOn();
  for (;;) {
    const fault = await feed.look(next, new Date());
    if (fault === null) {
      await storage.transaction((writer) => writer.putDocument(BEGUN, next.index));
      return goesOn();
    }
    const key = `${fault.rule} ${fault.day}`;
    if (fault !== WAITING && !told.has(key)) {
      told.add(key);
      return isStopping ? false : fault;
    }
    if (!(await pause(LOOK_SECONDS))) return false;
  }
}

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
  const feed = mode.feed === undefined ? null : await openFeed(deliveryFolder, mode.feed);
  const remote = remoteStorage(port);
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
      const isPaced = feed === null || mode.feed?.isPaced === true;
      // What was delivered meanwhile is known from the first day that is new.
      if (storage.isReplaying()) return taking === null || !isPaced ? !isStopping : nextDay();
      return feed === null ? nextDay() : nextDelivered(feed, next, remote);
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
