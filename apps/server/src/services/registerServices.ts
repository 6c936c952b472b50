import type { StorageReader } from '@robata/tournament';
import type { FastifyInstance } from 'fastify';
import { registerAccounts } from '../accounts/registerAccounts.ts';
import { chainRoutes } from '../chain/chainRoutes.ts';
import { registerDataPage } from '../datasets/registerDataPage.ts';
import { registerDatasets } from '../datasets/registerDatasets.ts';
import { registerDiagnosticsData } from '../datasets/registerDiagnosticsData.ts';
import type { FundVisibility } from '../fund/fundAccess.ts';
import { registerGraphql } from '../graphql/registerGraphql.ts';
import { servicesOf } from '../graphql/services.ts';
import { healthCommand } from '../operations/healthCommand.ts';
import { registerOwnThings } from '../own/registerOwnThings.ts';
import { visitorRoute } from '../own/visitorRoute.ts';
import { payoutRoutes } from '../payouts/payoutRoutes.ts';
import { symbolRoutes } from '../symbols/symbolRoutes.ts';
import { registerUploads } from '../uploads/registerUploads.ts';
import type { PublicBooks } from '../publicBooks.ts';
import type { TournamentServices } from './openServices.ts';

export interface RegistrationInput {
  readonly configuredUrl?: string | null;
  readonly isSignUpOpen?: boolean;
  /** Who sees the fund. Default: everybody. */
  readonly fundVisibility?: FundVisibility;
  /** Whether requests are served. Default: they are. */
  readonly isReady?: () => boolean;
  /** What the server keeps of the public record already. */
  readonly books?: PublicBooks;
  readonly onFailure?: (error: unknown) => void;
  /** Of the public record. Default: the tournament's own storage. */
  readonly reader?: StorageReader;
}

/** Accounts, GraphQL, uploads and datasets of a tournament on a server. */
export async function registerServices(
  app: FastifyInstance,
  services: TournamentServices,
  {
    configuredUrl = null,
    isSignUpOpen = true,
    isReady = () => true,
    books,
    onFailure,
    fundVisibility,
    reader = services.place.storage,
  }: RegistrationInput,
): Promise<void> {
  const { accounts, people, secret, uploads, submissions, datasets, now } = services;
  const health = healthCommand({ services, isReady, isSignUpOpen, publicUrl: configuredUrl });
  const commands = { ...services.commands, ...health };
  const authenticate = await registerAccounts(app, {
    accounts,
    people,
    commands,
    secret,
    publicUrl: configuredUrl,
    isSignUpOpen,
    wallet: services.chain?.signIn ?? null,
    now,
  });
  const { notifications } = services;
  visitorRoute(app, { authenticate, notifications, isSignUpOpen, publicUrl: configuredUrl });
  await registerOwnThings(app, { services, authenticate });
  await payoutRoutes(app, services);
  await chainRoutes(app, { services, authenticate });
  registerUploads(app, { uploads, submissions });
  await symbolRoutes(app, services);
  registerDatasets(app, { datasets });
  registerDiagnosticsData(app, services);
  registerDataPage(app, { reader, files: { datasets, folder: services.place.datasetFolder } });
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
      ...(fundVisibility !== undefined && { fundVisibility }),
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
