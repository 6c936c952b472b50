import type { FeedMode } from './feed.ts';

/** How a data folder goes on by itself: kept in it as the document `mode`, so that a later start or serve continues. */
export interface DemonstrationMode {
  readonly kind: 'demonstration';
  readonly universe: number;
  readonly rounds: number;
  readonly models: number;
  /** Participants with their own data; absent: there is no Signals part. */
  readonly signals?: number;
  readonly seed: number;
  /**
   * The secret that ids and names of features are hashed with, and commitments are salted with, where the prices are somebody's. Absent: it
   * follows from the seed, which everybody knows.
   */
  readonly key?: string;
  readonly startDate: string;
  /** Real seconds per trading day once it is live. */
  readonly daySeconds: number;
  /** Files that its prices come from; absent: they are generated. `rounds`, `startDate` and, without `isPaced`, `daySeconds` mean nothing then. */
  readonly feed?: FeedMode & {
    /** A day lasts `daySeconds` once it is delivered, as in a rehearsal with prices of the past; else rounds have the times of their calendar. */
    readonly isPaced: boolean;
  };
}

export const MODE_DOCUMENT = 'mode';

export const DEFAULT_DEMONSTRATION: DemonstrationMode = {
  kind: 'demonstration',
  universe: 500,
  rounds: 104,
  models: 20,
  signals: 5,
  seed: 2022,
  startDate: '2022-01-03',
  daySeconds: 15,
};
