import { ownModel, room } from '../access.ts';
import type { Resolvers } from '../schema.ts';

interface WebhookArguments {
  readonly modelId?: string | null;
  readonly newSubmissionWebhook?: string | null;
}

export const webhookResolvers: Resolvers = {
  Mutation: {
    setSubmissionWebhook: async (_, { modelId, newSubmissionWebhook }: WebhookArguments, context) => {
      const { model } = await ownModel(context, 'webhook', modelId);
      await room(context.services, 'webhooks').set(model.model, newSubmissionWebhook || null);
      // Clients compare with this text.
      return 'true';
    },
    triggerModelWebhook: async (_, { modelId }: { modelId: string }, context) => {
      const { model } = await ownModel(context, 'webhook', modelId);
      return room(context.services, 'webhooks').trigger(model.model);
    },
  },
};
