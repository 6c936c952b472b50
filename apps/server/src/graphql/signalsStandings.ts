import type { ModelRecord, RoundRecord, ScoreRecord, StorageReader } from '@robata/tournament';
import type { Standing } from './board.ts';
import { columnOf, partRound } from './partRound.ts';

const KEYS = ['corr', 'mmc', 'fnc', 'tc', 'ic'] as const;
type Key = (typeof KEYS)[number];
type Means = Readonly<Record<Key, number | null>> & { readonly corrSharpe: number | null };

export type SignalsReader = Pick<StorageReader, 'scores'>;

/**
 * Models of Signals with their means over the last `lastRounds` resolved rounds, best IC first and those without one last. `previousRank`: as the newest
 * of these rounds was not there yet. What was read of a round is kept.
 */
export function signalsStandings(reader: SignalsReader) {
  const kept = new Map<number, Promise<ReadonlyMap<number, ScoreRecord>>>();
  const scoresOf = (round: number): Promise<ReadonlyMap<number, ScoreRecord>> => {
    const known = kept.get(round) ?? reader.scores({ round, latestOnly: true }).then(byModel);
    kept.set(round, known);
    known.catch(() => kept.delete(round));
    return known;
  };

  return async (
    standings: readonly Standing[],
    rounds: readonly RoundRecord[],
    lastRounds: number,
  ): Promise<readonly Standing[]> => {
    const resolved = rounds.filter(({ state, signals }) => state === 'resolved' && signals !== undefined);
    const taken = resolved.slice(-lastRounds - 1);
    for (const number of kept.keys()) if (!taken.some((round) => round.number === number)) kept.delete(number);
    if (standings.length === 0 || taken.length === 0) return standings;
    const read = await Promise.all(
      taken.map(async (record) => {
        const round = partRound(record, 'signals') as RoundRecord;
        return { places: KEYS.map((key) => columnOf(round, key)), scores: await scoresOf(round.number) };
      }),
    );
    const meansOver = (from: number, to?: number) => (id: number) =>
      meansOf(read.slice(from, to).map(({ places, scores }) => places.map((place) => scores.get(id)?.values[place])));
    const [now, before] = [meansOver(-lastRounds), meansOver(0, -1)];
    const means = new Map(standings.map(({ id }) => [id, now(id)]));
    const places = rankedBy(standings, ({ id }) => means.get(id)?.ic ?? null);
    const previous = rankedBy(standings, ({ id }) => before(id).ic);
    const ranks = Object.fromEntries(
      KEYS.map((key) => [key, rankedBy(standings, ({ id }) => means.get(id)?.[key] ?? null)]),
    ) as Record<Key, ReadonlyMap<number, number>>;
    const rankOf = (key: Key, { id }: Standing): number | null => ranks[key].get(id) ?? null;
    return standings
      .map((row): Standing => {
        const own = means.get(row.id) as Means;
        return {
          ...row,
          ...own,
          previousRank: previous.get(row.id) ?? null,
          ranks: {
            corr: rankOf('corr', row),
            mmc: rankOf('mmc', row),
            fnc: rankOf('fnc', row),
            tc: rankOf('tc', row),
            ic: rankOf('ic', row),
          },
        };
      })
      .toSorted((a, b) => (places.get(a.id) ?? Infinity) - (places.get(b.id) ?? Infinity) || 0);
  };
}

/** Of models with slots in Signals, and of the tournament's own that are of it. */
export const signalsIds = (slots: readonly number[], models: readonly ModelRecord[]): ReadonlySet<number> =>
  new Set([...slots, ...models.flatMap(({ id, tournament }) => (tournament === 'signals' ? [id] : []))]);

const byModel = (scores: readonly ScoreRecord[]): ReadonlyMap<number, ScoreRecord> =>
  new Map(scores.map((score) => [score.model, score]));

/** By round and key; what is undefined does not count. */
function meansOf(rounds: readonly (readonly (number | undefined)[])[]): Means {
  const series = KEYS.map((_, key) => rounds.map((values) => values[key]).filter(isNumber));
  const [corr = null, mmc = null, fnc = null, tc = null, ic = null] = series.map(meanOf);
  return { corr, mmc, fnc, tc, ic, corrSharpe: sharpeOf(series[0] ?? []) };
}

const isNumber = (value: number | undefined): value is number => value !== undefined && Number.isFinite(value);

const meanOf = (values: readonly number[]): number | null =>
  values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;

/** Mean over standard deviation of rounds; null of fewer than two, or of equal ones. */
function sharpeOf(values: readonly number[]): number | null {
  const mean = meanOf(values);
  if (mean === null || values.length < 2) return null;
  const deviation = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
  return deviation > 0 ? mean / deviation : null;
}

/** From 1, the best; models without the score have no rank. Equal ones stay in their order. */
function rankedBy(rows: readonly Standing[], valueOf: (row: Standing) => number | null): ReadonlyMap<number, number> {
  const scored = rows.flatMap((row) => {
    const value = valueOf(row);
    return value === null ? [] : [{ id: row.id, value }];
  });
  scored.sort((a, b) => b.value - a.value);
  return new Map(scored.map(({ id }, index) => [id, index + 1]));
}
