import { DomainError, type PublicModel, takesPart } from '@robata/tournament';
import { REPUTATION, type Standing } from '../board.ts';
import { historyOf, type Part, scoreOf } from '../history.ts';
import { ownColumns, partRound } from '../partRound.ts';
import { resolveTime, scoreTime } from '../roundDates.ts';
import type { Resolvers } from '../schema.ts';
import { finite, SCORE_NAMES, scoreFields } from '../scoreNames.ts';
import type { Services } from '../services.ts';
import { mainTarget } from './rounds.ts';

/** A model that somebody asks about: from the board, or a slot that is too new to stand there. */
interface Found {
  readonly model: number;
  readonly publicId: string;
  readonly name: string;
  readonly account: string;
  readonly standing: Standing | null;
  readonly slot: PublicModel['slot'];
}

/** By name (whatever the case) or public id. Throws DomainError `model_not_found`. */
export async function findModel(services: Services, key: string): Promise<Found> {
  const board = await services.board();
  const standing = board.byName.get(key.toLowerCase()) ?? board.byPublicId.get(key) ?? null;
  const { accounts } = services;
  const known =
    accounts === null
      ? null
      : standing === null
        ? ((await accounts.findModel({ id: key })) ?? (await accounts.findModel({ name: key })))
        : await accounts.findModel({ model: standing.id });
  if (standing === null && known === null) {
    throw new DomainError('model_not_found', `There is no model '${key.slice(0, 100)}'.`);
  }
  return {
    model: (standing?.id ?? known?.model) as number,
    publicId: known?.id ?? (standing as Standing).publicId,
    name: known?.name ?? (standing as Standing).model,
    account: known?.account ?? (standing as Standing).account,
    standing,
    slot: known?.slot ?? null,
  };
}

/** As `findModel`; an account's name means its first model, because clients of 2022 ask for the stake of the one that is named like it. */
async function findUser(services: Services, username: string): Promise<Found> {
  const { byName, byPublicId, standings } = await services.board();
  const own = standings.filter((row) => row.account.toLowerCase() === username.toLowerCase());
  const isModel = byName.has(username.toLowerCase()) || byPublicId.has(username) || own.length === 0;
  const first = own.reduce((least, row) => (row.id < least.id ? row : least), own[0] as Standing);
  return findModel(services, isModel ? username : first.publicId);
}

/** What the model has staked now, changes that wait included: clients compute the next change from it. */
async function stakeNow({ stakes }: Services, { model, standing }: Found): Promise<bigint> {
  return stakes === null ? (standing?.staked ?? 0n) : (await stakes.figures(model)).stake;
}

const mean = (values: readonly (number | null)[]): number | null => {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0) / known.length;
};

interface Reputations {
  readonly part: Part;
  readonly corr: number | null;
  readonly mmc: number | null;
  readonly fnc: number | null;
  readonly tc: number | null;
  /** Of Signals. */
  readonly ic: number | null;
}

/** For each resolved round, newest first, the means over the year of rounds that it ends. */
function reputations(history: readonly Part[]): Reputations[] {
  const resolved = history.filter(({ round }) => round.state === 'resolved');
  const series = (key: string): (number | null)[] => resolved.map((part) => scoreOf(part, key));
  const of = { corr: series('corr'), mmc: series('mmc'), fnc: series('fnc'), tc: series('tc'), ic: series('ic') };
  return resolved.map((part, i) => {
    const over = (values: (number | null)[]) => mean(values.slice(i, i + REPUTATION.lastRounds));
    return { part, corr: over(of.corr), mmc: over(of.mmc), fnc: over(of.fnc), tc: over(of.tc), ic: over(of.ic) };
  });
}

/** Percentiles of a round, read only if the client asks for one of them. */
function percentileFields(services: Services, { round, score }: Part): Record<string, () => Promise<number | null>> {
  const fields: Record<string, () => Promise<number | null>> = {};
  for (const [{ key }, column] of ownColumns(round)) {
    for (const field of SCORE_NAMES[key]?.fields ?? []) {
      const name = field === 'correlation' ? 'corrPercentile' : `${field}Percentile`;
      fields[name] = async () => (await services.percentileIn(round))(column, score?.values[column]);
    }
  }
  return fields;
}

const roundPerformance = (services: Services, part: Part) => ({
  ...scoreFields(part.round, part.score?.values),
  ...percentileFields(services, part),
  roundNumber: part.round.number,
  roundOpenTime: part.round.opensAt,
  roundResolveTime: resolveTime(part.round),
  roundResolved: part.round.state === 'resolved',
  roundTarget: mainTarget(part.round),
  roundPayoutFactor: part.round.payoutFactor,
  selectedStakeValue: part.entry?.atRisk ?? 0n,
  payout: part.payout,
  corrWMetamodel: finite(part.entry?.metaModelCorrelation),
});

async function publicProfile(services: Services, found: Found) {
  const { standing, slot, model } = found;
  const history = async (): Promise<Part[]> => historyOf(services, model);
  return {
    id: found.publicId,
    username: found.name,
    accountName: found.account,
    bio: slot?.bio ?? services.board().then(({ models }) => models.find(({ id }) => id === model)?.description ?? ''),
    linkText: slot?.linkText ?? null,
    linkUrl: slot?.linkUrl ?? null,
    startDate: async () => slot?.insertedAt ?? (await history()).at(-1)?.round.opensAt ?? null,
    nmrStaked: () => stakeNow(services, found),
    stakeValue: () => stakeNow(services, found),
    roundModelPerformances: async () => (await history()).map((part) => roundPerformance(services, part)),
    /** One row a week, as often as rounds resolve. Past ranks are not kept: only the newest row has them. */
    dailyModelPerformances: async () =>
      reputations(await history()).map(({ part, corr, mmc, fnc, tc, ic }, index) => {
        const ranks = index === 0 ? standing?.ranks : undefined;
        return {
          date: resolveTime(part.round),
          corrRep: corr,
          corr20dRep: corr,
          corrRank: ranks?.corr ?? null,
          corr20dRank: ranks?.corr ?? null,
          mmcRep: mmc,
          mmc20dRep: mmc,
          mmcRank: ranks?.mmc ?? null,
          mmc20dRank: ranks?.mmc ?? null,
          fncRep: fnc,
          fncV3Rep: fnc,
          fncRank: ranks?.fnc ?? null,
          fncV3Rank: ranks?.fnc ?? null,
          tcRep: tc,
          tcRank: ranks?.tc ?? null,
          icRep: ic,
          icRank: ranks?.ic ?? null,
        };
      }),
    latestRanks: standing && {
      ...standing.ranks,
      fncV3: standing.ranks.fnc,
      corr20d: standing.ranks.corr,
      mmc20d: standing.ranks.mmc,
    },
    latestReps: standing && {
      corr: standing.corr,
      corr20d: standing.corr,
      mmc: standing.mmc,
      mmc20d: standing.mmc,
      fnc: standing.fnc,
      fncV3: standing.fnc,
      tc: standing.tc,
      ic: standing.ic,
    },
    latestReturns: standing && {
      threeMonths: standing.payouts.threeMonths.return,
      oneYear: standing.payouts.oneYear.return,
      allTime: standing.payouts.allTime.return,
    },
  };
}

const tokens = (amount: bigint): number => Number(amount) / 1e18;

/** The profile of 2022: today's row first, because clients take the first for the stake of now. */
async function profile2022(services: Services, found: Found) {
  const { standing, model } = found;
  const { rounds, signalsIds } = await services.board();
  const tournament = signalsIds.has(model) ? 'signals' : 'classic';
  const history = (): Promise<Part[]> => historyOf(services, model);
  const paid = standing?.payouts.allTime.amount ?? 0n;
  return {
    id: found.publicId,
    username: found.name,
    rank: standing?.rank ?? null,
    bio: found.slot?.bio ?? '',
    startDate: async () => found.slot?.insertedAt ?? (await history()).at(-1)?.round.opensAt ?? null,
    sharpe: standing?.corrSharpe ?? null,
    totalStake: () => stakeNow(services, found),
    netEarnings: paid,
    historicalNetNmrEarnings: paid,
    dailyUserPerformances: async () => {
      const newest = rounds.findLast((round) => round.scoredDays > 0 && takesPart(round, tournament));
      const now = {
        date: newest === undefined ? services.now() : scoreTime(newest, newest.scoredDays),
        stakeValue: tokens(await stakeNow(services, found)),
        rank: standing?.rank ?? null,
        reputation: standing?.corr ?? null,
        corrRep: standing?.corr ?? null,
        mmcRep: standing?.mmc ?? null,
        fncRep: standing?.fnc ?? null,
        sharpe: standing?.corrSharpe ?? null,
      };
      const before = reputations(await history()).map(({ part, corr, mmc, fnc }) => ({
        date: resolveTime(part.round),
        stakeValue: tokens(part.entry?.atRisk ?? 0n),
        reputation: corr,
        corrRep: corr,
        mmcRep: mmc,
        fncRep: fnc,
        averageCorrelation: corr,
        payoutSettled: part.payout,
      }));
      return [now, ...before];
    },
    dailySubmissionPerformances: async () => {
      const scores = await services.reader.scores({ model });
      const roundOf = new Map(rounds.map((round) => [round.number, round]));
      const parts = new Map((await history()).map((part) => [part.round.number, part]));
      return scores.toReversed().flatMap((score) => {
        const record = roundOf.get(score.round);
        if (record === undefined) return [];
        const round = partRound(record, tournament) ?? record;
        const part = parts.get(score.round);
        const isLast = part?.score?.day === score.day;
        return [
          {
            ...scoreFields(round, score.values),
            ...(isLast ? percentileFields(services, part) : {}),
            date: scoreTime(round, score.day),
            roundNumber: score.round,
            correlationWithMetamodel: finite(part?.entry?.metaModelCorrelation),
          },
        ];
      });
    },
    latestRanks: standing && { rank: standing.rank, mmcRank: standing.ranks.mmc },
    latestRoundPerformances: async () =>
      (await history()).map((part) => ({
        ...scoreFields(part.round, part.score?.values),
        date: scoreTime(part.round, Math.max(1, part.round.scoredDays)),
        roundNumber: part.round.number,
        roundResolved: part.round.state === 'resolved',
        correlationWithMetamodel: finite(part.entry?.metaModelCorrelation),
        selectedStakeValue: part.entry?.atRisk ?? 0n,
        payoutSettled: part.payout,
      })),
  };
}

export const profileResolvers: Resolvers = {
  Query: {
    v3UserProfile: async (_, { modelName }: { modelName: string }, { services }) =>
      publicProfile(services, await findModel(services, modelName)),
    v2SignalsProfile: async (_, { modelName }: { modelName: string }, { services }) =>
      publicProfile(services, await findModel(services, modelName)),
    v2UserProfile: async (_, { username }: { username: string }, { services }) =>
      profile2022(services, await findUser(services, username)),
    signalsUserProfile: async (_, { username }: { username: string }, { services }) =>
      profile2022(services, await findUser(services, username)),
  },
};
