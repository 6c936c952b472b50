import { type Account, type AccountService, DomainError, type People, type Scope, scopesOf } from '@robata/tournament';
import type { FastifyRequest } from 'fastify';
import { isForeignOrigin } from './isForeignOrigin.ts';
import { tokenBuckets } from './tokenBuckets.ts';

/** Who sent a request, and what it may do. */
export interface Caller {
  readonly account: Account;
  readonly scopes: ReadonlySet<Scope>;
  /** A program with a key, or a person with a browser. */
  readonly via: 'key' | 'session';
}

/**
 * Who sent a request: by `Authorization: Token PUBLIC$SECRET`, or by the session cookie where there is no such header. Null for a stranger,
 * which a wrong or revoked token, a blocked account and a cookie that another site's page sent along all are: a public question is
 * answered all the same. Throws DomainError `rate_limited` beyond 300 requests a second of one account. Asked twice for a request it
 * counts once.
 */
export type Authenticate = (request: FastifyRequest) => Promise<Caller | null>;

export interface AuthenticatorInput {
  readonly accounts: AccountService;
  readonly people: People;
  /** Where people reach the server, as `https://robata.example.org`; null where each request says it itself. */
  readonly publicUrl: string | null;
  readonly now: () => Date;
}

export const REQUESTS_PER_SECOND = 300;
const LONGEST_HEADER = 400;

export function authenticator({ accounts, people, publicUrl, now }: AuthenticatorInput): Authenticate {
  const rate = tokenBuckets({ burst: 2 * REQUESTS_PER_SECOND, perSecond: REQUESTS_PER_SECOND, now });
  const known = new WeakMap<FastifyRequest, Promise<Caller | null>>();

  const identify = async (request: FastifyRequest): Promise<Caller | null> => {
    const { authorization, cookie } = request.headers;
    if (authorization !== undefined) {
      const token = authorization.length > LONGEST_HEADER ? null : /^token +(\S+)$/i.exec(authorization)?.[1];
      const holder = token === undefined || token === null ? null : await accounts.authenticateKey(token);
      return holder === null ? null : { account: holder.account, scopes: holder.scopes, via: 'key' };
    }
    if (cookie === undefined || isForeignOrigin(request, publicUrl)) return null;
    const session = await people.session(cookie);
    if (session === null) return null;
    return { account: session.account, scopes: new Set(scopesOf(session.account.role)), via: 'session' };
  };
  const within = async (request: FastifyRequest): Promise<Caller | null> => {
    const caller = await identify(request);
    if (caller !== null && !rate.take(caller.account.id)) {
      throw new DomainError('rate_limited', `This account sent more than ${REQUESTS_PER_SECOND} requests a second.`, {
        remedy: 'Wait a second and go on more slowly.',
      });
    }
    return caller;
  };
  return (request) => {
    const caller = known.get(request) ?? within(request);
    known.set(request, caller);
    return caller;
  };
}

/** The caller with a scope. Throws DomainError `not_authenticated` or `missing_scope`. */
export async function requireCaller(
  authenticate: Authenticate,
  request: FastifyRequest,
  scope: Scope,
): Promise<Caller> {
  const caller = await authenticate(request);
  // The sentence that Numerai's clients look for.
  if (caller === null) throw new DomainError('not_authenticated', 'Your session is invalid or has expired.');
  if (caller.scopes.has(scope)) return caller;
  throw new DomainError('missing_scope', `This needs the scope ${scope}.`, {
    remedy: 'Use a key or an account that has it.',
  });
}
