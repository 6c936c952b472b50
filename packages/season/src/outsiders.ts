import type { ModelRecord } from '@robata/tournament';

/** What one model from outside the cast has sent in. */
export interface OutsideSubmission {
  readonly model: ModelRecord;
  /** In the order of the round's ids, in (0, 1). */
  readonly values: Float64Array;
  readonly hash: string;
}

/** A round that takes submissions. */
export interface TakingRound {
  readonly number: number;
  readonly era: string;
  readonly ids: readonly string[];
  readonly opensAt: string;
  readonly closesAt: string;
}

export interface RealTimes {
  readonly opensAt: string;
  readonly closesAt: string;
  readonly takes: boolean;
}

/**
 * Participants from outside the season's own cast: whoever has an account on the server. A repetition of the season (see
 * `replayingStorage`) must hear the same of rounds that were closed before.
 */
export interface Outsiders {
  /**
   * Asked when a round that was opened is stored. Its real times, where they are not the simulated ones, and whether it is to take submissions
   * now (in a repetition it was closed long ago); null for a season among themselves.
   */
  times(round: number): Promise<RealTimes | null>;
  /** The round is stored, its data published: it takes submissions from now on. */
  opened(round: TakingRound): Promise<void>;
  /** Nothing more is in time: what counts of everybody, in order of model. */
  closed(round: number): Promise<readonly OutsideSubmission[]>;
  /** What came after the close and before the first score, of models that had nothing in time: scored, not paid. Nothing more is taken. */
  late(round: number): Promise<readonly OutsideSubmission[]>;
}

/** A season among themselves. */
export const NOBODY_OUTSIDE: Outsiders = {
  times: async () => null,
  opened: async () => undefined,
  closed: async () => [],
  late: async () => [],
};
