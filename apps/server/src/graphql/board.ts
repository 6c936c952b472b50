import {
  leaderboard,
  type LeaderboardRow,
  type ModelRecord,
  type PayoutRecord,
  type RoundRecord,
  type StorageReader,
  stakeOf,
} from '@robata/tournament';
import { cachedFor } from '../cachedFor.ts';
import { lastLedgerSequence } from './lastLedgerSequence.ts';

/** A model among all the others: its row with ranks by each score, and what its stake returned. */
export interface Standing extends LeaderboardRow {
  readonly publicId: string;
  /** In units of 1e-18. */
  readonly staked: bigint;
  readonly ranks: Readonly<Record<Ranked, number | null>>;
  /** Of each window of resolved rounds the payouts in units of 1e-18, and payout / at risk compounded (null where nothing was at risk). */
  readonly payouts: Readonly<Record<Window, { readonly amount: bigint; readonly return: number | null }>>;
}

const RANKED = ['corr', 'mmc', 'fnc', 'tc'] as const;
export type Ranked = (typeof RANKED)[number];
export type Window = 'threeMonths' | 'oneYear' | 'allTime';

/** The public state of the tournament as of one moment; the same object as long as nothing of it changed. */
export interface Board {
  /** Ascending by number. */
  readonly rounds: readonly RoundRecord[];
  readonly models: readonly ModelRecord[];
  /** Models of classic, by rank. */
  readonly standings: readonly Standing[];
  /** Models of Signals. They have no scores before Signals' own scoring is there. */
  readonly signals: readonly Standing[];
  /** Of both. */
  readonly byName: ReadonlyMap<string, Standing>;
  readonly byPublicId: ReadonlyMap<string, Standing>;
}

/** A year of weekly rounds, and the Newey-West lags of their 20-day windows. */
export const REPUTATION = { lastRounds: 52, lags: 4 } as const;
const WINDOW_ROUNDS = { threeMonths: 13, oneYear: 52 };
const FRESHNESS = { freshMs: 1_000, usableMs: 10_000 };
/** Reading ten thousand models costs more than reading rounds, and new ones have no scores to show. */
const MODELS_FRESHNESS = { freshMs: 10_000, usableMs: 60_000 };

export interface BoardInput {
  readonly reader: StorageReader;
  /** The public ids of all models by their numbers. */
  readonly publicIds: () => Promise<ReadonlyMap<number, string>>;
  /** The numbers of the models that take part in Signals; all others are models of classic. */
  readonly signalsModels: () => Promise<readonly number[]>;
  readonly now?: () => number;
}

/**
 * The tournament's public state, asked for again and again and computed only when rounds, models or the ledger moved: a look at most once
 * a second, means over a year of scores only after new scores. Whoever asks while a newer one is computed gets the one before.
 */
export function boardOf({
  reader,
  publicIds,
  signalsModels,
  now = () => performance.now(),
}: BoardInput): () => Promise<Board> {
  let last:
    | { readonly scores: string; readonly models: KnownModels; readonly ledger: number; readonly board: Board }
    | undefined;
  let lastModels: KnownModels | undefined;
  const models = cachedFor({ ...MODELS_FRESHNESS, now }, async () => {
    const [records, ids, signals] = await Promise.all([reader.models(), publicIds(), signalsModels()]);
    const stamp = records.map(({ id, name }) => `${id}:${name}`).join();
    if (stamp !== lastModels?.stamp) lastModels = { records, ids, signals: new Set(signals), stamp };
    return lastModels;
  });
  const look = cachedFor({ ...FRESHNESS, now }, async (): Promise<Board> => {
    const [rounds, known, ledger] = await Promise.all([
      reader.rounds(),
      models(null),
      lastLedgerSequence(reader, last?.ledger ?? 0),
    ]);
    const scores = rounds.map((round) => `${round.number}:${round.state}:${round.scoredDays}`).join();
    const isScoredAlike = last?.scores === scores;
    if (last !== undefined && isScoredAlike && last.models === known && last.ledger === ledger) return last.board;
    const balances = await reader.balances();
    const all =
      last !== undefined && isScoredAlike
        ? withModels(last.board, known, balances)
        : await computed(reader, rounds, known, balances);
    const ranked = (rows: readonly Standing[]) => rows.map((row, index) => ({ ...row, rank: index + 1 }));
    const standings = ranked(all.filter((row) => !known.signals.has(row.id)));
    const signals = ranked(all.filter((row) => known.signals.has(row.id)));
    const both = [...standings, ...signals];
    const board: Board = {
      rounds,
      models: known.records,
      standings,
      signals,
      byName: new Map(both.map((row) => [row.model.toLowerCase(), row])),
      byPublicId: new Map(both.map((row) => [row.publicId, row])),
    };
    last = { scores, models: known, ledger, board };
    return board;
  });
  return () => look(null);
}

interface KnownModels {
  readonly records: readonly ModelRecord[];
  readonly ids: ReadonlyMap<number, string>;
  readonly signals: ReadonlySet<number>;
  /** Who there is under which name, in one text. */
  readonly stamp: string;
}

type Balances = ReadonlyMap<string, bigint>;

async function computed(
  reader: StorageReader,
  rounds: readonly RoundRecord[],
  { ids }: KnownModels,
  balances: Balances,
): Promise<Standing[]> {
  const [rows, payouts] = await Promise.all([leaderboard(reader, REPUTATION), reader.payouts({})]);
  const resolved = rounds.filter((round) => round.state === 'resolved').map((round) => round.number);
  const first = (window: keyof typeof WINDOW_ROUNDS): number => resolved.at(-WINDOW_ROUNDS[window]) ?? 0;
  const windows = { threeMonths: first('threeMonths'), oneYear: first('oneYear') };
  const payoutsOf = Map.groupBy(payouts, (payout) => payout.model);
  const ranks = Object.fromEntries(RANKED.map((key) => [key, ranksBy(rows, key)])) as Record<
    Ranked,
    ReadonlyMap<number, number>
  >;
  return rows.map((row) => {
    const own = payoutsOf.get(row.id) ?? [];
    const rank = (key: Ranked): number | null => ranks[key].get(row.id) ?? null;
    return {
      ...row,
      publicId: ids.get(row.id) ?? String(row.id),
      staked: stakeOf(balances, row.id),
      ranks: { corr: rank('corr'), mmc: rank('mmc'), fnc: rank('fnc'), tc: rank('tc') },
      payouts: {
        threeMonths: returned(own, windows.threeMonths),
        oneYear: returned(own, windows.oneYear),
        allTime: returned(own, 0),
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
  ranks: { corr: null, mmc: null, fnc: null, tc: null },
  payouts: { threeMonths: NOTHING, oneYear: NOTHING, allTime: NOTHING },
} as const;

/** 1 the best; models without the score have no rank. Equal scores keep the order of the rows. */
function ranksBy(rows: readonly LeaderboardRow[], key: Ranked): ReadonlyMap<number, number> {
  const scored = rows.filter((row) => row[key] !== null);
  scored.sort((a, b) => (b[key] as number) - (a[key] as number));
  return new Map(scored.map((row, index) => [row.id, index + 1]));
}

function returned(payouts: readonly PayoutRecord[], firstRound: number) {
  const within = payouts.filter((payout) => payout.round >= firstRound);
  const staked = within.filter((payout) => payout.atRisk > 0n);
  return {
    amount: within.reduce((sum, payout) => sum + payout.amount, 0n),
    return:
      staked.length === 0
        ? null
        : staked.reduce((growth, { amount, atRisk }) => growth * (1 + Number(amount) / Number(atRisk)), 1) - 1,
  };
}
