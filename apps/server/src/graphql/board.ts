import { setImmediate as breathe } from 'node:timers/promises';
import {
  type Earned,
  type LeaderboardBook,
  type LeaderboardRow,
  type ModelRecord,
  type RoundRecord,
  type StorageReader,
  stakeOf,
} from '@robata/tournament';
import { cachedFor } from '../cachedFor.ts';
import type { PublicBooks } from '../publicBooks.ts';
import { signalsIds, signalsStandings } from './signalsStandings.ts';

/** A model among all the others: its row with ranks by each score, and what its stake returned. */
export interface Standing extends LeaderboardRow {
  readonly publicId: string;
  /** In units of 1e-18. */
  readonly staked: bigint;
  readonly ranks: Readonly<Record<Ranked | 'ic', number | null>>;
  /** Of Signals models: the rank correlation with what stocks returned, and the rank before the newest round; null of others. */
  readonly ic: number | null;
  readonly previousRank: number | null;
  /** Of each window of resolved rounds the payouts in units of 1e-18, and payout / at risk compounded (null where nothing was at risk). */
  readonly payouts: Readonly<Record<Window, Earned>>;
}

const RANKED = ['corr', 'mmc', 'fnc', 'tc'] as const;
export type Ranked = (typeof RANKED)[number];
export type Window = 'newest' | 'threeMonths' | 'oneYear' | 'allTime';

/** The public state of the tournament as of one moment; the same object as long as nothing of it changed. */
export interface Board {
  /** Ascending by number. */
  readonly rounds: readonly RoundRecord[];
  readonly models: readonly ModelRecord[];
  /** Models of classic, by rank. */
  readonly standings: readonly Standing[];
  /** Models of Signals, by their IC: its own scores, under the names that all clients know. */
  readonly signals: readonly Standing[];
  readonly signalsIds: ReadonlySet<number>;
  /** Of both. */
  readonly byName: ReadonlyMap<string, Standing>;
  readonly byPublicId: ReadonlyMap<string, Standing>;
}

/** A year of weekly rounds, and the Newey-West lags of their 20-day windows. */
export const REPUTATION = { lastRounds: 52, lags: 4 } as const;
const WINDOW_ROUNDS = { newest: 1, threeMonths: 13, oneYear: 52 };
/** Nobody waits for a newer board where there is one of the last minute. */
const FRESHNESS = { freshMs: 1_000, usableMs: 60_000 };

export interface BoardInput {
  readonly reader: Pick<StorageReader, 'rounds' | 'scores'>;
  readonly books: PublicBooks;
  /** The public ids of all models by their numbers. */
  readonly publicIds: () => Promise<ReadonlyMap<number, string>>;
  /** The numbers of the models that take part in Signals; all others are models of classic. */
  readonly signalsModels: () => Promise<readonly number[]>;
  readonly now?: () => number;
}

export interface Boards {
  /** For what everybody asks: models and means may be a minute old where nobody asked for so long, the states of rounds a second. */
  readonly board: () => Promise<Board>;
  /** For what somebody asks about models that he has just made: nothing in it is older than a second. */
  readonly newestBoard: () => Promise<Board>;
}

/**
 * The tournament's public state, asked for again and again and computed only when rounds, models or the ledger moved: a look at most once
 * a second, means over a year of scores only after a round resolved. Whoever asks while a newer one is computed gets the one before.
 */
export function boardOf({
  reader,
  books,
  publicIds,
  signalsModels,
  now = () => performance.now(),
}: BoardInput): Boards {
  let last: Last | undefined;
  const withSignalsScores = signalsStandings(reader);
  let lastIds: { readonly records: readonly ModelRecord[]; readonly known: KnownModels } | undefined;

  const knownModels = async (read: PublicBooks['models']): Promise<KnownModels> => {
    const records = await read();
    if (lastIds?.records === records) return lastIds.known;
    const [ids, signals] = await Promise.all([publicIds(), signalsModels()]);
    lastIds = { records, known: { records, ids, signals: signalsIds(signals, records) } };
    return lastIds.known;
  };

  const look = async (read: PublicBooks['models']): Promise<Board> => {
    const [rounds, known, balances] = await Promise.all([reader.rounds(), knownModels(read), books.balances()]);
    const states = statesOf(rounds);
    const resolved = rounds.flatMap((round) => (round.state === 'resolved' ? [round.number] : []));
    const scores = resolved.join();
    const isScoredAlike = last?.scores === scores;
    if (last !== undefined && isScoredAlike && last.models === known && last.ledger === balances.sequence) {
      if (last.states !== states) last = { ...last, states, board: { ...last.board, rounds } };
      return last.board;
    }
    const all =
      last !== undefined && isScoredAlike
        ? withModels(last.board, known, balances.of)
        : await computed(books.leaderboard, resolved, known, balances.of);
    await breathe();
    const ranked = (rows: readonly Standing[]) => rows.map((row, index) => ({ ...row, rank: index + 1 }));
    const standings = ranked(all.filter((row) => !known.signals.has(row.id)));
    const ofSignals = all.filter((row) => known.signals.has(row.id));
    const signals = ranked(await withSignalsScores(ofSignals, rounds, REPUTATION.lastRounds));
    await breathe();
    const both = [...standings, ...signals];
    const board: Board = {
      rounds,
      models: known.records,
      standings,
      signals,
      signalsIds: known.signals,
      byName: new Map(both.map((row) => [row.model.toLowerCase(), row])),
      byPublicId: new Map(both.map((row) => [row.publicId, row])),
    };
    last = { scores, states, models: known, ledger: balances.sequence, board };
    return board;
  };
  const usual = cachedFor({ ...FRESHNESS, now }, () => look(books.models));
  const newest = cachedFor({ freshMs: FRESHNESS.freshMs, now }, () => look(books.newestModels));
  /** Whether a round is open must not be a minute old, where means over a year may be: clients ask once and then submit. */
  const roundsNow = cachedFor({ freshMs: FRESHNESS.freshMs, now }, () => reader.rounds());
  let shown: { readonly of: Board; readonly states: string; readonly board: Board } | undefined;
  return {
    async board() {
      const [kept, rounds] = await Promise.all([usual(null), roundsNow(null)]);
      // Where nobody stands on it, as on a server whose season has only begun, a newer one is worth waiting for.
      if (kept.standings.length === 0) await newest(null);
      const board = last?.board ?? kept;
      const states = statesOf(rounds);
      if (states === statesOf(board.rounds)) return board;
      if (shown?.of !== board || shown.states !== states) shown = { of: board, states, board: { ...board, rounds } };
      return shown.board;
    },
    newestBoard: () => newest(null),
  };
}

const states = new WeakMap<readonly RoundRecord[], string>();

/** What may change of rounds, as one text. With their times: a round that is open again after a restart gets new ones. */
function statesOf(rounds: readonly RoundRecord[]): string {
  const known = states.get(rounds);
  if (known !== undefined) return known;
  const text = rounds
    .map((round) => `${round.number}:${round.state}:${round.scoredDays}:${round.opensAt}:${round.closesAt}`)
    .join();
  states.set(rounds, text);
  return text;
}

/** A board and what it was made of. */
interface Last {
  /** The rounds that are resolved, and the state of all of them. */
  readonly scores: string;
  readonly states: string;
  readonly models: KnownModels;
  readonly ledger: number;
  readonly board: Board;
}

interface KnownModels {
  readonly records: readonly ModelRecord[];
  readonly ids: ReadonlyMap<number, string>;
  readonly signals: ReadonlySet<number>;
}

type Balances = ReadonlyMap<string, bigint>;

async function computed(
  book: LeaderboardBook,
  resolved: readonly number[],
  { ids }: KnownModels,
  balances: Balances,
): Promise<Standing[]> {
  const first = (window: keyof typeof WINDOW_ROUNDS): number => resolved.at(-WINDOW_ROUNDS[window]) ?? 0;
  const [rows, newest, threeMonths, oneYear, allTime] = await Promise.all([
    book.rows(REPUTATION),
    book.earned(first('newest')),
    book.earned(first('threeMonths')),
    book.earned(first('oneYear')),
    book.earned(0),
  ]);
  const ranks = {} as Record<Ranked, ReadonlyMap<number, number>>;
  for (const key of RANKED) {
    await breathe();
    ranks[key] = ranksBy(rows, key);
  }
  await breathe();
  return rows.map((row) => {
    const rank = (key: Ranked): number | null => ranks[key].get(row.id) ?? null;
    return {
      ...row,
      publicId: ids.get(row.id) ?? String(row.id),
      staked: stakeOf(balances, row.id),
      ranks: { corr: rank('corr'), mmc: rank('mmc'), fnc: rank('fnc'), tc: rank('tc'), ic: null },
      ic: null,
      previousRank: null,
      payouts: {
        newest: newest.get(row.id) ?? NOTHING,
        threeMonths: threeMonths.get(row.id) ?? NOTHING,
        oneYear: oneYear.get(row.id) ?? NOTHING,
        allTime: allTime.get(row.id) ?? NOTHING,
      },
    };
  });
}

/** The same scores with the names and stakes of now; models that came since stand last, without scores. */
function withModels(
  { standings: classic, signals }: Board,
  { records, ids }: KnownModels,
  balances: Balances,
): Standing[] {
  const before = [...classic, ...signals];
  const names = new Map(records.map((model) => [model.id, model.name]));
  const standings = before.map((row) => ({
    ...row,
    model: names.get(row.id) ?? row.model,
    staked: stakeOf(balances, row.id),
  }));
  const standing = new Set(before.map((row) => row.id));
  for (const { id, name, account, kind, marked } of records) {
    if (standing.has(id)) continue;
    const publicId = ids.get(id) ?? String(id);
    const staked = stakeOf(balances, id);
    standings.push({ ...UNSCORED, id, model: name, account, kind, marked, publicId, staked });
  }
  return standings;
}

const NOTHING = { amount: 0n, return: null };
const UNSCORED = {
  rank: 0,
  rounds: 0,
  corr: null,
  corrStandardError: null,
  corrSharpe: null,
  mmc: null,
  fnc: null,
  tc: null,
  tcStandardError: null,
  tcLeaveOneOut: null,
  tcLeaveOneOutStandardError: null,
  tcLeaveOneOutHeld: null,
  tcLeaveOneOutHeldStandardError: null,
  metaModelCorrelation: null,
  stake: '0',
  payout: '0',
  return: null,
  ranks: { corr: null, mmc: null, fnc: null, tc: null, ic: null },
  ic: null,
  previousRank: null,
  payouts: { newest: NOTHING, threeMonths: NOTHING, oneYear: NOTHING, allTime: NOTHING },
} as const;

/** 1 the best; models without the score have no rank. Equal scores keep the order of the rows. */
function ranksBy(rows: readonly LeaderboardRow[], key: Ranked): ReadonlyMap<number, number> {
  const scored = rows.filter((row) => row[key] !== null);
  scored.sort((a, b) => (b[key] as number) - (a[key] as number));
  return new Map(scored.map((row, index) => [row.id, index + 1]));
}
