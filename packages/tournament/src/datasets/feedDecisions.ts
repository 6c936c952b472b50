import type { StorageReader, StorageWriter } from '../storage/storage.ts';

/** Where a market that is fed by files stands: written by whoever plays it, read by operators (`FeedState`). */
export const FEED_DOCUMENT = 'data/feed';
/** The place (an index) of the trading day that was begun last. */
export const BEGUN_DOCUMENT = 'data/begun';

/** What operators decided of days and moves (lists, oldest first). */
const SKIPPED = 'data/skipped';
const ACCEPTED = 'data/accepted';
const REAL = 'data/real';

export interface DayDecision {
  readonly day: string;
  readonly by: string;
  readonly at: string;
  readonly reason: string | null;
}

export interface RealMove extends DayDecision {
  /** Permanent id. */
  readonly security: string;
  /** The trading day (an index) from which it is known; null: no day was begun since. */
  readonly from: number | null;
}

export interface FeedDecisions {
  /** Trading days whose data will never come: taken as closed. */
  readonly skipped: readonly DayDecision[];
  /** Thin days that are played as they are. */
  readonly accepted: readonly DayDecision[];
  /** Moves that would be held back as possible splits, and are real. */
  readonly real: readonly RealMove[];
}

export const NO_DECISIONS: FeedDecisions = { skipped: [], accepted: [], real: [] };

/** What a market that is fed by files waits for, and what it holds back. Days are ISO. */
export interface FeedState {
  /** Whose trading days it follows. */
  readonly exchange: string;
  /** The trading day that was begun last. */
  readonly last: string;
  /** Days after it that the newest file has; ascending, the first 20. */
  readonly delivered: readonly string[];
  /** What keeps the next day from being played; null: nothing does, or it is not over. */
  readonly fault: { readonly rule: string; readonly day: string; readonly why: string } | null;
  /** Moves that are not shown before they are proved, or somebody knows that they are real. */
  readonly held: readonly {
    readonly security: string;
    readonly ticker: string;
    readonly day: string;
    /** Close over the one before. */
    readonly ratio: number;
  }[];
}

/** As operators see it. */
export interface FeedView {
  /** Null: the market is not fed by files, or none was looked at yet. */
  readonly feed: FeedState | null;
  readonly decisions: FeedDecisions;
}

/** What operators have decided of the feed so far; empty lists where it was nothing. */
export async function feedDecisions(reader: Pick<StorageReader, 'document'>): Promise<FeedDecisions> {
  const [skipped, accepted, real] = [
    await reader.document(SKIPPED),
    await reader.document(ACCEPTED),
    await reader.document(REAL),
  ];
  return {
    skipped: (skipped ?? []) as readonly DayDecision[],
    accepted: (accepted ?? []) as readonly DayDecision[],
    real: (real ?? []) as readonly RealMove[],
  };
}

export const feedState = async (reader: Pick<StorageReader, 'document'>): Promise<FeedState | null> =>
  (await reader.document(FEED_DOCUMENT)) as FeedState | null;

/** Writes the lists of decisions that are given. */
export async function putFeedDecisions(
  writer: Pick<StorageWriter, 'putDocument'>,
  { skipped, accepted, real }: Partial<FeedDecisions>,
): Promise<void> {
  if (skipped !== undefined) await writer.putDocument(SKIPPED, skipped);
  if (accepted !== undefined) await writer.putDocument(ACCEPTED, accepted);
  if (real !== undefined) await writer.putDocument(REAL, real);
}
