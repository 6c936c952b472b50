import type { MissingCounts } from './missingReasons.ts';

export type DataType = 'train' | 'validation' | 'live';

/** One era's rows in a dataset file. */
export interface ReleaseEra {
  readonly era: string;
  readonly ids: readonly string[];
  /** As `Era.features`. */
  readonly features: Int8Array;
  /** By manifest name; a target that is absent is not known yet: null in the file. Null: none is. */
  readonly targets: ReadonlyMap<string, Float64Array> | null;
  /** Why its missing values are missing. Default: not counted. */
  readonly missing?: MissingCounts;
}

/** One era's rows in a file of predictions (or of the meta model). */
export interface ReleasePredictions {
  readonly era: string;
  readonly dataType: DataType;
  readonly ids: readonly string[];
  readonly values: Float64Array;
}
