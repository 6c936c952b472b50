import { isSignals, type RoundRecord, type StorageReader } from '@robata/tournament';
import { scoresKey } from '../rounds/scoresKey.ts';

/** Where a value stands among the values of all models of a round's last day posted, in (0, 1); null where either is undefined. */
export type Percentile = (column: number, value: number | null | undefined) => number | null;

const ROUNDS_REMEMBERED = 128;

/**
 * Percentiles by round: the share of values below, ties counted half; in a joint round among the models of the part that is asked for. Read when first asked for and kept, because most of a model's
 * rounds are resolved and never change.
 */
export function percentiles(reader: StorageReader): (round: RoundRecord) => Promise<Percentile> {
  const kept = new Map<string, Promise<Percentile>>();
  return async (round) => {
    const key = `${round.tournament} ${await scoresKey(reader, round)}`;
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
  const all = await reader.scores({ round: round.number, latestOnly: true });
  const scores = round.signals === undefined ? all : all.filter(await isOfPart(reader, round));
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

/** Whether a score is one of the part of a joint round: both parts have a TC. */
async function isOfPart(
  reader: Pick<StorageReader, 'models'>,
  { tournament }: RoundRecord,
): Promise<(score: { readonly model: number }) => boolean> {
  const signals = new Set((await reader.models()).filter(isSignals).map(({ id }) => id));
  return ({ model }) => signals.has(model) === (tournament === 'signals');
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
