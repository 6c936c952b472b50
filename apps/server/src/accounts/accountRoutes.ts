/* oxlint-disable oxc/no-async-endpoint-handlers -- that is of Express; Fastify awaits its handlers. */
import {
  type Account,
  type AccountService,
  type ApiKey,
  checkScope,
  checkTournament,
  DomainError,
  fieldsOf,
  type ModelSlot,
} from '@robata/tournament';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { type Authenticate, type Caller, requireCaller } from './authenticator.ts';

/** The signed-in account's own keys and models, under /api/account. */
export function accountRoutes(
  app: FastifyInstance,
  { accounts, authenticate }: { readonly accounts: AccountService; readonly authenticate: Authenticate },
): void {
  /** A key must not make others, which could do more than itself: that is for a person who signed in. */
  const person = async (request: FastifyRequest): Promise<Caller> => {
    const caller = await requireCaller(authenticate, request, 'read_user_info');
    if (caller.via === 'session') return caller;
    throw new DomainError('session_needed', 'Keys are made and revoked by a person, not with a key.', {
      remedy: 'Sign in with a browser, or ask the operator.',
    });
  };

  app.get('/api/account', async (request) => {
    const { account, scopes, via } = await requireCaller(authenticate, request, 'read_user_info');
    return { ...shown(account), scopes: [...scopes], via };
  });
  app.get('/api/account/keys', async (request) => {
    const { account } = await requireCaller(authenticate, request, 'read_user_info');
    return { keys: (await accounts.listKeys(account.id)).map(shownKey) };
  });
  app.post('/api/account/keys', async (request, reply) => {
    const { account } = await person(request);
    const fields = fieldsOf(request.body);
    const scopes = fields.optionalTexts('scopes')?.map(checkScope);
    const key = await accounts.createKey({
      account: account.id,
      name: fields.text('name'),
      ...(scopes === undefined ? {} : { scopes }),
    });
    return reply.code(201).send({ ...shownKey(key), secretKey: key.secretKey });
  });
  app.delete<{ Params: { publicId: string } }>('/api/account/keys/:publicId', async (request) => {
    const { account } = await person(request);
    return shownKey(await accounts.revokeKey(account.id, request.params.publicId));
  });
  app.get('/api/account/models', async (request) => {
    const { account } = await requireCaller(authenticate, request, 'read_user_info');
    return { models: (await accounts.listModels(account.id)).map(shownModel) };
  });
  app.post('/api/account/models', async (request, reply) => {
    const { account } = await requireCaller(authenticate, request, 'upload_submission');
    const fields = fieldsOf(request.body);
    const tournament = checkTournament(fields.text('tournament'));
    const slot = await accounts.createModel({ account: account.id, name: fields.text('name'), tournament });
    return reply.code(201).send(shownModel(slot));
  });
  app.patch<{ Params: { id: string } }>('/api/account/models/:id', async (request) => {
    const { account } = await requireCaller(authenticate, request, 'upload_submission');
    const { id } = request.params;
    const fields = fieldsOf(request.body);
    const about = {
      ...(fields.has('bio') ? { bio: fields.text('bio') } : {}),
      ...(fields.has('linkUrl') ? { linkUrl: fields.nullableText('linkUrl') } : {}),
      ...(fields.has('linkText') ? { linkText: fields.nullableText('linkText') } : {}),
    };
    // What may be refused goes first, so that a refusal leaves nothing half done; then the name, which alone can still be taken.
    const described = await accounts.describeModel(account.id, id, about);
    const name = fields.optionalText('name');
    return shownModel(name === undefined ? described : await accounts.renameModel(account.id, id, name));
  });
}

const shown = ({ id, username, email, role, insertedAt }: Account) => ({ id, username, email, role, insertedAt });

const shownKey = ({ publicId, name, scopes, insertedAt, lastUsedAt, revokedAt }: ApiKey) => ({
  publicId,
  name,
  scopes,
  insertedAt,
  lastUsedAt,
  revokedAt,
});

const shownModel = ({ id, model, name, tournament, bio, linkUrl, linkText, insertedAt }: ModelSlot) => ({
  id,
  number: model,
  name,
  tournament,
  bio,
  linkUrl,
  linkText,
  insertedAt,
});
