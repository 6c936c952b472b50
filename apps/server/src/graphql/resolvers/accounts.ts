import type { ModelSlot, Submission } from '@robata/tournament';
import type { Caller } from '../../accounts/authenticator.ts';
import { ownModel, requireCaller, room } from '../access.ts';
import type { GraphqlContext } from '../context.ts';
import type { Resolvers } from '../schema.ts';
import type { Services } from '../services.ts';
import { tournamentNumber } from '../tournaments.ts';
import { isShown, submissionView } from './submissions.ts';

const SUBMISSIONS_MAX = 10_000;

/** The newest submissions of all these models, read once for however many of them are looked at. */
function submissionsOf({ submissions }: Services, slots: readonly ModelSlot[]) {
  let read: Promise<Map<number, Submission[]>> | undefined;
  return async (model: number): Promise<readonly Submission[]> => {
    read ??= (async () => {
      const models = slots.map((slot) => slot.model);
      const all = (await submissions?.submissions(models, SUBMISSIONS_MAX)) ?? [];
      return Map.groupBy(all.filter(isShown), (submission) => submission.model);
    })();
    return (await read).get(model) ?? [];
  };
}

const modelViews = (services: Services, caller: Caller, slots: readonly ModelSlot[]) => {
  const submissions = submissionsOf(services, slots);
  return slots.map((slot) => {
    const listOf = async () =>
      (await submissions(slot.model)).map((submission) => submissionView(services, submission));
    const latest = async () => (await listOf())[0] ?? null;
    const isSignals = slot.tournament === 'signals';
    const latestOf = (signals: boolean) => (signals === isSignals ? latest() : null);
    return {
      id: slot.id,
      name: slot.name,
      tournament: tournamentNumber(slot.tournament),
      username: caller.account.username,
      submissionWebhook: async () => (await services.webhooks?.get(slot.model))?.url ?? null,
      submissions: listOf,
      v2Stake: () => stakeView(services, slot),
      latestSubmission: async () => [await latestOf(false)].filter((found) => found !== null),
      latestSubmissionV2: () => latestOf(false),
      latestSignalsSubmission: async () => [await latestOf(true)].filter((found) => found !== null),
      latestSignalsSubmissionV2: () => latestOf(true),
    };
  });
};

async function stakeView({ stakes }: Services, slot: ModelSlot) {
  if (stakes === null) return null;
  const { stake, pending } = await stakes.figures(slot.model);
  return {
    status: pending.length > 0 ? 'pending' : 'confirmed',
    txHash: '',
    stakeValue: stake,
    latestValue: stake,
    tournamentNumber: tournamentNumber(slot.tournament),
  };
}

async function account(context: GraphqlContext) {
  const caller = await requireCaller(context, 'read_user_info');
  const { services } = context;
  const accounts = room(services, 'accounts');
  const { id, username, email, status, insertedAt } = caller.account;
  const { stakes } = services;
  return {
    id,
    username,
    email,
    status: status === 'active' ? 'VERIFIED' : 'BLOCKED',
    mfaEnabled: () => accounts.hasTwoFactor(id),
    insertedAt,
    walletAddress: null,
    availableNmr: async () => (await stakes?.available(id)) ?? 0n,
    apiTokens: async () =>
      (await accounts.listKeys(id))
        .filter((key) => key.revokedAt === null)
        .map((key) => ({ name: key.name, publicId: key.publicId, scopes: key.scopes })),
    models: async () => modelViews(services, caller, await accounts.listModels(id)),
    walletTxns: async () =>
      ((await stakes?.walletMovements(id)) ?? []).map((movement) => ({
        amount: movement.amount,
        from: movement.type === 'deposit' ? 'world' : username,
        to: movement.type === 'deposit' ? username : 'world',
        status: movement.status,
        time: movement.recordedAt,
        tournament: null,
        txHash: String(movement.sequence),
        type: movement.type,
      })),
  };
}

/** The user of 2022 is a model: clients ask for its stake under the username. An account without a model is its own. */
async function user(context: GraphqlContext, modelId: string | null | undefined) {
  const { services } = context;
  const own = await account(context);
  const model = modelId
    ? (await ownModel(context, 'read_user_info', modelId)).model
    : (await room(services, 'accounts').listModels(own.id))[0];
  return {
    ...own,
    username: model?.name ?? own.username,
    banned: false,
    country: null,
    assignedEthAddress: null,
    availableUsd: null,
    availableEth: null,
    v2Stake: () => (model === undefined ? null : stakeView(services, model)),
  };
}

/** A link is a web address or none: the empty text removes it. */
const orNull = (text: string | null | undefined): string | null => (text ? text : null);

export const accountResolvers: Resolvers = {
  Query: {
    account: (_, _args, context) => account(context),
    user: (_, { modelId }: { modelId?: string | null }, context) => user(context, modelId),
    model: async (_, { modelId }: { modelId?: string | null }, context) => {
      const { caller, model } = await ownModel(context, 'read_submission_info', modelId);
      return modelViews(context.services, caller, [model])[0];
    },
  },
  Mutation: {
    setUserBio: async (_, { value, modelId }: { value: string; modelId?: string | null }, context) => {
      const { caller, model } = await ownModel(context, 'upload_submission', modelId);
      await room(context.services, 'accounts').describeModel(caller.account.id, model.id, { bio: value });
      return true;
    },
    setUserLink: async (
      _,
      { linkUrl, linkText, modelId }: { linkUrl: string; linkText?: string | null; modelId?: string | null },
      context,
    ) => {
      const { caller, model } = await ownModel(context, 'upload_submission', modelId);
      const about = { linkUrl: orNull(linkUrl), linkText: orNull(linkText) };
      await room(context.services, 'accounts').describeModel(caller.account.id, model.id, about);
      return true;
    },
  },
};
