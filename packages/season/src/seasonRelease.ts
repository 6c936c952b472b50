import {
  ALL_TARGETS,
  DEFAULT_TARGET,
  type Era,
  type EraBuilder,
  type GrowingRelease,
  growingRelease,
  type MarketPanel,
  type PreparedTargets,
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
  readonly targets: PreparedTargets;
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
 * known, so that no more than those of a quarter are held.
 */
export class SeasonRelease {
  readonly #release: GrowingRelease;
  readonly #embargo60: number;
  readonly #waiting: WaitingEra[] = [];
  readonly #rounds: PublishedRound[] = [];
  #firstValidation = Number.POSITIVE_INFINITY;

  private constructor(release: GrowingRelease, embargo60: number) {
    this.#release = release;
    this.#embargo60 = embargo60;
  }

  /** @param embargo60 so many eras later the 60-day targets of an era are known */
  static async open(folder: string, { catalogue }: EraBuilder, embargo60: number): Promise<SeasonRelease> {
    const release = await growingRelease(folder, releaseOptions(catalogue));
    release.add('train', []);
    release.add('validation', []);
    return new SeasonRelease(release, embargo60);
  }

  /** Eras before this position are the training set; said before any later one is `embargo60` eras old. */
  beginValidation(position: number): void {
    this.#firstValidation = position;
  }

  /** What was predicted in the round of the newest era. */
  addRound(round: PublishedRound): void {
    this.#rounds.push(round);
  }

  /** Takes in the newest era, and writes the one that has waited long enough. `targets` hold at least `RELEASE_TARGETS`. */
  addEra(position: number, era: Era, targets: PreparedTargets, panel: MarketPanel): void {
    this.#waiting.push({ position, era, targets });
    while ((this.#waiting[0] as WaitingEra).position <= position - this.#embargo60) {
      this.#write(this.#waiting.shift() as WaitingEra, panel);
    }
  }

  /** Writes what is known after so many days of the panel, and puts all files in their place. */
  async finish(panel: MarketPanel, daysPassed: number): Promise<WrittenFile[]> {
    const past: MarketPanel = { ...panel, days: panel.days.slice(0, daysPassed) };
    const live = this.#waiting.pop();
    if (live === undefined) throw new Error('a release needs an era');
    const known = this.#waiting.filter(({ era }) => era.day + LONGEST_20_DAY_WINDOW < daysPassed);
    for (const each of known) this.#write(each, past);
    const firstUnknown = this.#waiting[known.length]?.position ?? live.position;
    const rounds = this.#rounds.filter(({ position }) => position < firstUnknown);
    const liveRound = this.#rounds.find(({ position }) => position === live.position);
    const liveExample = liveRound === undefined ? undefined : predictionsOf(liveRound, liveRound.example, 'live');
    const { era } = live;
    return this.#release.finish({
      live: { era: era.id, ids: era.ids, features: era.features, targets: null },
      ...(liveExample === undefined ? {} : { liveExamplePredictions: liveExample }),
      validationExamplePredictions: rounds.flatMap((r) => predictionsOf(r, r.example, 'validation') ?? []),
      metaModel: rounds.flatMap((r) => predictionsOf(r, r.metaModel, 'validation') ?? []),
    });
  }

  /** Takes away what is not finished. */
  discard(): Promise<void> {
    return this.#release.discard();
  }

  #write({ position, era, targets }: WaitingEra, panel: MarketPanel): void {
    this.#release.add(position < this.#firstValidation ? 'train' : 'validation', [
      { era: era.id, ids: era.ids, features: era.features, targets: targets.final(panel, isReleased) },
    ]);
  }
}

function predictionsOf(
  { era, ids }: PublishedRound,
  values: Float64Array | null,
  dataType: ReleasePredictions['dataType'],
): ReleasePredictions | undefined {
  return values === null ? undefined : { era, dataType, ids, values };
}
