import type { ScoreRecord } from '@robata/tournament';
import { historyOf, type Part } from '../history.ts';
import { type Policies, payoutShares } from '../payoutShares.ts';
import type { Percentile } from '../percentiles.ts';
import { resolveTime, scoreTime } from '../roundDates.ts';
import type { Resolvers } from '../schema.ts';
import { ownColumns } from '../partRound.ts';
import { displayNameOf, finite, versionOf } from '../scoreNames.ts';
import type { Services } from '../services.ts';
import { tournamentNamed } from '../tournaments.ts';
import { findModel } from './profiles.ts';
import { mainTarget, roundId } from './rounds.ts';

/** One day's scores of a model's part in a round as rows, a row for each column. Money goes by the last day posted, and stands there. */
function scoreRows(
  services: Services,
  { round, entry, payout }: Omit<Part, 'score'>,
  score: ScoreRecord,
  submission: SubmissionOf,
  policies: Policies,
) {
  const isLast = score.day === round.scoredDays;
  const money = payoutShares(round, entry, isLast ? score : null, payout, policies);
  const common = {
    roundId: roundId(round),
    submissionId: () => submission(round.number),
    roundNumber: round.number,
    roundResolveTime: resolveTime(round),
    roundScoreTime: scoreTime(round, 1),
    roundCloseStakingTime: round.closesAt,
    date: scoreTime(round, score.day),
    day: score.day,
    resolveDate: resolveTime(round),
    resolved: round.state === 'resolved',
  };
  return ownColumns(round).map(([column, index]) => ({
    ...common,
    displayName: displayNameOf(column),
    version: versionOf(column),
    value: finite(score.values[index]),
    payoutSettled: money.settled.get(column.key) ?? null,
    payoutPending: money.pending.get(column.key) ?? null,
    // Everybody's scores are compared on the last day posted only.
    percentile: isLast
      ? async () => ((await services.percentileIn(round)) satisfies Percentile)(index, score.values[index])
      : null,
  }));
}

type SubmissionOf = (round: number) => Promise<string | null>;

/** The submissions of a model that count, by round; read once, when the first is asked for. Models of the season itself have none. */
function submissionsThatCount({ submissions }: Services, model: number): SubmissionOf {
  let read: Promise<ReadonlyMap<number, string>> | undefined;
  return async (round) => {
    read ??= (async () => {
      const all = (await submissions?.submissions([model], SUBMISSIONS_MAX)) ?? [];
      return new Map(
        all.flatMap(({ id, selected, round: of }) => (selected && of !== null ? [[of, id] as const] : [])),
      );
    })();
    return (await read).get(round) ?? null;
  };
}

const SUBMISSIONS_MAX = 10_000;

interface PerformanceArguments {
  readonly modelId: string;
  readonly tournament?: number | null;
  readonly lastNRounds?: number | null;
  readonly limit?: number | null;
  readonly offset?: number | null;
  readonly resolvedOnly?: boolean | null;
  readonly roundNumberEq?: number | null;
  readonly roundNumberGte?: number | null;
  readonly roundNumberLte?: number | null;
}

async function performances(services: Services, args: PerformanceArguments) {
  const name = tournamentNamed(args.tournament);
  const { model } = await findModel(services, args.modelId);
  const history = (await historyOf(services, model)).filter(
    ({ round }) =>
      round.tournament === name &&
      (args.resolvedOnly !== true || round.state === 'resolved') &&
      round.number >= (args.roundNumberGte ?? args.roundNumberEq ?? 0) &&
      round.number <= (args.roundNumberLte ?? args.roundNumberEq ?? Number.POSITIVE_INFINITY),
  );
  const from = Math.max(0, args.offset ?? 0);
  const most = Math.max(0, Math.min(args.limit ?? history.length, args.lastNRounds ?? history.length));
  let daily: Promise<Map<number, ScoreRecord[]>> | undefined;
  const dailyOf = () =>
    (daily ??= services.reader.scores({ model }).then((scores) => Map.groupBy(scores, (score) => score.round)));
  const [submission, policies] = [submissionsThatCount(services, model), await services.policies(name ?? 'classic')];
  return history.slice(from, from + most).map(({ round, entry, score, payout }) => ({
    roundId: roundId(round),
    roundNumber: round.number,
    roundOpenTime: round.opensAt,
    roundResolveTime: resolveTime(round),
    roundScoreTime: scoreTime(round, 1),
    roundResolved: round.state === 'resolved',
    roundTarget: mainTarget(round),
    roundPayoutFactor: round.payoutFactor,
    atRisk: entry?.atRisk ?? 0n,
    submissionScores:
      score === null ? null : scoreRows(services, { round, entry, payout }, score, submission, policies),
    intraRoundSubmissionScores: async () =>
      (await dailyOf())
        .get(round.number)
        ?.flatMap((day) => scoreRows(services, { round, entry, payout }, day, submission, policies)) ?? null,
  }));
}

interface ScoreArguments {
  readonly modelId: string;
  readonly displayName?: string | null;
  readonly version?: string | null;
  readonly day?: number | null;
  readonly resolved?: boolean | null;
  readonly tournament?: number | null;
  readonly lastNRounds?: number | null;
  readonly distinctOnRound?: boolean | null;
}

/** Newest round first, newest day first. `distinctOnRound`: of each round the newest day that is left by the other filters. */
async function submissionScores(services: Services, args: ScoreArguments) {
  const name = tournamentNamed(args.tournament);
  const { model } = await findModel(services, args.modelId);
  const [history, scores] = await Promise.all([historyOf(services, model), services.reader.scores({ model })]);
  const byRound = Map.groupBy(scores, (score) => score.round);
  const [submission, policies] = [submissionsThatCount(services, model), await services.policies(name ?? 'classic')];
  const taken = history.filter(
    ({ round }) =>
      round.tournament === name &&
      byRound.has(round.number) &&
      (typeof args.resolved !== 'boolean' || (round.state === 'resolved') === args.resolved),
  );
  return taken.slice(0, Math.max(0, args.lastNRounds ?? taken.length)).flatMap((part) => {
    const days = (byRound.get(part.round.number) ?? [])
      .filter(({ day }) => typeof args.day !== 'number' || day === args.day)
      .toReversed();
    return (args.distinctOnRound === true ? days.slice(0, 1) : days)
      .flatMap((score) => scoreRows(services, part, score, submission, policies))
      .filter((row) => !args.displayName || row.displayName === args.displayName)
      .filter((row) => !args.version || row.version === args.version);
  });
}

export const scoreResolvers: Resolvers = {
  Query: {
    v2RoundModelPerformances: (_, args: PerformanceArguments, { services }) => performances(services, args),
    submissionScores: (_, args: ScoreArguments, { services }) => submissionScores(services, args),
  },
};
