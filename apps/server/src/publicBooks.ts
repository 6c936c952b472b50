import { type LeaderboardBook, leaderboardBook, type ModelRecord, type StorageReader } from '@robata/tournament';
import { type Balances, balanceBook } from './balanceBook.ts';
import { cachedFor } from './cachedFor.ts';

/** What a server keeps of the public record, so that a long one is read once. */
export interface PublicBooks {
  readonly leaderboard: LeaderboardBook;
  readonly balances: () => Promise<Balances>;
  /** All models, up to ten seconds old; the same list as long as they are the same. */
  readonly models: () => Promise<readonly ModelRecord[]>;
}

/** Reading ten thousand models costs more than reading rounds, and new ones have no scores to show. */
const FRESHNESS = { freshMs: 10_000, usableMs: 60_000 };

/** `now`: milliseconds of a clock that never goes back. */
export function publicBooks(reader: StorageReader, now: () => number = () => performance.now()): PublicBooks {
  const balances = balanceBook(reader);
  let known: { readonly text: string; readonly models: readonly ModelRecord[] } | null = null;
  const read = cachedFor({ ...FRESHNESS, now }, async () => {
    const models = await reader.models();
    const text = models
      .map(({ id, name, account, kind, marked }) => JSON.stringify([id, name, account, kind, marked]))
      .join();
    if (known?.text !== text) known = { text, models };
    return known.models;
  });
  const models = (): Promise<readonly ModelRecord[]> => read(null);
  return {
    leaderboard: leaderboardBook({ reader, balances: async () => (await balances()).of, models }),
    balances,
    models,
  };
}
