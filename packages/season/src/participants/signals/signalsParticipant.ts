import type { MarketPanel } from '@robata/market';
import type { Foresight } from '../participant.ts';

export type SignalsKind =
  | 'signals-momentum'
  | 'signals-short-interest'
  | 'signals-fundamentals'
  | 'signals-sector'
  | 'signals-reversal'
  | 'signals-random'
  | 'signals-planted';

/** A day on which Signals are due: the market up to its close, and the stocks that are asked for. */
export interface SignalsDay {
  /** Nothing after `day` may be read. */
  readonly panel: MarketPanel;
  readonly day: number;
  /** Indices into `panel.securities`. */
  readonly members: Int32Array;
}

/**
 * Somebody who brings data of its own by ticker: sees the prices and tables that it has, and nobody's features. `predict` gives one score per
 * member on any scale, NaN where its data have none; the same day gives the same bits.
 */
export interface SignalsParticipant {
  /** Unique in the roster; a model slot's name. */
  readonly name: string;
  readonly kind: SignalsKind;
  readonly description: string;
  /** Whole tokens. */
  readonly initialStake: bigint;
  /** Only the planted one is handed what is to come. */
  predict(day: SignalsDay, foresight: Foresight | null): Float64Array;
}
