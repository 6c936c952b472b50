import {
  DomainError,
  type FundSummary,
  type JobView,
  leaderboard,
  META_MODEL_KIND,
  modelPage,
  overview,
  type LeaderboardRow,
  type RoundEntryRow,
  type RoundRecord,
  roundPage,
  type ScoreColumn,
} from '@robata/tournament';
import { requireInvestor } from '../../fund/fundAccess.ts';
import { fundPage } from '../../fundPage.ts';
import { requireCaller } from '../access.ts';
import { type Board, REPUTATION } from '../board.ts';
import type { GraphqlContext } from '../context.ts';
import type { Resolvers } from '../schema.ts';
import type { Services } from '../services.ts';

const MOST = 500;

/** Throws DomainError for a limit that is not 1 … `most`. */
function atMost(limit: number | null | undefined, most = MOST): number {
  const wanted = limit ?? most;
  if (wanted >= 1 && wanted <= most) return wanted;
  throw new DomainError('invalid_page', `limit is 1 to ${most}.`, { field: 'limit' });
}

const scoresOf = (scores: Readonly<Record<string, number | null>>, columns: readonly ScoreColumn[]) =>
  columns.flatMap(({ key, definitionId, target }) =>
    key in scores ? [{ column: key, definitionId, target, value: scores[key] }] : [],
  );

const rowView = (board: Board) => {
  const ids = new Map(board.standings.map((row) => [row.id, row.publicId]));
  return (row: LeaderboardRow) => ({ ...row, modelId: ids.get(row.id) ?? String(row.id) });
};

const roundView = (round: RoundRecord) => ({ ...round, state: round.state.toUpperCase() });

async function rounds(services: Services, args: { limit?: number; before?: number; state?: string }) {
  const { rounds } = await services.board();
  return rounds
    .toReversed()
    .filter((round) => round.number < (args.before ?? Number.POSITIVE_INFINITY))
    .map(roundView)
    .filter((round) => !args.state || round.state === args.state)
    .slice(0, atMost(args.limit));
}

async function oneRound({ reader, board }: Services, number: number) {
  const record = (await board()).rounds.find((round) => round.number === number);
  if (record === undefined) return null;
  const page = await roundPage(reader, number, record.state === 'resolved');
  if (page === null) return null;
  const entryView = (entry: RoundEntryRow) => ({ ...entry, scores: scoresOf(entry.scores, page.round.columns) });
  return {
    ...page,
    ...roundView(page.round),
    entries: page.entries.map(entryView),
    metaModel: page.metaModel && entryView(page.metaModel),
  };
}

async function model(services: Services, name: string) {
  const board = await services.board();
  const row = board.byName.get(name.toLowerCase());
  const page = row === undefined ? null : await modelPage(services.reader, row.model, board.standings);
  if (page === null || row === undefined) return null;
  const columnsOf = new Map(board.rounds.map((round) => [round.number, round.columns]));
  const scores = (round: number, values: Readonly<Record<string, number | null>>) =>
    scoresOf(values, columnsOf.get(round) ?? []);
  return {
    row: rowView(board)(row),
    description: page.description,
    rounds: page.rounds.map((round) => ({
      ...round,
      state: round.state.toUpperCase(),
      scores: scores(round.round, round.scores),
    })),
    daily: page.daily.map(({ round, days }) => ({
      round,
      days: days.map((day) => ({ ...day, scores: scores(round, day.scores) })),
    })),
    ledger: async ({ limit }: { limit?: number | null }) =>
      (await services.stakes?.statement(row.id))?.toReversed().slice(0, atMost(limit)) ?? [],
  };
}

async function metaModel(services: Services) {
  const meta = (await services.board()).standings.find((row) => row.kind === META_MODEL_KIND);
  return meta === undefined ? null : model(services, meta.model);
}

async function rows(services: Services, args: { limit?: number; offset?: number; lastRounds?: number | null }) {
  const board = await services.board();
  const { limit = 100, offset = 0, lastRounds = null } = args;
  const all = await leaderboard(services.reader, { lastRounds, lags: REPUTATION.lags });
  return all.slice(Math.max(0, offset), Math.max(0, offset) + atMost(limit)).map(rowView(board));
}

async function incidents({ reader }: Services, { limit, round }: { limit?: number; round?: number | null }) {
  const newest = await reader.incidents(round === null || round === undefined ? atMost(limit) : 1_000);
  return newest
    .filter((incident) => round === null || round === undefined || incident.round === round)
    .slice(0, atMost(limit));
}

interface JobArguments {
  readonly limit?: number;
  readonly kind?: string | null;
  readonly state?: string | null;
}

async function jobs(context: GraphqlContext, { limit, kind, state }: JobArguments) {
  await requireCaller(context, 'operate');
  const found = await context.services.jobs?.list({
    limit: atMost(limit),
    ...(kind ? { kind } : {}),
    ...(state ? { state: state.toLowerCase() as JobView['state'] } : {}),
  });
  return found?.map((job) => ({ ...job, state: job.state.toUpperCase() })) ?? null;
}

export const robataResolvers: Resolvers = {
  Query: { robata: () => ({}) },
  Robata: {
    about: async (_, _args, { services }) => {
      const { standings } = await services.board();
      const { balances, leaderboard } = services.books;
      const [ledger, money] = await Promise.all([balances(), leaderboard.paidAndBurned()]);
      return overview(services.reader, standings, null, { balances: ledger.of, ...money });
    },
    rounds: (_, args: { limit?: number; before?: number; state?: string }, { services }) => rounds(services, args),
    round: (_, { number }: { number: number }, { services }) => oneRound(services, number),
    leaderboard: (_, args: { limit?: number; offset?: number; lastRounds?: number | null }, { services }) =>
      rows(services, args),
    model: (_, { name }: { name: string }, { services }) => model(services, name),
    metaModel: (_, _args, { services }) => metaModel(services),
    fund: async (_, _args, { services, caller }) => {
      if (services.fundVisibility === 'investors') requireInvestor(await caller());
      const { summary, daysPerRow, days } = await fundPage(services.reader);
      return { ...(summary satisfies FundSummary | null), daysPerRow, days };
    },
    incidents: (_, args: { limit?: number; round?: number | null }, { services }) => incidents(services, args),
    dataDeprecations: (_, _args, { services }) => services.datasets?.deprecations() ?? [],
    jobs: (_, args: JobArguments, context) => jobs(context, args),
  },
};
