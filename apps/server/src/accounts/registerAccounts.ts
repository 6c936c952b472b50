import type { AccountService, OperatorCommands, People } from '@robata/tournament';
import type { FastifyInstance } from 'fastify';
import type { WalletSignIn } from '../chain/walletSignIn.ts';
import { accountRoutes } from './accountRoutes.ts';
import { type Authenticate, authenticator } from './authenticator.ts';
import { answerDomainErrors } from './domainAnswers.ts';
import { operatorRoutes } from './operatorRoutes.ts';
import { peopleRoutes } from './peopleRoutes.ts';

export interface AccountServices {
  readonly accounts: AccountService;
  readonly people: People;
  readonly commands: OperatorCommands;
  /** The secret that `people` was opened with. */
  readonly secret: string;
  /** Where people reach the server, as `https://robata.example.org`; null where each request says it itself. With https cookies are secure. */
  readonly publicUrl: string | null;
  /** Signing in with a wallet. Default: nobody does. */
  readonly wallet?: WalletSignIn | null;
  /** Default true. */
  readonly isSignUpOpen?: boolean;
  /** Default: the real clock. */
  readonly now?: () => Date;
}

/** Everything about accounts: people under /api/auth, an account's own things under /api/account, operators under /api/operator. Gives who sent a request, for the rest of the server. */
export async function registerAccounts(app: FastifyInstance, services: AccountServices): Promise<Authenticate> {
  const {
    accounts,
    people,
    commands,
    secret,
    publicUrl,
    isSignUpOpen = true,
    wallet = null,
    now = () => new Date(),
  } = services;
  const authenticate = authenticator({ accounts, people, publicUrl, now });
  await app.register(async (scope) => {
    answerDomainErrors(scope);
    scope.addHook('onRequest', async (_request, reply) => void reply.header('cache-control', 'no-store'));
    accountRoutes(scope, { accounts, authenticate });
    operatorRoutes(scope, { commands, authenticate });
    await scope.register(async (auth) => peopleRoutes(auth, { people, secret, publicUrl, isSignUpOpen, wallet, now }));
  });
  return authenticate;
}
