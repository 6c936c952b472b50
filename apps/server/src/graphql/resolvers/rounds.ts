import { DomainError, type EntryRecord, type RoundRecord, type RoundState } from '@robata/tournament';
import { resolveTime, scoreTime } from '../roundDates.ts';
import type { Resolvers } from '../schema.ts';
import { columnOf, partRound } from '../partRound.ts';
import { finite, scoreFields } from '../scoreNames.ts';
import type { Services } from '../services.ts';
import {
  requireTournament,
  TOURNAMENTS,
  type TournamentName,
  tournamentNamed,
  tournamentNumber,
} from '../tournaments.ts';

type Status = 'UPCOMING' | 'OPEN' | 'RESOLVING' | 'RESOLVED';

const STATUS: Readonly<Record<RoundState, Status | 'CANCELLED'>> = {
  scheduled: 'UPCOMING',
  open: 'OPEN',
  closed: 'RESOLVING',
  scoring: 'RESOLVING',
  resolved: 'RESOLVED',
  cancelled: 'CANCELLED',
};

export const roundId = (round: RoundRecord): string => `${round.tournament}/${round.number}`;

/** A round as clients know it. */
export const roundView = (round: RoundRecord) => ({
  id: roundId(round),
  tournament: tournamentNumber(round.tournament),
  number: round.number,
  target: mainTarget(round),
  status: STATUS[round.state],
  openTime: round.opensAt,
  closeTime: round.closesAt,
  closeStakingTime: round.closesAt,
  scoreTime: scoreTime(round, 1),
  resolveTime: resolveTime(round),
  resolvedGeneral: round.state === 'resolved',
  resolvedStaking: round.state === 'resolved',
  payoutFactor: round.payoutFactor,
  dataDatestamp: Number(round.eraDay.replaceAll('-', '')),
  isDaily: false,
});

export const mainTarget = (round: RoundRecord): string | null => round.columns[columnOf(round, 'corr')]?.target ?? null;

/**
 * Newest first. Without a round of a live demonstration that is about to open: its times are those of its market's calendar still, before
 * the round that opened last.
 */
export async function roundsOf(services: Services, tournament: TournamentName): Promise<readonly RoundRecord[]> {
  const { rounds } = await services.board();
  const own = rounds.flatMap((round) => partRound(round, tournament) ?? []).reverse();
  const opened = own.find((round) => round.state !== 'scheduled')?.opensAt ?? '';
  return own.filter((round) => round.state !== 'scheduled' || round.opensAt > opened);
}

interface RoundsArguments {
  readonly tournament?: number | null;
  readonly number?: number | null;
  readonly target?: string | null;
  readonly status?: Status | null;
  readonly limit?: number | null;
}

async function rounds(_: unknown, { tournament, number, target, status, limit }: RoundsArguments, services: Services) {
  const name = tournamentNamed(tournament);
  const all = name === null ? [] : await roundsOf(services, name);
  if (number === 0) {
    // The latest that has opened, even when it is closed; [null] and never [] before the first: clients take the first entry.
    const current = all.find((round) => round.state !== 'scheduled' && round.state !== 'cancelled');
    return [current === undefined ? null : roundView(current)];
  }
  const found = all.filter(
    (round) =>
      (number === null || number === undefined || round.number === number) &&
      (!target || mainTarget(round) === target) &&
      (!status || STATUS[round.state] === status),
  );
  return found.slice(0, Math.max(0, limit ?? found.length)).map(roundView);
}

async function requireRound(services: Services, number: number, tournament: number | null | undefined) {
  const name = requireTournament(tournament);
  const round = (await roundsOf(services, name)).find((candidate) => candidate.number === number);
  if (round === undefined) {
    throw new DomainError('round_not_found', `There is no round ${number} of ${name}.`, { field: 'roundNumber' });
  }
  return round;
}

const tokens = (amount: bigint): number => Number(amount) / 1e18;

async function roundDetails(services: Services, round: RoundRecord) {
  const { number } = round;
  const { reader } = services;
  const [board, allEntries, allScores, allPayouts] = await Promise.all([
    services.board(),
    reader.entries({ round: number }),
    reader.scores({ round: number, latestOnly: true }),
    reader.payouts({ round: number }),
  ]);
  const isSignals = round.tournament === 'signals';
  const standings = isSignals ? board.signals : board.standings;
  const isOwn = ({ model }: { readonly model: number }): boolean => board.signalsIds.has(model) === isSignals;
  const [entries, scores, payouts] = [allEntries.filter(isOwn), allScores.filter(isOwn), allPayouts.filter(isOwn)];
  const entryOf = new Map(entries.map((entry) => [entry.model, entry]));
  const scoreOf = new Map(scores.map((score) => [score.model, score]));
  const payoutOf = new Map(payouts.map((payout) => [payout.model, payout.amount]));
  const sum = (amounts: readonly bigint[]): bigint => amounts.reduce((total, amount) => total + amount, 0n);
  const amounts = [...payoutOf.values()];
  const staked = entries.filter((entry: EntryRecord) => entry.atRisk > 0n);
  return {
    roundId: roundId(round),
    roundNumber: number,
    tournament: tournamentNumber(round.tournament),
    roundTarget: mainTarget(round),
    status: STATUS[round.state],
    roundResolved: round.state === 'resolved',
    openTime: round.opensAt,
    closeTime: round.closesAt,
    scoreTime: scoreTime(round, 1),
    roundResolveTime: resolveTime(round),
    payoutFactor: round.payoutFactor,
    totalStakes: staked.length,
    totalSubmitted: entries.length,
    totalAtStake: tokens(sum(staked.map((entry) => entry.atRisk))),
    totalPayout: tokens(sum(amounts)),
    totalEarned: tokens(sum(amounts.filter((amount) => amount > 0n))),
    totalBurned: tokens(sum(amounts.filter((amount) => amount < 0n))),
    models: async () => {
      const percentile = await services.percentileIn(round);
      const [corr, mmc, fnc, tc] = ['corr', 'mmc', 'fnc', 'tc'].map((key) => columnOf(round, key)) as [
        number,
        number,
        number,
        number,
      ];
      const columns = { corr, mmc, fnc, tc };
      return standings
        .filter((row) => entryOf.has(row.id) || scoreOf.has(row.id))
        .map((row) => {
          const values = scoreOf.get(row.id)?.values;
          const entry = entryOf.get(row.id);
          const place = (column: number): number | null => percentile(column, values?.[column]);
          return {
            ...scoreFields(round, values),
            id: row.publicId,
            modelName: row.model,
            corrPercentile: place(columns.corr),
            mmcPercentile: place(columns.mmc),
            fncPercentile: place(columns.fnc),
            fncV3Percentile: place(columns.fnc),
            tcPercentile: place(columns.tc),
            corrWMetaModel: finite(entry?.metaModelCorrelation),
            selectedStakeValue: entry?.atRisk ?? 0n,
            payoutSettled: payoutOf.get(row.id) ?? null,
          };
        });
    },
  };
}

async function roundDetailsV2(services: Services, round: RoundRecord) {
  const column = round.columns.findIndex(({ key }) => key === 'corr');
  const [{ standings, signalsIds }, scores] = await Promise.all([
    services.board(),
    services.reader.scores({ round: round.number, latestOnly: true }),
  ]);
  const names = new Map(standings.map((row) => [row.id, row.model]));
  // Asked without a tournament it is the classic part: who is of Signals has another score of that name.
  const own = scores.filter(({ model }) => !signalsIds.has(model));
  return {
    roundNumber: round.number,
    userPerformances: own.map(({ model, day, values }) => ({
      username: names.get(model) ?? null,
      date: scoreTime(round, day),
      correlation: finite(values[column]),
    })),
  };
}

const isoTime = (time: Date): string => `${time.toISOString().slice(0, 19)}Z`;

/** How far the day's work is. The record has no clock times of it: they are those of the plan, given once the thing is done. */
async function pipelineStatus(
  services: Services,
  date: string | null | undefined,
  tournament: string | null | undefined,
) {
  const name = tournament?.toLowerCase() === 'signals' ? 'signals' : 'classic';
  const day = date ? date.slice(0, 10) : services.now().toISOString().slice(0, 10);
  // The last that was due on that day of each round: a demonstration scores many of its days on one of ours.
  const now = isoTime(services.now());
  const due = (await roundsOf(services, name)).flatMap((round) => {
    for (let scored = round.horizonDays; scored >= 1; scored--) {
      const at = scoreTime(round, scored);
      if (round.state !== 'cancelled' && at.startsWith(day) && at <= now) return [{ round, scored, at }];
    }
    return [];
  });
  const last = (rows: readonly { readonly at: string }[]): string | null =>
    rows.reduce<string | null>((latest, { at }) => (latest === null || at > latest ? at : latest), null);
  const at = due.every(({ round, scored }) => round.scoredDays >= scored) ? last(due) : null;
  const resolving = due.filter(({ round, scored }) => scored === round.horizonDays);
  return {
    tournament: name,
    isScoringDay: due.length > 0,
    dataReadyAt: at,
    startedAt: at,
    scoredAt: at,
    resolvedAt: resolving.every(({ round }) => round.state === 'resolved') ? last(resolving) : null,
  };
}

export const roundResolvers: Resolvers = {
  Query: {
    tournaments: () =>
      TOURNAMENTS.map(({ name, tournament }) => ({ id: String(tournament), name, tournament, active: true })),
    rounds: (source, args: RoundsArguments, { services }) => rounds(source, args, services),
    roundDetails: async (_, args: { roundNumber: number; tournament?: number | null }, { services }) =>
      roundDetails(services, await requireRound(services, args.roundNumber, args.tournament)),
    v2RoundDetails: async (_, args: { roundNumber: number }, { services }) =>
      roundDetailsV2(services, await requireRound(services, args.roundNumber, null)),
    pipelineStatus: (_, args: { date?: string | null; tournament?: string | null }, { services }) =>
      pipelineStatus(services, args.date, args.tournament),
    latestNmrPrice: () => null,
  },
  Tournament: {
    rounds: async (source, _args, { services }) =>
      (await roundsOf(services, (source as { name: TournamentName }).name)).map(roundView),
  },
};
