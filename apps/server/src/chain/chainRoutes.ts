/* oxlint-disable oxc/no-async-endpoint-handlers -- that is of Express; Fastify awaits its handlers. */
import type { ChainPage } from '@robata/client';
import { DomainError, fieldsOf } from '@robata/tournament';
import type { FastifyInstance } from 'fastify';
import { type Authenticate, requireCaller } from '../accounts/authenticator.ts';
import { answerDomainErrors } from '../accounts/domainAnswers.ts';
import { cachedFor } from '../cachedFor.ts';
import { textIn } from '../own/readQuery.ts';
import type { TournamentServices } from '../services/openServices.ts';

/** Of a server that only shows what is stored, and of a tournament whose stakes are points. */
export const noChainRoute = (app: FastifyInstance): void =>
  void app.get('/api/chain', async (): Promise<ChainPage> => ({ isOn: false }));

export interface ChainRoutesInput {
  readonly services: Pick<TournamentServices, 'accounts' | 'chain' | 'place'>;
  readonly authenticate: Authenticate;
}

const FRESHNESS = { freshMs: 1_000, usableMs: 10_000 };

/**
 * `GET /api/chain`: whether stakes are on chain, where, and how far that is read; `GET /api/chain/settlements` with what they cost; `GET /api/chain/claims?account=0x…`: the leaves of an
 * address with their proofs. Of the account that asks: `GET /api/account/chain`; `POST /api/account/chain/challenge` with `{ address }` gives a text, and `POST /api/account/chain/link` with
 * `{ nonce, signature }` links the address that signed it. Without a chain only the first is there.
 */
export async function chainRoutes(app: FastifyInstance, { services, authenticate }: ChainRoutesInput): Promise<void> {
  const { chain, accounts } = services;
  if (chain === null) return noChainRoute(app);
  const state = cachedFor(FRESHNESS, () => chain.state());
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
      return chain.links.challenge({ account: account.id, address: fieldsOf(request.body).text('address') });
    });
    scope.post('/api/account/chain/link', async (request) => {
      const { account, via } = await requireCaller(authenticate, request, 'stake');
      const fields = fieldsOf(request.body);
      const isPerson = via === 'session';
      const signed = { nonce: fields.text('nonce'), signature: fields.text('signature') };
      const { address, linkedAt } = await chain.links.link({ account: account.id, ...signed, isPerson });
      return { address, linkedAt };
    });
  });
}
