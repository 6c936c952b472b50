import type { LeaderboardReturns } from '@robata/client';
import {
  ANALYSED_ROUNDS,
  analysisKey,
  type LeaderboardRow,
  metaModelBook,
  readResolvedRound,
  type Reputations,
  type ResolvedRound,
  type RoundAnalysis,
  type RoundRecord,
  reputations,
  type StorageReader,
  takesPart,
  TOURNAMENTS,
  type TournamentName,
  type ValidationAgainstLive,
  validationAgainstLive,
} from '@robata/tournament';
import { cachedFor } from '../cachedFor.ts';
import { leaderboardReturns } from '../leaderboardReturns.ts';
import type { PublicBooks } from '../publicBooks.ts';
import { scoresKey } from '../rounds/scoresKey.ts';

/** A leaderboard of ten thousand models takes a second: nobody waits for a newer one where there is one of the last minute. */
const FRESHNESS = { freshMs: 1_000, usableMs: 60_000 };
/** Runs of validation are made now and then. */
const VALIDATION_FRESHNESS = { freshMs: 30_000, usableMs: 600_000 };
/** Rounds under way at a time, with one to spare for each. */
const RUNNING_REMEMBERED = 64;

export interface RowsQuery {
  /** Undefined: both. */
  readonly tournament?: TournamentName | undefined;
  readonly lastRounds: number | null;
}

/** What boards and pages of models are made of; everybody who asks at once shares one computation. */
export interface ModelBooks {
  rows(query: RowsQuery): Promise<LeaderboardRow[]>;
  returns(): Promise<LeaderboardReturns>;
  reputations(tournament: TournamentName): Promise<Reputations>;
  validation(): Promise<ValidationAgainstLive>;
  /** Of standard errors (Newey-West): rounds whose 20-day windows overlap, by the tournament's schedule. */
  lags(): Promise<number>;
  /** The tournament that a model stands in, and its row among all of it, over all rounds; null for a name that nobody has. */
  find(name: string): Promise<{
    readonly tournament: TournamentName;
    readonly row: LeaderboardRow;
    readonly rows: LeaderboardRow[];
  } | null>;
  /** Resolved rounds of a tournament, ascending. */
  resolved(tournament: TournamentName): Promise<readonly ResolvedRound[]>;
  /** The newest analyses, ascending, at most 20. */
  analyses(): Promise<readonly RoundAnalysis[]>;
}

export interface ModelBooksInput {
  readonly reader: StorageReader;
  readonly books: PublicBooks;
  /** By model the validation CORR of its newest run. Default: there are none. */
  readonly validation?: () => Promise<ReadonlyMap<number, number>>;
}

export function modelBooks({ reader, books, validation = async () => new Map() }: ModelBooksInput): ModelBooks {
  const { lags } = metaModelBook(reader);
  const rowsOf = cachedFor(FRESHNESS, async (key: string) => {
    const { tournament, lastRounds } = JSON.parse(key) as RowsQuery;
    return books.leaderboard.rows({
      lastRounds,
      lags: await lags(),
      ...(tournament !== undefined && { tournament }),
    });
  });
  const rows: ModelBooks['rows'] = ({ tournament, lastRounds }) => rowsOf(JSON.stringify({ tournament, lastRounds }));
  const resolved: ModelBooks['resolved'] = async (tournament) =>
    (await books.leaderboard.resolved()).filter((round) => takesPart(round, tournament));
  const running = runningRounds(reader);
  const analysisOf = analysisBook(reader);
  const returns = cachedFor(FRESHNESS, () => leaderboardReturns(reader, books.leaderboard));
  const known = cachedFor(FRESHNESS, async (tournament: TournamentName) => {
    const [all, models] = [await reader.rounds(), await books.models()];
    const scoring = all.filter(
      (round) => takesPart(round, tournament) && round.state === 'scoring' && round.scoredDays > 0,
    );
    const rounds = [...(await resolved(tournament)), ...(await running(scoring))].sort((a, b) => a.number - b.number);
    const newest = all.find(({ number }) => number === rounds.at(-1)?.number);
    return reputations({
      rounds,
      day: newest?.scoredDays ?? 0,
      benchmark: models.find(({ kind }) => kind === 'example')?.id ?? null,
    });
  });
  const relation = cachedFor(VALIDATION_FRESHNESS, async () =>
    validationAgainstLive({
      rounds: await resolved('classic'),
      rows: await rows({ tournament: 'classic', lastRounds: null }),
      validation: await validation(),
      lags: await lags(),
    }),
  );

  return {
    rows,
    returns: () => returns(null),
    reputations: known,
    validation: () => relation(null),
    lags,
    async find(name) {
      for (const tournament of TOURNAMENTS) {
        const all = await rows({ tournament, lastRounds: null });
        const row = all.find(({ model }) => model === name);
        if (row !== undefined) return { tournament, row, rows: all };
      }
      return null;
    },
    resolved,
    analyses: () => analysisOf(),
  };
}

/** Rounds that are being scored as they stand, each day of each read once. */
function runningRounds(reader: StorageReader): (rounds: readonly RoundRecord[]) => Promise<ResolvedRound[]> {
  const known = new Map<string, Promise<ResolvedRound>>();
  return (rounds) =>
    Promise.all(
      rounds.map(async (round) => {
        const key = await scoresKey(reader, round);
        const read = known.get(key) ?? readResolvedRound(reader, round);
        read.catch(() => known.delete(key));
        known.set(key, read);
        if (known.size > RUNNING_REMEMBERED) known.delete(known.keys().next().value as string);
        return read;
      }),
    );
}

/** The newest analyses: written once at the close of a round, so each is read once. */
function analysisBook(reader: StorageReader): () => Promise<readonly RoundAnalysis[]> {
  const known = new Map<number, RoundAnalysis>();
  return async () => {
    const closed = (await reader.rounds()).filter(
      ({ state }) => state === 'closed' || state === 'scoring' || state === 'resolved',
    );
    const newest = closed.slice(-ANALYSED_ROUNDS).map(({ number }) => number);
    for (const number of known.keys()) if (!newest.includes(number)) known.delete(number);
    const found: RoundAnalysis[] = [];
    for (const number of newest) {
      const analysis = known.get(number) ?? ((await reader.document(analysisKey(number))) as RoundAnalysis | null);
      if (analysis === null) continue;
      known.set(number, analysis);
      found.push(analysis);
    }
    return found;
  };
}
