/* oxlint-disable oxc/no-async-endpoint-handlers -- that is of Express; Fastify awaits its handlers. */
import type { ChainPage } from '@robata/client';
import { DomainError, fieldsOf } from '@robata/tournament';
import type { FastifyInstance } from 'fastify';
import { type Authenticate, requireCaller } from '../accounts/authenticator.ts';
import { answerDomainErrors } from '../accounts/domainAnswers.ts';
import { tokenBuckets } from '../accounts/tokenBuckets.ts';
import { cachedFor } from '../cachedFor.ts';
import { textIn } from '../own/readQuery.ts';
import type { TournamentServices } from '../services/openServices.ts';

/** Of a server that only shows what is stored, and of a tournament whose stakes are points. */
export const noChainRoute = (app: FastifyInstance): void =>
  void app.get('/api/chain', async (): Promise<ChainPage> => ({ isOn: false }));

export interface ChainRoutesInput {
  readonly services: Pick<TournamentServices, 'accounts' | 'chain' | 'now' | 'people'>;
  readonly authenticate: Authenticate;
}

/** Of each account: five at once, then one in three minutes. */
const PASSWORD_TRIES = { burst: 5, perSecond: 1 / 180 };
const FRESHNESS = { freshMs: 1_000, usableMs: 10_000 };

/**
 * `GET /api/chain`: whether stakes are on chain, where, and how far that is read; `GET /api/chain/settlements` with what they cost; `GET /api/chain/claims?account=0x…`: the leaves of an
 * address with their proofs. Of the account that asks: `GET /api/account/chain`; `POST /api/account/chain/challenge` with `{ address }` gives a text, and `POST /api/account/chain/link` with
 * `{ nonce, signature }` links the address that signed it; in a session, `POST /api/account/chain/sign-in` with `{ signsIn, password }` says whether its
 * wallet signs in, for which yes takes the password. Without a chain only the first is there.
 */
export async function chainRoutes(app: FastifyInstance, { services, authenticate }: ChainRoutesInput): Promise<void> {
  const { chain, accounts, people, now } = services;
  if (chain === null) return noChainRoute(app);
  const state = cachedFor(FRESHNESS, () => chain.state());
  const tries = tokenBuckets({ ...PASSWORD_TRIES, now });
  const requirePassword = async (account: string, password: string): Promise<void> => {
    if (!tries.take(account)) {
      throw new DomainError('too_many_attempts', 'Too many passwords were tried.', { remedy: 'Wait a few minutes.' });
    }
    if (await people.isPassword(account, password)) return;
    throw new DomainError('wrong_password', 'The password is not right.', { field: 'password' });
  };
  await app.register(async (scope) => {
    answerDomainErrors(scope);
    scope.get('/api/chain', async (): Promise<ChainPage> => state(null));
    scope.get('/api/chain/settlements', () => chain.settlements());
    scope.get('/api/chain/claims', async (request) => {
      const account = textIn(request, 'account');
      if (account === undefined) throw new DomainError('missing_field', 'account is missing.', { field: 'account' });
      return chain.claims(account);
    });
    scope.get('/api/account/chain', async (request, reply) => {
      const { account } = await requireCaller(authenticate, request, 'read_user_info');
      reply.header('cache-control', 'no-store');
      return chain.own(accounts, account.id);
    });
    scope.post('/api/account/chain/challenge', async (request) => {
      const { account } = await requireCaller(authenticate, request, 'stake');
      const { id, username } = account;
      return chain.links.challenge({ account: id, username, address: fieldsOf(request.body).text('address') });
    });
    scope.post('/api/account/chain/link', async (request) => {
      const { account } = await requireCaller(authenticate, request, 'stake');
      const fields = fieldsOf(request.body);
      const signed = { nonce: fields.text('nonce'), signature: fields.text('signature') };
      const { address, linkedAt } = await chain.links.link({ account: account.id, ...signed });
      return { address, linkedAt };
    });
    scope.post('/api/account/chain/sign-in', async (request) => {
      const { account, via } = await requireCaller(authenticate, request, 'stake');
      if (via !== 'session') {
        throw new DomainError('session_needed', 'A key does not say who signs in.', {
          remedy: 'Sign in, and say it on the page of your wallet.',
        });
      }
      const fields = fieldsOf(request.body);
      const signsIn = fields.optionalFlag('signsIn');
      // A session that somebody else has got hold of must not become a way in that outlasts it.
      if (signsIn) await requirePassword(account.id, fields.text('password'));
      await chain.links.letSignIn({ account: account.id, signsIn });
      return { signsIn };
    });
  });
}
