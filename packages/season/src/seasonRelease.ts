import {
  ALL_TARGETS,
  DEFAULT_TARGET,
  type EraBuilder,
  type MarketPanel,
  prepareTargets,
  type ReleaseEra,
  type ReleasePredictions,
  type WrittenFile,
  writeRelease,
} from '@robata/market';

/** What was predicted in a round, for the release: by the example model and by the meta model. */
export interface PublishedRound {
  readonly position: number;
  readonly era: string;
  readonly ids: readonly string[];
  readonly example: Float64Array | null;
  readonly metaModel: Float64Array;
}

export interface SeasonReleaseInput {
  readonly builder: EraBuilder;
  /** Trading days that have passed: what a generated panel holds beyond them is not known yet. */
  readonly daysPassed: number;
  /** Eras before this position are the training set. */
  readonly firstValidation: number;
  /** The newest era, whose round is live. */
  readonly live: number;
  /** Rounds in order; the meta model of one is published when its targets are known. */
  readonly rounds: readonly PublishedRound[];
}

export const RELEASE_VERSION = 'v1.0';

/** All kinds but those neutral to a hundred features, whose projections cost more than everything else in the release together. */
const RELEASE_TARGETS = ALL_TARGETS.filter(({ neutralizers }) => !neutralizers.includes('features:medium'));

/**
 * Writes the data set as participants get it: eras before the first round as `train`, later ones whose 20-day targets are known as
 * `validation` (live eras graduate), the newest as `live`. Eras are built anew one by one, so that memory stays flat.
 */
export function writeSeasonRelease(folder: string, input: SeasonReleaseInput): Promise<WrittenFile[]> {
  const { builder, daysPassed, firstValidation, live, rounds } = input;
  const past: MarketPanel = { ...builder.panel, days: builder.panel.days.slice(0, daysPassed) };
  const isKnown = (position: number): boolean =>
    (builder.eraDays[position] as number) + LONGEST_20_DAY_WINDOW < daysPassed && position < live;
  const eras = function* (from: number, to: number): Generator<ReleaseEra> {
    for (let position = from; position < to; position++) {
      if (isKnown(position)) yield releaseEra(builder, position, past);
    }
  };
  const known = rounds.filter(({ position }) => isKnown(position));
  const liveRound = rounds.find(({ position }) => position === live);
  const predictions = (
    chosen: readonly PublishedRound[],
    values: (round: PublishedRound) => Float64Array | null,
    dataType: ReleasePredictions['dataType'],
  ): ReleasePredictions[] =>
    chosen.flatMap((round) => {
      const found = values(round);
      return found === null ? [] : [{ era: round.era, dataType, ids: round.ids, values: found }];
    });
  return writeRelease(folder, {
    version: RELEASE_VERSION,
    catalogue: builder.catalogue,
    manifests: RELEASE_TARGETS,
    defaultTarget: DEFAULT_TARGET,
    publishRecipes: true,
    train: eras(0, Math.min(firstValidation, live)),
    validation: eras(firstValidation, live),
    live: releaseEra(builder, live, null),
    ...(liveRound?.example == null
      ? {}
      : {
          liveExamplePredictions: {
            era: liveRound.era,
            dataType: 'live',
            ids: liveRound.ids,
            values: liveRound.example,
          },
        }),
    validationExamplePredictions: predictions(known, ({ example }) => example, 'validation'),
    metaModel: predictions(known, ({ metaModel }) => metaModel, 'validation'),
  });
}

/** Lag and horizon of the 20-day targets. */
const LONGEST_20_DAY_WINDOW = 22;

/** With the targets that `past` gives, or without any for the live era. */
function releaseEra(builder: EraBuilder, position: number, past: MarketPanel | null): ReleaseEra {
  const era = builder.build(position);
  const targets = past === null ? null : prepareTargets(past, era, RELEASE_TARGETS).final();
  return { era: era.id, ids: era.ids, features: era.features, targets };
}
