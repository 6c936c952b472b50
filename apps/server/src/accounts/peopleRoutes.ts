import { ADDRESS_HEADER, cookieOf, DomainError, fieldsOf, type People } from '@robata/tournament';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { WalletSignIn } from '../chain/walletSignIn.ts';
import { addressGroup } from './addressGroup.ts';
import { isForeignOrigin, originOf } from './isForeignOrigin.ts';
import { signInGuard } from './signInGuard.ts';
import { tokenBuckets } from './tokenBuckets.ts';

export interface PeopleRoutesInput {
  readonly people: People;
  readonly secret: string;
  readonly publicUrl: string | null;
  /** Whether strangers may make an account themselves. */
  readonly isSignUpOpen: boolean;
  /** Signing in with a wallet; null where that is not offered. */
  readonly wallet: WalletSignIn | null;
  readonly now: () => Date;
}

/** Of better-auth only what is named here is reached; what it may bring along otherwise answers 404. */
const READS = ['get-session', 'list-sessions'];
const WRITES = ['sign-out', 'revoke-session', 'revoke-sessions', 'revoke-other-sessions'];
/** Where a password or a code can be guessed. */
const GUESSES = [
  'reset-password',
  'change-password',
  'two-factor/enable',
  'two-factor/disable',
  'two-factor/get-totp-uri',
  'two-factor/generate-backup-codes',
  'two-factor/verify-totp',
  'two-factor/verify-backup-code',
];
const PASSED_HEADERS = ['cookie', 'origin', 'referer', 'sec-fetch-site', 'sec-fetch-mode', 'sec-fetch-dest'] as const;
const DEVICE_COOKIE = 'robata.device';
const YEAR_SECONDS = 31_536_000;
const LONGEST_BROWSER_NAME = 200;

/**
 * People: sign-up, sign-in, sessions, second factor, password reset, under /api/auth. Where stakes are on chain also `POST
 * /api/chain/sign-in/challenge` with `{ address }`, which gives a text, and `POST /api/chain/sign-in` with `{ address, nonce, signature }`: as a
 * sign-in with the password of the account that has linked the address.
 */
export function peopleRoutes(app: FastifyInstance, input: PeopleRoutesInput): void {
  const { people, publicUrl, isSignUpOpen, secret, wallet, now } = input;
  const guard = signInGuard({ secret, now });
  const guesses = tokenBuckets({ burst: 30, perSecond: 10 / 60, now });
  const signUps = tokenBuckets({ burst: 20, perSecond: 1 / 60, now });

  const within = (limit: { take(caller: string): boolean }, request: FastifyRequest): void => {
    if (limit.take(addressGroup(request.ip))) return;
    throw new DomainError('too_many_attempts', 'Too many attempts came from your address.', {
      remedy: 'Wait a few minutes.',
    });
  };
  /** Hands a request on to better-auth; `path` where it is another one. */
  const pass = async (request: FastifyRequest, body: unknown, path = request.url): Promise<Response> => {
    const headers = passedHeaders(request);
    const url = new URL(path, originOf(request, publicUrl));
    if (request.method === 'GET') return people.handle(new Request(url, { headers }));
    headers.set('content-type', 'application/json');
    return people.handle(new Request(url, { method: 'POST', headers, body: JSON.stringify(body ?? {}) }));
  };
  const signIn = async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    const fields = fieldsOf(request.body);
    const [email, password] = [fields.text('email'), fields.text('password')];
    const attempt = {
      email,
      address: addressGroup(request.ip),
      device: cookieOf(request.headers.cookie, DEVICE_COOKIE),
    };
    guard.admit(attempt);
    const rememberMe = fields.has('rememberMe') ? fields.optionalFlag('rememberMe') : true;
    const response = await pass(request, { email, password, rememberMe }, '/api/auth/sign-in/email');
    if (response.status === 200) setDevice(reply, guard.succeeded(attempt));
    return send(reply, response);
  };
  const setDevice = (reply: FastifyReply, value: string): void => {
    const secure = publicUrl?.startsWith('https:') === true ? '; Secure' : '';
    reply.header(
      'set-cookie',
      `${DEVICE_COOKIE}=${value}; Path=/api/auth; Max-Age=${YEAR_SECONDS}; HttpOnly; SameSite=Lax${secure}`,
    );
  };

  app.addHook('preHandler', async (request) => {
    if (!isForeignOrigin(request, publicUrl)) return;
    throw new DomainError('foreign_origin', 'This request came from a page of another site.', {
      remedy: 'Use a page of this server.',
    });
  });
  app.post('/api/auth/sign-in/email', async (request, reply) => {
    within(guesses, request);
    return signIn(request, reply);
  });
  if (wallet !== null) {
    app.post('/api/chain/sign-in/challenge', async (request, reply) => {
      within(guesses, request);
      return reply.send(await wallet.challenge(fieldsOf(request.body).text('address')));
    });
    // Counted by where it comes from alone: a signature cannot be guessed, and a stranger's tries must not lock the owner out.
    app.post('/api/chain/sign-in', async (request, reply) => {
      within(guesses, request);
      const fields = fieldsOf(request.body);
      const [address, nonce, signature] = [fields.text('address'), fields.text('nonce'), fields.text('signature')];
      const account = await wallet.accountOf({ address, nonce, signature });
      return send(reply, await people.signInAs(account, passedHeaders(request)));
    });
  }
  app.post('/api/auth/sign-up/email', async (request, reply) => {
    if (!isSignUpOpen) {
      throw new DomainError('sign_up_closed', 'Nobody may sign up here by himself.', {
        remedy: 'Ask the operator for an account.',
      });
    }
    within(signUps, request);
    const fields = fieldsOf(request.body);
    await people.signUp({
      username: fields.text('username'),
      email: fields.text('email'),
      password: fields.text('password'),
    });
    return signIn(request, reply);
  });
  for (const path of GUESSES) {
    app.post(`/api/auth/${path}`, async (request, reply) => {
      within(guesses, request);
      return send(reply, await pass(request, request.body));
    });
  }
  for (const path of WRITES) {
    app.post(`/api/auth/${path}`, async (request, reply) => send(reply, await pass(request, request.body)));
  }
  for (const path of READS)
    app.get(`/api/auth/${path}`, async (request, reply) => send(reply, await pass(request, null)));
}

/** Those that better-auth is to see. */
function passedHeaders(request: FastifyRequest): Headers {
  const headers = new Headers({ [ADDRESS_HEADER]: request.ip });
  for (const name of PASSED_HEADERS) {
    const value = request.headers[name];
    if (typeof value === 'string') headers.set(name, value);
  }
  headers.set('user-agent', (request.headers['user-agent'] ?? '').slice(0, LONGEST_BROWSER_NAME));
  return headers;
}

async function send(reply: FastifyReply, response: Response): Promise<FastifyReply> {
  for (const cookie of response.headers.getSetCookie()) reply.header('set-cookie', cookie);
  const text = await response.text();
  return reply
    .code(response.status)
    .type('application/json; charset=utf-8')
    .send(text === '' ? 'null' : text);
}
