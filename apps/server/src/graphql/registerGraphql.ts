import { DomainError } from '@robata/tournament';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { addressGroup } from '../accounts/addressGroup.ts';
import type { Authenticate, Caller } from '../accounts/authenticator.ts';
import type { GraphqlContext } from './context.ts';
import { ACCOUNT_RATE, costBudget, type Rate, STRANGER_RATE } from './costBudget.ts';
import { failure, internalFailure } from './errors.ts';
import { type GraphqlAnswer, operations } from './executeOperation.ts';
import { readRequest } from './readRequest.ts';
import { resolvers } from './resolvers/index.ts';
import { graphqlSchema, schemaText } from './schema.ts';
import type { Services } from './services.ts';

export interface GraphqlInput {
  readonly services: Services;
  /** Who sent a request; null for a stranger, a bad token included. */
  readonly authenticate: Authenticate;
  /** What strangers' addresses and accounts may have computed. Default: `STRANGER_RATE`, `ACCOUNT_RATE`. */
  readonly rates?: { readonly stranger: Rate; readonly account: Rate };
  /** Milliseconds of a clock that never goes back. Default: the process's own. */
  readonly now?: () => number;
  /** Told of every failure that the caller is only told to be ours. Default: nobody is. */
  readonly onFailure?: (error: unknown) => void;
}

const BODY_BYTES_MAX = 128 * 1024;

/**
 * The GraphQL endpoint at `POST /` and `POST /graphql`; `GET /graphql` shows the schema. Whatever happens to an operation, the answer is
 * HTTP 200: existing clients take any other status for a broken connection (api-contract.md §1.2).
 */
export async function registerGraphql(app: FastifyInstance, input: GraphqlInput): Promise<void> {
  const { services, authenticate, onFailure = () => undefined, now = () => performance.now() } = input;
  const { stranger, account } = input.rates ?? { stranger: STRANGER_RATE, account: ACCOUNT_RATE };
  const [strangers, accounts] = [costBudget(stranger, now), costBudget(account, now)];
  const execute = operations(graphqlSchema(resolvers), onFailure);

  await app.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: BODY_BYTES_MAX }, (_request, body, done) =>
      done(null, body),
    );
    scope.setErrorHandler((error: Error & { code?: string; statusCode?: number }, _request, reply) => {
      const refusal = refusalOf(error);
      if (refusal === null) onFailure(error);
      const answer: GraphqlAnswer = { errors: [refusal === null ? internalFailure() : failure(refusal)], data: null };
      return send(reply, JSON.stringify(answer));
    });

    const serve = async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
      const contentType = request.headers['content-type'];
      const operation = readRequest(contentType, (request.body as Uint8Array | undefined) ?? new Uint8Array());
      // A page elsewhere can make a browser post a form along with its cookies, but not JSON.
      const isForm = contentType?.toLowerCase().startsWith('application/json') !== true;
      let caller: Promise<Caller | null> | undefined;
      const identify = async (): Promise<Caller | null> => {
        const found = await authenticate(request);
        return found?.via === 'session' && isForm ? null : found;
      };
      const key = request.headers['idempotency-key'];
      const context: GraphqlContext = {
        services,
        caller: () => (caller ??= identify()),
        purse: async () => {
          const known = await context.caller();
          return known === null ? strangers(addressGroup(request.ip)) : accounts(known.account.id);
        },
        idempotencyKey: typeof key === 'string' ? key : undefined,
      };
      return send(reply, await execute(operation, context));
    };
    scope.post('/', serve);
    scope.post('/graphql', serve);
    scope.get<{ Querystring: { query?: string } }>('/graphql', async ({ query }, reply) =>
      query.query === undefined
        ? reply.type('text/plain; charset=utf-8').send(schemaText)
        : reply.code(405).header('allow', 'POST').send({ message: 'Operations are sent with POST.' }),
    );
  });
}

const send = (reply: FastifyReply, json: string | Buffer): FastifyReply =>
  reply.code(200).type('application/json; charset=utf-8').send(json);

/** What the caller did wrong; null where the fault is ours. */
function refusalOf(error: Error & { code?: string; statusCode?: number }): DomainError | null {
  if (error instanceof DomainError) return error;
  if (error.code === 'FST_ERR_CTP_BODY_TOO_LARGE') {
    return new DomainError('body_too_large', `The body is larger than ${BODY_BYTES_MAX} bytes.`);
  }
  return (error.statusCode ?? 500) < 500 ? new DomainError('invalid_body', 'The request is not understood.') : null;
}
