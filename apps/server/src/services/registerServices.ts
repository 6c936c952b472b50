import type { FastifyInstance } from 'fastify';
import { registerAccounts } from '../accounts/registerAccounts.ts';
import { registerDatasets } from '../datasets/registerDatasets.ts';
import { registerGraphql } from '../graphql/registerGraphql.ts';
import { servicesOf } from '../graphql/services.ts';
import { registerUploads } from '../uploads/registerUploads.ts';
import type { TournamentServices } from './openServices.ts';

export interface RegistrationInput {
  readonly configuredUrl?: string | null;
  readonly isSignUpOpen?: boolean;
  readonly onFailure?: (error: unknown) => void;
}

/** Accounts, GraphQL, uploads and datasets of a tournament on a server. */
export async function registerServices(
  app: FastifyInstance,
  services: TournamentServices,
  { configuredUrl = null, isSignUpOpen = true, onFailure }: RegistrationInput,
): Promise<void> {
  const { accounts, people, commands, secret, uploads, submissions, datasets, now } = services;
  const authenticate = await registerAccounts(app, {
    accounts,
    people,
    commands,
    secret,
    publicUrl: configuredUrl,
    isSignUpOpen,
    now,
  });
  registerUploads(app, { uploads, submissions });
  registerDatasets(app, { datasets });
  await registerGraphql(app, {
    services: servicesOf({
      reader: services.place.storage,
      accounts,
      submissions: { ...submissions, uploadAuth: uploads.uploadAuth },
      stakes: services.stakes,
      datasets,
      diagnostics: services.diagnostics,
      webhooks: services.webhooks,
      jobs: services.jobs,
      signalsModels: services.signalsModels,
      now,
    }),
    authenticate,
    ...(onFailure === undefined ? {} : { onFailure }),
  });
}
