import { unhurried } from '../unhurried.ts';
import { DomainError } from '@robata/tournament';
import type { Board, Standing } from '../board.ts';
import { plainName } from '../harmonise.ts';
import { columnOf } from '../partRound.ts';
import type { Resolvers } from '../schema.ts';
import { finite } from '../scoreNames.ts';
import type { Services } from '../services.ts';
import { tournamentNamed, tournamentNumber } from '../tournaments.ts';

interface PageArguments {
  readonly limit?: number | null;
  readonly offset?: number | null;
  readonly orderBy?: string | null;
  readonly direction?: string | null;
  readonly filterBy?: string | null;
}

/** A row with every field that clients of any year ask for, so that nothing is computed per request. */
const entryOf = (row: Standing) => ({
  username: row.model,
  rank: row.rank,
  stakedRank: row.rank,
  nmrStaked: row.staked,
  oldStakeValue: row.staked,
  team: false,
  reputation: row.corr,
  rollingScoreRep: row.corr,
  corrRep: row.corr,
  corrRank: row.ranks.corr,
  corr20Rep: row.corr,
  corr20V2Rep: row.corr,
  mmcRep: row.mmc,
  mmcRank: row.ranks.mmc,
  fncRep: row.fnc,
  fncRank: row.ranks.fnc,
  fncV3Rep: row.fnc,
  fncV3Rank: row.ranks.fnc,
  tcRep: row.tc,
  tcRank: row.ranks.tc,
  // What the last day that paid anything returned: weekly rounds pay one after the other.
  return1Day: row.payouts.newest.return,
  return13Weeks: row.payouts.threeMonths.return,
  return52Weeks: row.payouts.oneYear.return,
  payoutSettled: row.payouts.allTime.amount,
});
type Entry = ReturnType<typeof entryOf>;

const accountEntries = (standings: readonly Standing[]) => {
  const accounts = [
    ...Map.groupBy(
      standings.filter((row) => row.kind !== 'meta'),
      (row) => row.account,
    ),
  ].map(([username, rows]) => {
    const staked = rows.reduce((sum, row) => sum + row.staked, 0n);
    /** Weighed by stake: models without one do not count. */
    const mean = (value: (row: Standing) => number | null): number | null => {
      const counted = rows.filter((row) => row.staked > 0n && value(row) !== null);
      const weight = counted.reduce((sum, row) => sum + Number(row.staked), 0);
      return weight === 0
        ? null
        : counted.reduce((sum, row) => sum + Number(row.staked) * (value(row) as number), 0) / weight;
    };
    const paid = (window: keyof Standing['payouts']): bigint =>
      rows.reduce((sum, row) => sum + row.payouts[window].amount, 0n);
    return {
      username,
      displayName: username,
      nmrStaked: staked,
      v2Corr20: mean((row) => row.corr),
      mmc: mean((row) => row.mmc),
      tc: mean((row) => row.tc),
      return3m: mean((row) => row.payouts.threeMonths.return),
      return1y: mean((row) => row.payouts.oneYear.return),
      returnAllTime: mean((row) => row.payouts.allTime.return),
      return3mNmr: paid('threeMonths'),
      return1yNmr: paid('oneYear'),
      returnAllTimeNmr: paid('allTime'),
    };
  });
  accounts.sort((a, b) => (b.tc ?? Number.NEGATIVE_INFINITY) - (a.tc ?? Number.NEGATIVE_INFINITY) || compare(a, b));
  return accounts.map((account, index) => ({ ...account, rank: index + 1 }));
};

const compare = (a: { readonly username: string }, b: { readonly username: string }): number =>
  a.username < b.username ? -1 : 1;

/** Shaped once for each state of the board. */
function perBoard<T>(shape: (board: Board) => T): (services: Services) => Promise<T> {
  const kept = new WeakMap<Board, { readonly value: T }>();
  return async ({ board }) => {
    const current = await board();
    const found = kept.get(current) ?? { value: shape(current) };
    kept.set(current, found);
    return found.value;
  };
}

const entries = perBoard((board) => board.standings.map(entryOf));
const accounts = {
  classic: perBoard((board) => accountEntries(board.standings)),
  signals: perBoard((board) => accountEntries(board.signals)),
};
/** What the newest scored day says of each Signals model, by its IC. */
async function todayOf({ reader }: Services, { rounds }: Board): Promise<(model: number) => number | null> {
  const newest = rounds.findLast((round) => round.signals !== undefined && round.scoredDays > 0);
  if (newest === undefined) return () => null;
  const place = columnOf(newest, 'ic');
  const scores = await reader.scores({ round: newest.number, latestOnly: true });
  const values = new Map(scores.map(({ model, values: of }) => [model, finite(of[place])]));
  return (model) => values.get(model) ?? null;
}

const signalsToday = new WeakMap<Board, Promise<(model: number) => number | null>>();

async function signalsEntries(services: Services) {
  const board = await services.board();
  const reading = signalsToday.get(board) ?? todayOf(services, board);
  signalsToday.set(board, reading);
  reading.catch(() => signalsToday.delete(board));
  const today = await reading;
  return board.signals.map((row) => ({
    username: row.model,
    rank: row.rank,
    prevRank: row.previousRank,
    today: today(row.id),
    sharpe: row.corrSharpe,
    nmrStaked: Number(row.staked) / 1e18,
    mmc: row.mmc,
    mmcRank: row.ranks.mmc,
    icRep: row.ic,
    icRank: row.ranks.ic,
    tcRep: row.tc,
    tcRank: row.ranks.tc,
  }));
}

/** `limit` rows from `offset` on; absent: all. Throws DomainError for negative ones. */
function page<T>(rows: readonly T[], { limit, offset }: PageArguments): readonly T[] {
  const from = offset ?? 0;
  if (from < 0 || (limit ?? 0) < 0) throw new DomainError('invalid_page', 'limit and offset are not below 0.');
  return rows.slice(from, limit === null || limit === undefined ? undefined : from + limit);
}

/** By any field, best (or first in the alphabet) at `desc`; models without a value come last. */
function ordered(rows: readonly Entry[], { orderBy, direction, filterBy }: PageArguments): readonly Entry[] {
  const wanted = filterBy ? rows.filter((row) => row.username.toLowerCase().includes(filterBy.toLowerCase())) : rows;
  if (!orderBy) return wanted;
  const field = Object.keys(wanted[0] ?? {}).find((name) => plainName(name) === plainName(orderBy)) as keyof Entry;
  if (field === undefined) return wanted;
  const sign = direction?.toLowerCase().startsWith('asc') ? 1 : -1;
  return wanted.toSorted((a, b) => {
    const [x, y] = [a[field], b[field]];
    if (x === null || y === null) return Number(x === null) - Number(y === null);
    return x === y ? a.rank - b.rank : x < y ? -sign : sign;
  });
}

async function accountProfile(services: Services, username: string, tournament: number | null | undefined) {
  const name = tournamentNamed(tournament);
  const { standings, signals } = await services.newestBoard();
  const isOwn = (row: Standing): boolean => row.account.toLowerCase() === username.toLowerCase();
  const models = { classic: standings.filter(isOwn), signals: signals.filter(isOwn) };
  const own = [...models.classic, ...models.signals];
  const first = own[0];
  if (first === undefined) {
    throw new DomainError('account_not_found', `There is no account '${username.slice(0, 100)}' with a model.`);
  }
  return {
    id: first.account,
    username: first.account,
    totalStake: own.reduce((sum, row) => sum + row.staked, 0n),
    models: (name === null ? [] : models[name]).map((row) => ({
      id: row.publicId,
      displayName: row.model,
      username: row.model,
      tournament: tournamentNumber(name ?? ''),
      stake: row.staked,
    })),
  };
}

/** Nobody of a tournament that this server does not run. */
const accountPage = async (services: Services, name: 'classic' | 'signals' | null, args: PageArguments) =>
  name === null ? [] : page(await accounts[name](services), args);

export const leaderboardResolvers: Resolvers = {
  Query: {
    v2Leaderboard: async (_, args: PageArguments, { services }) =>
      unhurried(page(ordered(await entries(services), args), args)),
    signalsLeaderboard: async (_, args: PageArguments, { services }) =>
      unhurried(page(await signalsEntries(services), args)),
    // Crypto is not built: nobody stands on its board.
    cryptosignalsLeaderboard: () => [],
    accountLeaderboard: (_, args: PageArguments & { tournament?: number | null }, { services }) =>
      accountPage(services, tournamentNamed(args.tournament), args),
    accountProfile: (_, args: { username: string; tournament?: number | null }, { services }) =>
      accountProfile(services, args.username, args.tournament),
  },
};
