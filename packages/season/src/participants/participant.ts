/**
 * What the season and its participants know of each other. A participant sees the features of the live era and,
 * through the roster's learners, past eras whose targets are known; only the planted one is handed the future.
 */

export type ParticipantKind =
  | 'example'
  | 'ridge'
  | 'trees'
  | 'neutralized'
  | 'momentum'
  | 'reversal'
  | 'factor'
  | 'value'
  | 'ensemble'
  | 'random'
  | 'copycat'
  | 'pair'
  | 'whale'
  | 'planted';

export type FeatureSet = 'small' | 'medium' | 'all';

/** What participants read of a release's catalogue (the market's own fits); columns of every era stand in this order. */
export interface ParticipantCatalogue {
  readonly features: readonly {
    /** Recipe name, not the obfuscated one: `momentum_252_21`. */
    readonly name: string;
    /** The sets that hold it. */
    readonly sets: readonly FeatureSet[];
  }[];
}

/** A past era. Hand it over again when targets of a longer horizon become known: its features are read once. */
export interface TrainingEra {
  /** In the schedule, from the first usable era. */
  readonly position: number;
  readonly rows: number;
  /** Bins 0…4, -1 where missing; column-major, rows × F, in the catalogue's order. */
  readonly features: Int8Array;
  /** Target name → one value per row, NaN where missing. Only targets whose last day has passed. */
  readonly targets: ReadonlyMap<string, Float64Array>;
}

/** The era to predict: no target, no return, nothing from after its date. */
export interface LiveEra {
  readonly position: number;
  readonly ids: readonly string[];
  /** As in `TrainingEra`. */
  readonly features: Int8Array;
}

/** What is not yet known at the close of a round. The season hands it to the planted participant and to nobody else. */
export interface Foresight {
  /** Specific returns over the round's 20 days, in the order of `LiveEra.ids`; NaN where a stock has none. */
  readonly specificReturns: Float64Array;
}

interface ParticipantProfile {
  /** Unique in the roster; a model slot's name. */
  readonly name: string;
  /** Shown on the model's page. */
  readonly description: string;
  /** Whole tokens. */
  readonly initialStake: bigint;
}

/** Predicts from the features alone: one value in (0, 1) per id. The same era gives the same bits. */
export interface HonestParticipant extends ParticipantProfile {
  readonly kind: Exclude<ParticipantKind, 'planted'>;
  predict(live: LiveEra): Float64Array;
}

/** Knows a stated small part of the future. Without foresight (the future is not simulated yet) it submits noise. */
export interface PlantedParticipant extends ParticipantProfile {
  readonly kind: 'planted';
  predict(live: LiveEra, foresight: Foresight | null): Float64Array;
}

export type Participant = HonestParticipant | PlantedParticipant;
