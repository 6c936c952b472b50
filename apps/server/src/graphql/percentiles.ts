import type { RoundRecord, StorageReader } from '@robata/tournament';
import { scoresKey } from '../rounds/scoresKey.ts';

/** Where a value stands among all models' values of a round's last day posted, in (0, 1); null where either is undefined. */
export type Percentile = (column: number, value: number | null | undefined) => number | null;

const ROUNDS_REMEMBERED = 128;

/**
 * Percentiles by round: the share of values below, ties counted half. Read when first asked for and kept, because most of a model's
 * rounds are resolved and never change.
 */
export function percentiles(reader: StorageReader): (round: RoundRecord) => Promise<Percentile> {
  const kept = new Map<string, Promise<Percentile>>();
  return async (round) => {
    const key = await scoresKey(reader, round);
    const known = kept.get(key);
    if (known !== undefined) return known;
    const made = read(reader, round);
    made.catch(() => kept.delete(key));
    kept.set(key, made);
    if (kept.size > ROUNDS_REMEMBERED) kept.delete(kept.keys().next().value as string);
    return made;
  };
}

async function read(reader: StorageReader, round: RoundRecord): Promise<Percentile> {
  const scores = await reader.scores({ round: round.number, latestOnly: true });
  const columns = round.columns.map((_, column) =>
    Float64Array.from(scores.map((score) => score.values[column] ?? Number.NaN).filter(Number.isFinite)).sort(),
  );
  return (column, value) => {
    const values = columns[column];
    if (values === undefined || values.length === 0 || typeof value !== 'number' || !Number.isFinite(value))
      return null;
    const below = firstNotBelow(values, value, false);
    return (below + (firstNotBelow(values, value, true) - below) / 2) / values.length;
  };
}

/** How many of the ascending values are below `value`, or not above it. */
function firstNotBelow(values: Float64Array, value: number, isEqualCounted: boolean): number {
  let from = 0;
  let to = values.length;
  while (from < to) {
    const middle = (from + to) >> 1;
    const found = values[middle] as number;
    if (found < value || (isEqualCounted && found === value)) from = middle + 1;
    else to = middle;
  }
  return from;
}
