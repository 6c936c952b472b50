import type { LeaderboardReturns } from '@robata/client';
import type { LeaderboardBook, StorageReader } from '@robata/tournament';

/** A year of weekly rounds, of which each pays once. */
const WINDOW_ROUNDS = { day: 1, threeMonths: 13, year: 52 } as const;

/**
 * What stakes returned over the last resolved round (the last day that paid anything), 13 and 52 of them. Models that had nothing at risk in a window
 * have null there; those that never had are not in it.
 */
export async function leaderboardReturns(
  reader: Pick<StorageReader, 'rounds'>,
  book: Pick<LeaderboardBook, 'earned'>,
): Promise<LeaderboardReturns> {
  const resolved = (await reader.rounds()).filter(({ state }) => state === 'resolved');
  const earned = (rounds: number) => book.earned(resolved.at(-rounds)?.number ?? 0);
  const [day, threeMonths, year] = await Promise.all([
    earned(WINDOW_ROUNDS.day),
    earned(WINDOW_ROUNDS.threeMonths),
    earned(WINDOW_ROUNDS.year),
  ]);
  const of = (model: number) =>
    [day, threeMonths, year].map((window) => window.get(model)?.return ?? null) as [
      number | null,
      number | null,
      number | null,
    ];
  return {
    lastResolved: resolved.at(-1)?.number ?? null,
    returns: Object.fromEntries([...year.keys()].map((model) => [model, of(model)])),
  };
}
