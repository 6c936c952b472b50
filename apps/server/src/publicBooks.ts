import { type LeaderboardBook, leaderboardBook, type ModelRecord, type StorageReader } from '@robata/tournament';
import { type Balances, balanceBook } from './balanceBook.ts';
import { cachedFor } from './cachedFor.ts';

/** What a server keeps of the public record, so that a long one is read once. */
export interface PublicBooks {
  readonly leaderboard: LeaderboardBook;
  readonly balances: () => Promise<Balances>;
  /** All models, up to ten seconds old; the same list as long as they are the same. */
  readonly models: () => Promise<readonly ModelRecord[]>;
  /** The same, up to a second old. */
  readonly newestModels: () => Promise<readonly ModelRecord[]>;
}

/** Reading ten thousand models costs more than reading rounds, and new ones have no scores to show. */
const FRESHNESS = { freshMs: 10_000, usableMs: 60_000 };
const NEWEST_MS = 1_000;

/** `now`: milliseconds of a clock that never goes back; `signalsModels`: numbers of the models whose slots are of Signals. */
export function publicBooks(
  reader: StorageReader,
  now: () => number = () => performance.now(),
  signalsModels: () => Promise<readonly number[]> = async () => [],
): PublicBooks {
  const balances = balanceBook(reader);
  let known: { readonly text: string; readonly models: readonly ModelRecord[] } | null = null;
  const read = async (): Promise<void> => {
    const models = await reader.models();
    const text = models
      .map(({ id, name, account, kind, marked }) => JSON.stringify([id, name, account, kind, marked]))
      .join();
    if (known?.text !== text) known = { text, models };
  };
  // Whoever reads them, all get the newest that were read.
  const kept = (readNow: (argument: null) => Promise<void>) => async (): Promise<readonly ModelRecord[]> => {
    await readNow(null);
    return known?.models ?? [];
  };
  const models = kept(cachedFor({ ...FRESHNESS, now }, read));
  const signals = cachedFor<null, readonly number[]>({ ...FRESHNESS, now }, signalsModels);
  return {
    leaderboard: leaderboardBook({
      reader,
      balances: async () => (await balances()).of,
      models,
      signalsModels: () => signals(null),
    }),
    balances,
    models,
    newestModels: kept(cachedFor({ freshMs: NEWEST_MS, now }, read)),
  };
}
