import { sha256 } from '@robata/ledger';
import type { ContributionKit } from '@robata/portfolio';
import type { Blobs, ContributionService, Progress, Storage, TournamentAbout } from '@robata/tournament';
import type { MarketSource } from './marketSource.ts';
import { SeasonEngine, type SeasonEngineInput } from './seasonEngine.ts';
import { SeasonRecords } from './seasonRecords.ts';
import { fundOf, type SeasonReport, seasonReport } from './seasonReport.ts';
import { writeSeasonRelease } from './seasonRelease.ts';
import type { SeasonSettings } from './seasonSettings.ts';
import { type Stopwatch, stopwatch } from './stopwatch.ts';

export interface PlaySeasonInput {
  readonly source: MarketSource;
  readonly settings: SeasonSettings;
  readonly storage: Storage;
  readonly blobs: Blobs;
  readonly contributions: ContributionService<ContributionKit>;
  readonly watch?: Stopwatch;
  /** Where the data set of the season is written when its rounds are played; null: nowhere. */
  readonly datasetFolder?: string | null;
  /** Told what each round is closed from. */
  readonly onClosing?: SeasonEngineInput['onClosing'];
  /** Called after each stored week. */
  readonly onProgress?: (progress: Progress) => void;
  /** Called when the season's own rounds are played, resolved and reported. */
  readonly onSeasonPlayed?: () => void;
  /** Asked after each stored week: true ends here, with everything stored. */
  readonly isStopping?: () => boolean;
  /** The rest of an endless market, day by day: waits for the next day to begin; false ends the season. Absent: it ends after its rounds. */
  readonly nextDay?: () => Promise<boolean>;
  readonly daySeconds?: number;
}

/** How many days pass between two stores while the past is replayed. */
const STORE_EVERY_DAYS = 5;

/**
 * Plays a season to its end and reports. What is stored after each week is whole; run again over the same storage (through
 * `replayingStorage`) it goes on from there. With `nextDay` an endless market then goes on live, one day at a time.
 */
export async function playSeason(input: PlaySeasonInput): Promise<SeasonReport> {
  const { source, settings, storage, blobs, contributions, onClosing, onProgress = () => undefined } = input;
  const watch = input.watch ?? stopwatch();
  await claimStorage(storage, source, settings);
  const records = new SeasonRecords(storage, blobs);
  const engine = watch.time(
    'features',
    () => new SeasonEngine({ source, settings, contributions, records, watch, onClosing }),
  );
  records.document('about', {
    title: source.title,
    market: source.description,
    notices: source.notices,
  } satisfies TournamentAbout);

  const store = async (progress: Progress): Promise<void> => {
    await engine.settle();
    records.document('progress', progress);
    await watch.timeAsync('storage', () => records.flush());
    await storage.transaction(async (writer) => writer.putDocument('fund', await fundOf(writer)));
    onProgress(progress);
  };

  const isDue = (): boolean =>
    input.nextDay !== undefined && settings.rounds !== null && engine.rounds >= settings.rounds;
  let goesOn = true;
  for (let played = 0; goesOn; played++) {
    // A market that goes on live resolves its last rounds there.
    goesOn = (await engine.playDay()) && !isDue();
    if (goesOn && played % STORE_EVERY_DAYS !== 0) continue;
    await store(seasonProgress(engine, settings));
    if (input.isStopping?.() === true) return seasonReport(storage, settings.config.schedule, watch.seconds());
  }
  const report = await seasonReport(storage, settings.config.schedule, watch.seconds());
  await storage.transaction((writer) => writer.putDocument('season', report));
  input.onSeasonPlayed?.();
  const { release } = engine;
  if (release !== null && input.datasetFolder != null) {
    const folder = input.datasetFolder;
    await watch.timeAsync('release', () => writeSeasonRelease(folder, release));
  }
  if (input.nextDay !== undefined) await playLive(engine, store, input.nextDay, input.daySeconds ?? null);
  return { ...report, seconds: watch.seconds() };
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
  engine: SeasonEngine,
  store: (progress: Progress) => Promise<void>,
  nextDay: () => Promise<boolean>,
  daySeconds: number | null,
): Promise<void> {
  engine.goLive();
  const live = (): Progress => ({
    stage: 'live',
    fraction: 1,
    day: engine.today,
    message: `Live: the next trading day is ${engine.today ?? 'not known'}.`,
    state: 'live',
    daySeconds,
  });
  await store(live());
  while (await nextDay()) {
    if (!(await engine.playDay())) break;
    await store(live());
  }
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
