import { UsageError } from './usageError.ts';

const SHORTEST_KEY = 16;

/**
 * The operator's secret behind the ids and commitments of a season's data set, from `ROBATA_SEASON_KEY` and never out of
 * the words, which other users of a machine can see. `undefined` where none is set: the season's key then follows from its
 * seed. (`ROBATA_KEY` is another thing: a participant's API key.) Throws UsageError where it is too short.
 */
export function seasonKey(environment: Readonly<Record<string, string | undefined>>): string | undefined {
  const key = environment['ROBATA_SEASON_KEY'];
  if (key === undefined || key === '') return undefined;
  if (key.length >= SHORTEST_KEY) return key;
  throw new UsageError(
    `robata season: ROBATA_SEASON_KEY has ${key.length} characters: give it ${SHORTEST_KEY} or more, or unset it.`,
  );
}
