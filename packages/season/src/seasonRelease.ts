import {
  ALL_TARGETS,
  DEFAULT_TARGET,
  type Era,
  type EraBuilder,
  type Graduation,
  type GrowingRelease,
  growingRelease,
  type MarketPanel,
  type MissingCounts,
  missingReasons,
  type PreparedTargets,
  type ReleaseEra,
  type ReleaseOptions,
  type ReleasePredictions,
  writeRelease,
  type WrittenFile,
} from '@robata/market';

/** What was predicted in a round, for the release: by the example model and by the meta model. */
export interface PublishedRound {
  readonly position: number;
  readonly era: string;
  readonly ids: readonly string[];
  readonly example: Float64Array | null;
  readonly metaModel: Float64Array;
}

/** What is released of the newest era while its round takes submissions. */
export interface PublishedLive {
  readonly era: Era;
  readonly example: Float64Array | null;
}

/** An era and what its release waits for: the days of its targets. */
interface WaitingEra {
  readonly position: number;
  readonly era: Era;
  targets: PreparedTargets;
  readonly missing: MissingCounts;
  /** What it was published with, once it was: no value that is there ever changes. */
  published: ReadonlyMap<string, Float64Array> | null;
}

export const RELEASE_VERSION = 'v1.0';

/** All kinds but those neutral to a hundred features, whose projections cost more than everything else in the release together. */
export const RELEASE_TARGETS = ALL_TARGETS.filter(({ neutralizers }) => !neutralizers.includes('features:medium'));

/** Lag and horizon of the 20-day targets. */
const LONGEST_20_DAY_WINDOW = 22;

const releaseOptions = (catalogue: EraBuilder['catalogue']): ReleaseOptions => ({
  version: RELEASE_VERSION,
  catalogue,
  manifests: RELEASE_TARGETS,
  defaultTarget: DEFAULT_TARGET,
  publishRecipes: true,
});

/** Puts the files of a round that opens in the place of those of the round before: `live` and `live_example_preds`. */
export function writeLiveFiles(
  folder: string,
  { catalogue }: EraBuilder,
  { era, example }: PublishedLive,
): Promise<WrittenFile[]> {
  return writeRelease(folder, {
    ...releaseOptions(catalogue),
    live: { era: era.id, ids: era.ids, features: era.features, targets: null },
    ...(example === null
      ? {}
      : { liveExamplePredictions: { era: era.id, dataType: 'live', ids: era.ids, values: example } }),
  });
}

const released = new Set(RELEASE_TARGETS.map(({ name }) => name));
const isReleased = (name: string): boolean => released.has(name);

/**
 * The data set as participants get it, written while the season is played: eras before the first round as `train`, later ones whose
 * 20-day targets are known as `validation` (live eras graduate), the newest as `live`. An era is written when its 60-day targets are
 * known, so that no more than those of a quarter are held; until then it is published without them. A live season goes on with it: an era
 * joins the validation file on the day on which its 20-day targets become known.
 */
export class SeasonRelease {
  readonly #release: GrowingRelease;
  readonly #catalogue: EraBuilder['catalogue'];
  readonly #embargo60: number;
  readonly #waiting: WaitingEra[] = [];
  #rounds: PublishedRound[] = [];
  readonly #graduated: Graduation[] = [];
  /** Eras that were published with their 20-day targets, by position. */
  #publishedTo = -1;
  #isLive = false;
  #firstValidation = Number.POSITIVE_INFINITY;

  private constructor(release: GrowingRelease, catalogue: EraBuilder['catalogue'], embargo60: number) {
    this.#release = release;
    this.#catalogue = catalogue;
    this.#embargo60 = embargo60;
  }

  /** @param embargo60 so many eras later the 60-day targets of an era are known */
  static async open(folder: string, { catalogue }: EraBuilder, embargo60: number): Promise<SeasonRelease> {
    const release = await growingRelease(folder, releaseOptions(catalogue));
    release.add('train', []);
    release.add('validation', []);
    return new SeasonRelease(release, catalogue, embargo60);
  }

  /** Eras before this position are the training set; said before any later one is `embargo60` eras old. */
  beginValidation(position: number): void {
    this.#firstValidation = position;
  }

  /** What was predicted in the round of the newest era. */
  addRound(round: PublishedRound): void {
    this.#rounds.push(round);
  }

  /** The market was restated: what is not published yet goes by what is known now. */
  restate(prepare: (era: Era) => PreparedTargets): void {
    for (const each of this.#waiting) each.targets = prepare(each.era);
  }

  /** Takes in the newest era, and writes the one that has waited long enough. `targets` hold at least `RELEASE_TARGETS`. */
  addEra(position: number, era: Era, targets: PreparedTargets, panel: MarketPanel): void {
    const missing = missingReasons(panel, era, this.#catalogue);
    this.#waiting.push({ position, era, targets, missing, published: null });
    while ((this.#waiting[0] as WaitingEra).position <= position - this.#embargo60) {
      this.#write(this.#waiting.shift() as WaitingEra, panel);
    }
  }

  /** Puts in place what is known after so many days of the panel, with the newest era as the live one. */
  async publish(panel: MarketPanel, daysPassed: number): Promise<WrittenFile[]> {
    const live = this.#waiting.at(-1);
    if (live === undefined) throw new Error('a release needs an era');
    const past: MarketPanel = { ...panel, days: panel.days.slice(0, daysPassed) };
    const asOf = past.days.at(-1) as string;
    const known = this.#waiting.slice(0, -1).filter((each) => isKnown(each, daysPassed));
    // Eras of the training set are not among those of a live season: it begins long after.
    const training = known.filter(({ position }) => position < this.#firstValidation);
    for (const each of training) {
      this.#waiting.shift();
      this.#write(each, past);
    }
    const provisional = known.slice(training.length);
    const firstUnknown = this.#waiting[provisional.length]?.position ?? live.position;
    this.#addPredictions(firstUnknown);
    this.#graduate(provisional, asOf);
    const liveRound = this.#rounds.find(({ position }) => position === live.position);
    const example = liveRound === undefined ? undefined : predictionsOf(liveRound, liveRound.example, 'live');
    return this.#release.publish({
      provisional: provisional.map((each) => this.#releasedEra(each, past)),
      asOf,
      graduated: this.#graduated,
      // Live, the files of the era to predict come with its round.
      ...(this.#isLive ? {} : { live: liveEra(live.era, live.missing) }),
      ...(this.#isLive || example === undefined ? {} : { liveExamplePredictions: example }),
    });
  }

  /** From now on eras graduate one by one. */
  goLive(): void {
    this.#isLive = true;
  }

  /** Whether an era has become known after so many days that is not published. */
  hasNews(daysPassed: number): boolean {
    return this.#waiting.slice(0, -1).some((each) => each.position > this.#publishedTo && isKnown(each, daysPassed));
  }

  /** Puts the files of a round that opens in the place of those of the round before. */
  publishLive({ era, example }: PublishedLive): Promise<WrittenFile[]> {
    const waiting = this.#waiting.find((each) => each.era === era);
    return this.#release.publishLive({
      live: liveEra(era, waiting?.missing),
      ...(example === null
        ? {}
        : { liveExamplePredictions: { era: era.id, dataType: 'live', ids: era.ids, values: example } }),
    });
  }

  /** Takes away what is not finished. */
  discard(): Promise<void> {
    return this.#release.discard();
  }

  #write(each: WaitingEra, panel: MarketPanel): void {
    this.#release.add(each.position < this.#firstValidation ? 'train' : 'validation', [this.#releasedEra(each, panel)]);
    this.#publishedTo = Math.max(this.#publishedTo, each.position);
  }

  /** With the targets that are known; those that were published stay as they were. */
  #releasedEra(waiting: WaitingEra, panel: MarketPanel): ReleaseEra {
    const { era, targets, missing, published } = waiting;
    const known = new Map([...targets.final(panel, isReleased), ...(published ?? [])]);
    waiting.published = known;
    return { era: era.id, ids: era.ids, features: era.features, targets: known, missing };
  }

  #addPredictions(firstUnknown: number): void {
    const known = this.#rounds.filter(({ position }) => position < firstUnknown);
    this.#rounds = this.#rounds.filter(({ position }) => position >= firstUnknown);
    for (const round of known) {
      const example = predictionsOf(round, round.example, 'validation');
      if (example !== undefined) this.#release.addPredictions('validation_example_preds', example);
      const metaModel = predictionsOf(round, round.metaModel, 'validation');
      if (metaModel !== undefined) this.#release.addPredictions('meta_model', metaModel);
    }
  }

  #graduate(known: readonly WaitingEra[], day: string): void {
    const fresh = known.filter(({ position }) => position > this.#publishedTo);
    if (this.#isLive) this.#graduated.push(...fresh.map(({ era }) => ({ era: era.id, day })));
    this.#publishedTo = Math.max(this.#publishedTo, ...fresh.map(({ position }) => position));
  }
}

const isKnown = ({ era }: WaitingEra, daysPassed: number): boolean => era.day + LONGEST_20_DAY_WINDOW < daysPassed;

const liveEra = (era: Era, missing?: MissingCounts): ReleaseEra => ({
  era: era.id,
  ids: era.ids,
  features: era.features,
  targets: null,
  ...(missing !== undefined && { missing }),
});

function predictionsOf(
  { era, ids }: PublishedRound,
  values: Float64Array | null,
  dataType: ReleasePredictions['dataType'],
): ReleasePredictions | undefined {
  return values === null ? undefined : { era, dataType, ids, values };
}
