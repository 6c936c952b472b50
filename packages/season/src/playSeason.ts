import { sha256 } from '@robata/ledger';
import {
  type Blobs,
  configurationBook,
  outsideEvents,
  type Progress,
  roundPapers,
  type ScoringService,
  sharedLedger,
  type Storage,
  type TournamentAbout,
} from '@robata/tournament';
import { type FeedFault, type Incident, listedExchanges } from '@robata/market';
import type { MarketSource } from './marketSource.ts';
import type { RoundPort } from './rounds/roundPort.ts';
import { type TreeFitting, treeFitting } from './participants/treeFitting.ts';
import { SeasonEngine, type SeasonEngineInput } from './seasonEngine.ts';
import { SeasonRecords } from './seasonRecords.ts';
import { type SeasonReport, seasonReport } from './seasonReport.ts';
import type { SeasonSettings } from './seasonSettings.ts';
import { type Stopwatch, stopwatch } from './stopwatch.ts';

export interface PlaySeasonInput {
  readonly source: MarketSource;
  readonly settings: SeasonSettings;
  readonly storage: Storage;
  /** Where it is told what was found in data that come live, once each; default: `storage`. One that repeats would take news for known. */
  readonly telling?: Storage;
  readonly blobs: Blobs;
  readonly scoring: ScoringService;
  /** Where the participants' trees are fitted; default: in this thread. */
  readonly fitting?: TreeFitting;
  readonly watch?: Stopwatch;
  /** Where the data set of the season is written, to be seen when its rounds are played; null: nowhere. */
  readonly datasetFolder?: string | null;
  /** Who does what is due for rounds once the market is live; needed where `nextDay` is given. */
  readonly rounds?: RoundPort;
  /** Told what each round is closed from. */
  readonly onClosing?: SeasonEngineInput['onClosing'];
  /** Called when a week is played, the one before is stored, and nothing is being written: what it gives is awaited before this one is. */
  readonly onProgress?: (progress: Progress) => void | Promise<void>;
  /** Called when the season's own rounds are played, resolved and reported. */
  readonly onSeasonPlayed?: () => void;
  /** Asked after each week: true ends here, with everything stored. */
  readonly isStopping?: () => boolean;
  /**
   * The rest of a market that goes on, day by day: waits for the next day to begin; false ends the season, and a fault says why the day, which
   * has passed, is not there: it is asked again then. Absent: the season ends after its rounds.
   */
  readonly nextDay?: (next: { readonly index: number; readonly day: string | null }) => Promise<boolean | FeedFault>;
  readonly daySeconds?: number;
  /** Products whose orders go to a broker while the market is live; default: none, the paper broker fills them. */
  readonly brokered?: readonly string[] | 'all';
}

/** What a season came to and what it took: wall seconds of its own thread by stage, CPU seconds of the others by what they were asked. */
export interface PlayedSeason extends SeasonReport {
  readonly otherThreads: Readonly<Record<string, number>>;
}

/** How many days pass between two stores while the past is replayed. */
const STORE_EVERY_DAYS = 5;

/**
 * Plays a season to its end and reports. What is stored after each week is whole; run again over the same storage (through
 * `replayingStorage`) it goes on from there. With `nextDay` an endless market then goes on live, one day at a time.
 */
export async function playSeason(input: PlaySeasonInput): Promise<PlayedSeason> {
  const {
    source,
    settings,
    storage,
    blobs,
    scoring,
    onClosing,
    datasetFolder = null,
    fitting = treeFitting(1),
  } = input;
  const watch = input.watch ?? stopwatch();
  await claimStorage(storage, source, settings);
  const configuration = configurationBook(storage, settings.config);
  await configuration.begin(settings.config);
  const records = new SeasonRecords(storage, blobs);
  const asked = await outsideEvents(storage, input.brokered);
  const engine = watch.time(
    'features',
    () =>
      new SeasonEngine({
        source,
        settings,
        scoring,
        fitting,
        records,
        ledger: sharedLedger(storage),
        watch,
        configOf: (round) => configuration.take(round),
        asked,
        onClosing,
        onIncidents: (key, incidents) => tellOnce(input.telling ?? storage, key, incidents),
      }),
  );
  const { securities, exchange } = source.panelWith(1);
  records.document('about', {
    title: source.title,
    market: source.description,
    notices: source.notices,
    places: {
      exchanges: listedExchanges(securities, exchange).exchanges,
      schedule: settings.config.schedule,
      lagDays: settings.config.lagDays,
    },
  } satisfies TournamentAbout);

  await engine.begin();
  if (datasetFolder !== null) await engine.openRelease(datasetFolder);
  try {
    const report = await playRounds(input, engine, records, watch);
    return { ...report, seconds: watch.seconds(), otherThreads: scoring.cpuSeconds() };
  } finally {
    // Where the season failed, what is being stored is stored to its end; if that is what failed, it was told above.
    await records.settled().catch(() => undefined);
    await engine.discardRelease();
  }
}

async function playRounds(
  input: PlaySeasonInput,
  engine: SeasonEngine,
  records: SeasonRecords,
  watch: Stopwatch,
): Promise<SeasonReport> {
  const { settings, storage, onProgress = () => undefined } = input;
  const store = async (progress: Progress): Promise<void> => {
    records.document('progress', progress);
    records.document('fund', engine.fund);
    for (const [key, value] of engine.fundDocuments()) records.document(key, value);
    await watch.timeAsync('waiting', () => records.settled());
    await onProgress(progress);
    records.store();
  };

  /** Live, everything of a day is settled and stored before the next one begins. */
  const storeDay = async (progress: Progress): Promise<void> => {
    await engine.settle();
    await store(progress);
    await records.settled();
    await engine.graduate();
    await engine.announce();
  };

  const { liveFrom = Number.POSITIVE_INFINITY } = input.source;
  const isDue = (): boolean =>
    input.nextDay !== undefined &&
    ((settings.rounds !== null && engine.rounds >= settings.rounds) || engine.dayIndex >= liveFrom);
  let goesOn = true;
  for (let played = 0; goesOn; played++) {
    // A market that goes on live resolves its last rounds there.
    goesOn = (await engine.playDay()) && !isDue();
    if (goesOn && played % STORE_EVERY_DAYS !== 0) continue;
    if (!goesOn) await engine.settle();
    await store(seasonProgress(engine, settings));
    if (input.isStopping?.() !== true) continue;
    await records.settled();
    return seasonReport(storage, settings.config.schedule, watch.seconds());
  }
  await watch.timeAsync('waiting', () => records.settled());
  const report = await watch.timeAsync('report', () =>
    seasonReport(storage, settings.config.schedule, watch.seconds()),
  );
  await storage.transaction((writer) => writer.putDocument('season', report));
  input.onSeasonPlayed?.();
  await watch.timeAsync('release', () => engine.finishRelease(input.nextDay !== undefined));
  if (input.nextDay !== undefined) await playLive(input, engine, storeDay, input.nextDay);
  return report;
}

/** The storage holds a season of other settings or prices. */
export class OtherSeasonError extends Error {
  override readonly name = 'OtherSeasonError';
}

/** Writes down whose season this storage holds, or throws OtherSeasonError where it holds another one. */
async function claimStorage(storage: Storage, source: MarketSource, settings: SeasonSettings): Promise<void> {
  const keyHash = settings.key === undefined ? null : sha256(settings.key);
  const mine = JSON.stringify({ market: source.description, settings, keyHash }, (name, value: unknown) =>
    name === 'key' ? undefined : typeof value === 'bigint' ? value.toString() : value,
  );
  const held = await storage.document('settings');
  if (held === null) await storage.transaction((writer) => writer.putDocument('settings', mine));
  else if (held !== mine) {
    throw new OtherSeasonError(
      'This place holds a season of other settings or prices: name another folder with --data, or another database.',
    );
  }
}

async function playLive(
  { rounds, blobs, daySeconds, storage, telling = storage }: PlaySeasonInput,
  engine: SeasonEngine,
  store: (progress: Progress) => Promise<void>,
  nextDay: NonNullable<PlaySeasonInput['nextDay']>,
): Promise<void> {
  if (rounds === undefined)
    throw new Error('a season that goes on live needs somebody who does what is due for its rounds');
  await engine.goLive(rounds, roundPapers(blobs), daySeconds ?? null);
  const live = (): Progress => ({
    stage: 'live',
    fraction: 1,
    day: engine.today,
    message: nextDaySentence(engine),
    state: 'live',
    daySeconds: daySeconds ?? null,
  });
  await store(live());
  for (;;) {
    const next = await nextDay({ index: engine.dayIndex, day: engine.today });
    if (next === false) return;
    if (next !== true) {
      await engine.putOff(next.why);
      await tellOnce(telling, `${next.rule} ${next.day}`, [next.incident]);
      continue;
    }
    if (!(await engine.playDay())) return;
    await store(live());
  }
}

function nextDaySentence({ today, awaited }: SeasonEngine): string {
  if (today !== null) return `Live: the next trading day is ${today}.`;
  return awaited === null
    ? 'Live: the next trading day is not known.'
    : `Live: the next trading day is ${awaited}; it is played once its prices have come.`;
}

/** Keys of what was told of the data while it was live (`string[]`). */
const TOLD = 'data/told';

/** Publishes incidents of the data under a key, and nothing where that key was told before: a repetition comes by it again. */
function tellOnce(storage: Storage, key: string, incidents: readonly Incident[]): Promise<void> {
  return storage.transaction(async (writer) => {
    const told = ((await writer.document(TOLD)) ?? []) as readonly string[];
    if (told.includes(key)) return;
    await writer.addIncidents(incidents.map((incident) => ({ ...incident, round: null })));
    await writer.putDocument(TOLD, [...told, key]);
  });
}

function seasonProgress(engine: SeasonEngine, settings: SeasonSettings): Progress {
  const fraction = settings.rounds === null ? engine.fraction : Math.min(1, engine.rounds / settings.rounds);
  const of = settings.rounds === null ? '' : ` of ${settings.rounds}`;
  return {
    stage: engine.rounds === 0 ? 'training' : 'season',
    fraction,
    day: engine.today,
    message:
      engine.rounds === 0
        ? `Building the first eras and training the participants (${engine.today ?? ''}).`
        : `Round ${engine.rounds}${of} is closed (${engine.today ?? 'the end'}).`,
    state: 'season',
    daySeconds: null,
  };
}
