import { DomainError, type StakeChange } from '@robata/tournament';
import { ownModel, requireCaller, room } from '../access.ts';
import type { GraphqlContext } from '../context.ts';
import { resolveTime } from '../roundDates.ts';
import type { Resolvers } from '../schema.ts';
import { moneyText } from '../scalars.ts';
import type { Services } from '../services.ts';
import { OWN_KEYS, partRound } from '../partRound.ts';
import { requireTournament, type TournamentName } from '../tournaments.ts';
import { roundId } from './rounds.ts';

async function changeView(services: Services, { type, amount, status, after }: StakeChange, drain: boolean) {
  const round = (await services.board()).rounds.find((candidate) => roundId(candidate) === after);
  return {
    id: null,
    type,
    status,
    requestedAmount: moneyText(amount),
    dueDate: round === undefined ? null : resolveTime(round),
    drain,
  };
}

interface ChangeArguments {
  readonly value: string;
  readonly type: string;
  readonly modelId?: string | null;
  readonly tournamentNumber: number;
}

async function changeStake(context: GraphqlContext, args: ChangeArguments) {
  const { services, idempotencyKey } = context;
  const { caller, model } = await ownModel(context, 'stake', args.modelId, requireTournament(args.tournamentNumber));
  const stakes = room(services, 'stakes');
  const request = { account: caller.account.id, model: model.model, amount: args.value, idempotencyKey };
  switch (args.type.toLowerCase()) {
    case 'increase':
      return changeView(services, await stakes.increase(request), false);
    case 'decrease':
      return changeView(services, await stakes.decrease(request), false);
    default:
      throw new DomainError('invalid_type', 'A stake changes by increase or decrease.', { field: 'type' });
  }
}

interface ReleaseArguments {
  readonly modelId: string;
  readonly amount: string;
  readonly drain?: boolean | null;
}

async function release(context: GraphqlContext, { modelId, amount, drain }: ReleaseArguments) {
  const { services, idempotencyKey } = context;
  const { caller, model } = await ownModel(context, 'stake', modelId);
  const request = { account: caller.account.id, model: model.model, amount, idempotencyKey, drain: drain === true };
  return changeView(services, await room(services, 'stakes').decrease(request), drain === true);
}

interface SelectionArguments {
  readonly corrMultiplier?: number | null;
  readonly mmcMultiplier?: number | null;
  readonly tcMultiplier?: number | null;
  readonly takeProfit?: boolean | null;
  readonly modelId?: string | null;
  readonly tournamentNumber?: number | null;
}

/** Where payouts go from the next close on. Multipliers are the policy's own: to ask for those that hold changes nothing, for others is refused. */
async function changePayoutSelection(context: GraphqlContext, args: SelectionArguments): Promise<string> {
  const { services, idempotencyKey } = context;
  const { takeProfit, tournamentNumber } = args;
  const tournament = tournamentNumber ? requireTournament(tournamentNumber) : undefined;
  const { caller, model } = await ownModel(context, 'stake', args.modelId, tournament);
  const [policies, { rounds }] = await Promise.all([services.policies(model.tournament), services.board()]);
  const policy = policies.get(rounds.at(-1)?.configVersion ?? 1);
  for (const key of ['corr', 'mmc', 'tc'] as const) requireOffered(policy, key, args[`${key}Multiplier`]);
  if (takeProfit !== null && takeProfit !== undefined) {
    await room(services, 'stakes').choosePayoutMode({
      account: caller.account.id,
      model: model.model,
      mode: takeProfit ? 'take_profit' : 'compound',
      idempotencyKey,
    });
  }
  return 'payout selection updated';
}

type Policy =
  Awaited<ReturnType<GraphqlContext['services']['policies']>> extends ReadonlyMap<number, infer P> ? P : never;

function requireOffered(
  policy: Policy | undefined,
  key: 'corr' | 'mmc' | 'tc',
  asked: number | null | undefined,
): void {
  if (asked === null || asked === undefined) return;
  const score = policy?.scores.find((paid) => paid.key === key || paid.key === OWN_KEYS[key]);
  const offered = score === undefined ? [0] : score.choices.map((choice) => Number(choice) / 1e12);
  if (offered.includes(asked)) return;
  throw new DomainError('multiplier_not_offered', `The multiplier ${asked} of ${key} is not offered.`, {
    field: `${key}Multiplier`,
    remedy: `Choose ${offered.join(' or ')}.`,
  });
}

const ACTUAL_ROUNDS = 20;

/** `actual`: what the last resolved rounds paid. `pending`: the rounds under way, whose payouts are not known (null) before they resolve. */
async function pendingPayouts(context: GraphqlContext, tournament: TournamentName) {
  const { services } = context;
  const caller = await requireCaller(context, 'read_user_info');
  const [{ rounds }, slots] = await Promise.all([
    services.board(),
    room(services, 'accounts').listModels(caller.account.id),
  ]);
  const models = slots.filter((slot) => slot.tournament === tournament);
  const own = rounds.flatMap((round) => partRound(round, tournament) ?? []).reverse();
  const resolved = own.filter((round) => round.state === 'resolved').slice(0, ACTUAL_ROUNDS);
  const running = own.filter((round) => round.state === 'closed' || round.state === 'scoring');
  const lists = await Promise.all(
    models.map(async ({ model, id, name }) => {
      const [payouts, entries] = await Promise.all([
        services.reader.payouts({ model }),
        services.reader.entries({ model }),
      ]);
      const amountOf = new Map(payouts.map((payout) => [payout.round, payout.amount]));
      const staked = new Set(entries.filter((entry) => entry.atRisk > 0n).map((entry) => entry.round));
      const row = (round: (typeof own)[number], amount: bigint | null) => ({
        roundId: roundId(round),
        roundNumber: round.number,
        roundResolveTime: resolveTime(round),
        modelId: id,
        modelName: name,
        modelDisplayName: name,
        payoutNmr: amount,
        payoutValue: null,
        currencySymbol: 'NMR',
      });
      return {
        actual: resolved.flatMap((round) => {
          const amount = amountOf.get(round.number);
          return amount === undefined ? [] : [row(round, amount)];
        }),
        pending: running.filter((round) => staked.has(round.number)).map((round) => row(round, null)),
      };
    }),
  );
  return { actual: lists.flatMap(({ actual }) => actual), pending: lists.flatMap(({ pending }) => pending) };
}

export const stakeResolvers: Resolvers = {
  Query: {
    pendingModelPayouts: (_, { tournament }: { tournament: number }, context) =>
      pendingPayouts(context, requireTournament(tournament)),
  },
  Mutation: {
    v2ChangeStake: (_, args: ChangeArguments, context) => changeStake(context, args),
    releaseStake: (_, args: ReleaseArguments, context) => release(context, args),
    v2ChangePayoutSelection: (_, args: SelectionArguments, context) => changePayoutSelection(context, args),
  },
};
