import type { FastifyInstance } from 'fastify';
import { registerAccounts } from '../accounts/registerAccounts.ts';
import { registerDatasets } from '../datasets/registerDatasets.ts';
import { registerGraphql } from '../graphql/registerGraphql.ts';
import { servicesOf } from '../graphql/services.ts';
import { registerOwnThings } from '../own/registerOwnThings.ts';
import { visitorRoute } from '../own/visitorRoute.ts';
import { payoutRoutes } from '../payouts/payoutRoutes.ts';
import { registerUploads } from '../uploads/registerUploads.ts';
import type { PublicBooks } from '../publicBooks.ts';
import type { TournamentServices } from './openServices.ts';

export interface RegistrationInput {
  readonly configuredUrl?: string | null;
  readonly isSignUpOpen?: boolean;
  /** What the server keeps of the public record already. */
  readonly books?: PublicBooks;
  readonly onFailure?: (error: unknown) => void;
}

/** Accounts, GraphQL, uploads and datasets of a tournament on a server. */
export async function registerServices(
  app: FastifyInstance,
  services: TournamentServices,
  { configuredUrl = null, isSignUpOpen = true, books, onFailure }: RegistrationInput,
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
  const { notifications } = services;
  visitorRoute(app, { authenticate, notifications, isSignUpOpen, publicUrl: configuredUrl });
  await registerOwnThings(app, { services, authenticate });
  await payoutRoutes(app, services);
  registerUploads(app, { uploads, submissions });
  registerDatasets(app, { datasets });
  const graph = servicesOf(
    {
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
    },
    books,
  );
  // A long record is read before the first one asks.
  app.addHook('onListen', async () => void graph.board().catch((error: unknown) => onFailure?.(error)));
  await registerGraphql(app, {
    services: graph,
    authenticate,
    ...(onFailure === undefined ? {} : { onFailure }),
  });
}
