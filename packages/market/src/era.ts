import type { Matrix } from '@robata/kernels';
import type { CatalogueFeature } from './features/catalogue.ts';

/** How often a new era (and a new round) begins. A weekly era date is the last trading day of its week. */
export type Schedule = 'weekly' | 'daily';

/** The securities that take part on one date, without look-ahead. */
export interface Universe {
  /** Index into `panel.days`. */
  readonly day: number;
  /** Indices into `panel.securities`. */
  readonly members: Int32Array;
  /** USD, in the order of `members` (median dollar volume of 63 days where shares outstanding are unknown). */
  readonly size: Float64Array;
}

/** What stands in the columns of an era's matrices; shared by all eras of one builder. */
export interface EraColumns {
  readonly features: readonly CatalogueFeature[];
  readonly characteristics: readonly string[];
  readonly exposures: readonly string[];
}

/**
 * One date's cross-section, rows sorted by obfuscated id (so that "ties by id" is row order).
 */
export interface Era {
  /** `'0001'`, `'0002'`, …: the position in the schedule, from the first usable era. */
  readonly id: string;
  readonly day: number;
  readonly columns: EraColumns;
  /** Obfuscated, new for each stock and era, ascending by code point. */
  readonly ids: readonly string[];
  /** Indices into `panel.securities`, in the order of `ids`. */
  readonly members: Int32Array;
  readonly size: Float64Array;
  /** Bins 0…4, -1 where missing; column-major, n × F, columns in the order of the catalogue's feature names. */
  readonly features: Int8Array;
  /** Raw values of the characteristics that styles and factors are made of; n × C, NaN where missing. */
  readonly characteristics: Matrix;
  /** Risk-model exposures (market, sectors, country, styles); n × K. */
  readonly exposures: Matrix;
}
