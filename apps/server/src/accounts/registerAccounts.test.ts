/* oxlint-disable oxc/no-async-endpoint-handlers -- that is of Express; Fastify awaits its handlers. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import {
  accountCommands,
  accountService,
  type AccountService,
  type NewApiKey,
  openPeople,
  openPglite,
  sharedLedger,
  stakeService,
} from '@robata/tournament';
import fastify, { type FastifyInstance, type InjectOptions, type LightMyRequestResponse } from 'fastify';
import type { Authenticate } from './authenticator.ts';
import { type AccountServices, registerAccounts } from './registerAccounts.ts';

const SECRET = 'for-the-tests-of-this-file-alone-0123456789';
const HOST = 'robata.example.org';
const ORIGIN = `http://${HOST}`;
const PASSWORD = 'correct horse battery';

let storage: Awaited<ReturnType<typeof openPglite>>;
let accounts: AccountService;
let app: FastifyInstance;
let authenticate: Authenticate;
let time = Date.parse('2024-01-06T18:00:00Z');
const now = () => new Date(time);

async function serverWith(change: Partial<AccountServices> = {}): Promise<[FastifyInstance, Authenticate]> {
  const publicUrl = change.publicUrl ?? null;
  const people = await openPeople({ db: storage.db, accounts, secret: SECRET, publicUrl });
  const commands = accountCommands({ accounts, people, stakes: stakeService(sharedLedger(storage)) });
  const server = fastify({ bodyLimit: 64 * 1024 });
  const who = await registerAccounts(server, { accounts, people, commands, secret: SECRET, publicUrl, now, ...change });
  server.post('/public', async (request) => ({ caller: (await who(request))?.account.username ?? null }));
  return [server, who];
}

before(async () => {
  storage = await openPglite(null);
  accounts = accountService({ db: storage.db, now });
  [app, authenticate] = await serverWith();
});
after(() => storage.close());

interface Call {
  readonly cookie?: string;
  readonly key?: NewApiKey | string;
  readonly origin?: string | null;
  readonly headers?: Record<string, string>;
  readonly address?: string;
  readonly server?: FastifyInstance;
}

let addresses = 0;
/** Each call from an address of its own, unless it is given: limits by address have their own tests. */
const call = (method: 'GET' | 'POST' | 'PATCH' | 'DELETE', url: string, body: unknown, options: Call = {}) => {
  const { cookie, key, origin = ORIGIN, headers = {}, server = app } = options;
  const token = typeof key === 'string' ? key : key === undefined ? undefined : `${key.publicId}$${key.secretKey}`;
  addresses += 1;
  return server.inject({
    method,
    url,
    remoteAddress: options.address ?? `10.0.${addresses >> 8}.${addresses & 255}`,
    headers: {
      host: HOST,
      ...(origin === null ? {} : { origin }),
      ...(cookie === undefined ? {} : { cookie }),
      ...(token === undefined ? {} : { authorization: `Token ${token}` }),
      ...headers,
    },
    ...(body === undefined ? {} : { payload: body as NonNullable<InjectOptions['payload']> }),
  });
};
const post = (url: string, body: unknown, options?: Call) => call('POST', url, body, options);
const get = (url: string, options?: Call) => call('GET', url, undefined, options);
const cookieOf = (response: LightMyRequestResponse): string =>
  response.cookies.map(({ name, value }) => `${name}=${encodeURIComponent(value)}`).join('; ');
const signUp = async (username: string): Promise<string> => {
  const person = { username, email: `${username}@example.org`, password: PASSWORD };
  const response = await post('/api/auth/sign-up/email', person);
  assert.equal(response.statusCode, 200, response.body);
  return cookieOf(response);
};
const signIn = (email: string, password: string, options?: Call) =>
  post('/api/auth/sign-in/email', { email, password }, options);
const refused = (response: LightMyRequestResponse, status: number, code: string): void => {
  assert.deepEqual([response.statusCode, response.json<{ code: string }>().code], [status, code], response.body);
  assert.match(response.json<{ message: string }>().message, /\.$/, 'a sentence');
};
const keyOf = async (username: string, role: 'participant' | 'operator' = 'participant') => {
  const account = await accounts.create({ username, email: `${username}@example.org`, role });
  return accounts.createKey({ account: account.id, name: 'test' });
};

describe('people', () => {
  it('sign up, are signed in at once, see their account, and sign out', async () => {
    const cookie = await signUp('ada');
    const response = await get('/api/account', { cookie });
    const { username, email, role, via } = response.json<Record<string, unknown>>();
    assert.deepEqual([username, email, role, via], ['ada', 'ada@example.org', 'participant', 'session']);
    assert.equal(response.headers['cache-control'], 'no-store');
    assert.equal((await get('/api/auth/get-session', { cookie })).json<{ user: { name: string } }>().user.name, 'ada');
    assert.equal((await post('/api/auth/sign-out', {}, { cookie })).statusCode, 200);
    refused(await get('/api/account', { cookie }), 401, 'not_authenticated');
  });

  it('get cookies that no script reads and no other site sends, secure where the server is reached by https', async () => {
    const person = { username: 'cookies', email: 'cookies@example.org', password: PASSWORD };
    for (const cookie of (await post('/api/auth/sign-up/email', person)).cookies) {
      assert.deepEqual([cookie.httpOnly, cookie.sameSite, cookie.secure], [true, 'Lax', undefined], cookie.name);
    }
    const [server] = await serverWith({ publicUrl: `https://${HOST}` });
    const secure = await signIn(person.email, PASSWORD, { server, origin: `https://${HOST}` });
    assert.equal(secure.cookies.length, 2);
    for (const cookie of secure.cookies) {
      assert.deepEqual([cookie.httpOnly, cookie.sameSite, cookie.secure], [true, 'Lax', true], cookie.name);
    }
    refused(await signIn(person.email, PASSWORD, { server, origin: ORIGIN }), 403, 'foreign_origin');
  });

  it('never go on with a session that was planted before they signed in', async () => {
    const planted = await signUp('mallory');
    const own = await signIn('ada@example.org', PASSWORD, { cookie: planted });
    assert.equal((await get('/api/account', { cookie: cookieOf(own) })).json<{ username: string }>().username, 'ada');
    assert.equal((await get('/api/account', { cookie: planted })).json<{ username: string }>().username, 'mallory');
    const made = 'robata.session_token=planted.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA%3D';
    refused(await get('/api/account', { cookie: made }), 401, 'not_authenticated');
  });

  it('are refused with a sentence where a field is wrong, missing, endless, or taken', async () => {
    const person = { username: 'new-one', email: 'new-one@example.org', password: PASSWORD };
    const up = (change: object) => post('/api/auth/sign-up/email', { ...person, ...change });
    refused(await up({ username: 'ADA' }), 409, 'username_taken');
    refused(await up({ email: 'ADA@example.org' }), 409, 'email_taken');
    refused(await up({ username: 'аda' }), 400, 'invalid_username');
    refused(await up({ username: 'x'.repeat(10_000) }), 400, 'invalid_username');
    refused(await up({ username: { toString: 'x' } }), 400, 'invalid_field');
    refused(await up({ username: undefined }), 400, 'missing_field');
    refused(await up({ password: 'x'.repeat(10_000) }), 400, 'invalid_password');
    refused(await up({ email: 'x'.repeat(10_001) }), 400, 'invalid_field');
    refused(await up({ username: 'a\0b' }), 400, 'invalid_field');
    refused(await post('/api/auth/sign-up/email', []), 400, 'invalid_body');
    assert.equal((await up({ username: 'x'.repeat(70_000) })).statusCode, 413);
    assert.equal(await accounts.find({ email: person.email }), null);
  });

  it('may not sign up themselves where the operator switched that off', async () => {
    const [server] = await serverWith({ isSignUpOpen: false });
    const person = { username: 'closed', email: 'closed@example.org', password: PASSWORD };
    refused(await post('/api/auth/sign-up/email', person, { server }), 403, 'sign_up_closed');
    assert.equal(await accounts.find({ username: 'closed' }), null);
  });

  it('reach nothing of better-auth but what is meant for them', async () => {
    const cookie = await signUp('curious');
    for (const path of [
      'sign-in/social',
      'update-user',
      'delete-user',
      'change-email',
      'request-password-reset',
      'ok',
      'set-password',
      'sign-up/email/..',
      'update-session',
      'link-social',
      'two-factor/send-otp',
    ]) {
      assert.equal((await post(`/api/auth/${path}`, { name: 'x' }, { cookie })).statusCode, 404, path);
    }
    for (const path of [
      'error',
      'reference',
      'verify-email',
      'delete-user/callback',
      'reset-password/x',
      'callback/google',
    ]) {
      assert.equal((await get(`/api/auth/${path}`, { cookie })).statusCode, 404, path);
    }
  });

  it('are asked to wait when passwords are guessed; who signed in there before is not', async () => {
    const device = cookieOf(await signIn('ada@example.org', PASSWORD))
      .split('; ')
      .find((part) => part.startsWith('robata.device='));
    const address = '192.0.2.7';
    const guess = () => signIn('ada@example.org', 'wrong horse battery', { address });
    for (let i = 0; i < 5; i++) assert.equal((await guess()).statusCode, 401);
    const locked = await guess();
    refused(locked, 429, 'too_many_attempts');
    assert.equal(locked.headers['retry-after'], '900');
    refused(await signIn('ada@example.org', PASSWORD, { address }), 429, 'too_many_attempts');
    assert.equal((await signIn('ada@example.org', PASSWORD, { address, cookie: device ?? '' })).statusCode, 200);
    assert.equal((await signIn('ada@example.org', PASSWORD)).statusCode, 200, 'from elsewhere');
    time += 900_000;
    assert.equal((await signIn('ada@example.org', PASSWORD, { address })).statusCode, 200);
  });

  it('cannot be many from one address', async () => {
    const address = '192.0.2.8';
    const codes: number[] = [];
    for (let i = 0; i < 25; i++) codes.push((await post('/api/auth/sign-up/email', {}, { address })).statusCode);
    assert.deepEqual([codes.indexOf(429), new Set(codes.slice(20)).size], [20, 1]);
  });

  it('set their password with an operator’s token, once', async () => {
    const operator = await keyOf('op-reset', 'operator');
    await keyOf('forgetful');
    const { token } = (
      await post('/api/operator/account/reset-password', { username: 'forgetful' }, { key: operator })
    ).json<{ token: string }>();
    const reset = () => post('/api/auth/reset-password', { token, newPassword: PASSWORD }, { origin: null });
    assert.equal((await reset()).statusCode, 200);
    assert.equal((await reset()).statusCode, 400);
    assert.equal((await signIn('forgetful@example.org', PASSWORD)).statusCode, 200);
  });
});

describe('requests of other sites', () => {
  const body = { name: 'stolen', tournament: 'classic' };

  it('do nothing with a cookie that the browser sends along', async () => {
    const cookie = await signUp('victim');
    const attempts: Call[] = [
      { cookie, origin: 'https://evil.example' },
      { cookie, origin: 'null' },
      { cookie, origin: `${ORIGIN}.evil.example` },
      { cookie, origin: `https://${HOST}` },
      { cookie, origin: null },
      { cookie, origin: null, headers: { 'sec-fetch-site': 'cross-site' } },
      { cookie, origin: null, headers: { 'sec-fetch-site': 'same-site' } },
    ];
    for (const attempt of attempts) {
      refused(await post('/api/account/models', body, attempt), 401, 'not_authenticated');
      refused(await post('/api/account/keys', { name: 'x' }, attempt), 401, 'not_authenticated');
      refused(await post('/api/auth/sign-out', {}, attempt), 403, 'foreign_origin');
      assert.equal((await post('/public', {}, attempt)).json<{ caller: unknown }>().caller, null);
    }
    assert.equal((await get('/api/account', { cookie })).statusCode, 200, 'and the session still stands');
    assert.equal((await post('/api/account/models', body, { cookie })).statusCode, 201);
    const fetched = { cookie, origin: null, headers: { 'sec-fetch-site': 'same-origin' } };
    assert.equal((await post('/public', {}, fetched)).json<{ caller: unknown }>().caller, 'victim');
  });

  it('sign nobody in', async () => {
    refused(await signIn('ada@example.org', PASSWORD, { origin: 'https://evil.example' }), 403, 'foreign_origin');
  });
});

describe('programs', () => {
  it('are known by their key, and a bad one fails no public question', async () => {
    const key = await keyOf('program');
    const caller = async (options: Call) => (await post('/public', {}, options)).json<{ caller: unknown }>().caller;
    assert.equal(await caller({ key, origin: null }), 'program');
    assert.equal(await caller({ headers: { authorization: `token  ${key.publicId}$${key.secretKey}` } }), 'program');
    assert.equal(await caller({ key, origin: 'https://dashboard.example' }), 'program', 'a key is no cookie');
    const cookie = await signUp('browser');
    for (const bad of [
      `${key.publicId}$${'A'.repeat(32)}`,
      '$',
      'None$None',
      'x'.repeat(10_000),
      `${key.publicId}$${key.secretKey}x`,
    ]) {
      assert.equal(await caller({ key: bad }), null);
      assert.equal(await caller({ key: bad, cookie }), null, 'a key that was meant is not replaced by a cookie');
      refused(await get('/api/account', { key: bad }), 401, 'not_authenticated');
    }
    assert.equal(
      (await get('/api/account', { key: 'x' })).json<{ message: string }>().message,
      'Your session is invalid or has expired.',
    );
    const [{ publicId }] = [await accounts.revokeKey(key.account, key.publicId)];
    assert.equal(await caller({ key: `${publicId}$${key.secretKey}` }), null, 'revoked');
  });

  it('are strangers while their account is blocked', async () => {
    const key = await keyOf('to-block');
    assert.equal((await get('/api/account', { key })).statusCode, 200);
    await accounts.setStatus(key.account, 'blocked');
    refused(await get('/api/account', { key }), 401, 'not_authenticated');
  });

  it('do only what their key’s scopes say, and make no keys', async () => {
    const { account } = await keyOf('narrow');
    const key = await accounts.createKey({ account, name: 'reads', scopes: ['read_user_info'] });
    assert.equal((await get('/api/account/models', { key })).statusCode, 200);
    refused(await post('/api/account/models', { name: 'm', tournament: 'classic' }, { key }), 403, 'missing_scope');
    refused(await post('/api/account/keys', { name: 'more' }, { key }), 403, 'session_needed');
    refused(await call('DELETE', `/api/account/keys/${key.publicId}`, undefined, { key }), 403, 'session_needed');
    refused(await post('/api/operator/account/list', {}, { key }), 403, 'missing_scope');
  });

  it('send three hundred requests a second and not a thousand', async () => {
    const key = await keyOf('busy');
    const requests = await Promise.all(Array.from({ length: 700 }, () => get('/api/account', { key })));
    assert.equal(requests.filter(({ statusCode }) => statusCode === 200).length, 600);
    const late = requests.find(({ statusCode }) => statusCode !== 200) as LightMyRequestResponse;
    refused(late, 429, 'rate_limited');
    time += 1_000;
    const next = await Promise.all(Array.from({ length: 300 }, () => get('/api/account', { key })));
    assert.ok(next.every(({ statusCode }) => statusCode === 200));
  });

  it('count once a request however often it is asked who they are', async () => {
    const key = await keyOf('asked-often');
    const server = fastify();
    let same = 0;
    server.get('/', async (request) => {
      const callers = await Promise.all(Array.from({ length: 1_000 }, () => authenticate(request)));
      same = new Set(callers).size;
      return {};
    });
    assert.equal((await get('/', { key, server })).statusCode, 200);
    assert.equal(same, 1);
  });
});

describe('an account', () => {
  it('makes, lists and revokes its keys; a secret is shown once', async () => {
    const cookie = await signUp('keys');
    const made = await post('/api/account/keys', { name: 'laptop', scopes: ['read_user_info'] }, { cookie });
    assert.equal(made.statusCode, 201);
    const { publicId, secretKey } = made.json<{ publicId: string; secretKey: string }>();
    const list = await get('/api/account/keys', { cookie });
    assert.ok(!list.body.includes(secretKey) && list.body.includes(publicId));
    assert.equal((await get('/api/account', { key: `${publicId}$${secretKey}` })).statusCode, 200);
    refused(await post('/api/account/keys', { name: 'x', scopes: ['operate'] }, { cookie }), 400, 'invalid_scope');
    refused(await post('/api/account/keys', { name: 'x', scopes: 'stake' }, { cookie }), 400, 'invalid_field');
    const other = await signUp('not-keys');
    refused(await call('DELETE', `/api/account/keys/${publicId}`, undefined, { cookie: other }), 404, 'key_not_found');
    assert.equal((await call('DELETE', `/api/account/keys/${publicId}`, undefined, { cookie })).statusCode, 200);
    refused(await get('/api/account', { key: `${publicId}$${secretKey}` }), 401, 'not_authenticated');
  });

  it('makes, renames and describes its models, and nobody else’s', async () => {
    const [key, other] = [await keyOf('models-a'), await keyOf('models-b')];
    const made = await post('/api/account/models', { name: 'First', tournament: 'classic' }, { key });
    assert.equal(made.statusCode, 201);
    const { id } = made.json<{ id: string }>();
    const change = { name: 'Second', bio: 'trees', linkUrl: 'https://example.org/', linkText: 'notes' };
    refused(await call('PATCH', `/api/account/models/${id}`, change, { key: other }), 404, 'model_not_found');
    refused(
      await call('PATCH', `/api/account/models/${id}`, { ...change, linkUrl: 'javascript:alert(1)' }, { key }),
      400,
      'invalid_link',
    );
    refused(
      await call('PATCH', `/api/account/models/${id}`, { bio: 'x'.repeat(10_000) }, { key }),
      400,
      'invalid_text',
    );
    refused(
      await post('/api/account/models', { name: 'FIRST', tournament: 'classic' }, { key: other }),
      409,
      'model_name_taken',
    );
    const changed = await call('PATCH', `/api/account/models/${id}`, change, { key });
    const { models } = (await get('/api/account/models', { key })).json<{ models: object[] }>();
    assert.deepEqual(models, [{ ...made.json<object>(), ...change }]);
    assert.deepEqual(changed.json(), models[0]);
    assert.deepEqual((await get('/api/account/models', { key: other })).json(), { models: [] });
    refused(await post('/api/account/models', { name: 'x', tournament: 'crypto' }, { key }), 400, 'invalid_tournament');
  });
});

describe('an operator', () => {
  it('makes accounts, models and deposits, and every act is kept', async () => {
    const key = await keyOf('op-one', 'operator');
    const operate = async (words: string, body: object, headers = {}) => {
      const response = await post(`/api/operator/${words}`, body, { key, headers });
      assert.equal(response.statusCode, 200, response.body);
      return response.json<Record<string, string>>();
    };
    const made = await operate('account/create', { username: 'made', email: 'made@example.org' });
    assert.deepEqual(Object.keys(made), ['accountId', 'publicId', 'secretKey']);
    assert.equal((await get('/api/account', { key: `${made['publicId']}$${made['secretKey']}` })).statusCode, 200);
    const model = await operate('model/create', { username: 'MADE', tournament: 'signals', name: 'sig' });
    assert.deepEqual([model['name'], model['tournament']], ['sig', 'signals']);
    const deposit = { username: 'made', amount: '100' };
    const headers = { 'idempotency-key': 'a' };
    const first = await operate('deposit', deposit, headers);
    assert.deepEqual([first['amount'], first['available']], ['100', '100']);
    assert.deepEqual(await operate('deposit', deposit, headers), first, 'a repeat moves nothing');
    const other = await post('/api/operator/deposit', { ...deposit, amount: '7' }, { key, headers });
    assert.equal(other.statusCode, 400, 'the same key for another amount');
    assert.equal((await operate('deposit', deposit))['available'], '200');
    for (const amount of ['0', '-1', 'NaN', '1e-19', '']) {
      refused(await post('/api/operator/deposit', { ...deposit, amount }, { key }), 400, 'invalid_amount');
    }
    refused(await post('/api/operator/deposit', { ...deposit, amount: 5 }, { key }), 400, 'invalid_field');
    const { acts } = (await post('/api/operator/audit', { limit: 50 }, { key })).json<{
      acts: { action: string; actor: string }[];
    }>();
    const own = acts.filter(({ actor }) => actor === 'op-one').map(({ action }) => action);
    assert.deepEqual(own.reverse(), ['account create', 'model create', 'deposit', 'deposit', 'deposit']);
    assert.ok(!JSON.stringify(acts).includes(made['secretKey'] as string));
  });

  it('blocks and changes roles, though not its own', async () => {
    const key = await keyOf('op-two', 'operator');
    const target = await keyOf('op-three', 'operator');
    assert.equal((await post('/api/operator/audit', {}, { key: target })).statusCode, 200);
    assert.equal(
      (await post('/api/operator/account/role', { username: 'op-three', role: 'participant' }, { key })).statusCode,
      200,
    );
    refused(await post('/api/operator/audit', {}, { key: target }), 403, 'missing_scope');
    await post('/api/operator/account/block', { username: 'op-three' }, { key });
    refused(await post('/api/operator/audit', {}, { key: target }), 401, 'not_authenticated');
    await post('/api/operator/account/unblock', { username: 'op-three' }, { key });
    assert.equal((await get('/api/account', { key: target })).statusCode, 200);
    refused(await post('/api/operator/account/block', { username: 'OP-TWO' }, { key }), 400, 'not_oneself');
    refused(
      await post('/api/operator/account/role', { username: 'op-two', role: 'investor' }, { key }),
      400,
      'not_oneself',
    );
    refused(
      await post('/api/operator/account/role', { username: 'op-three', role: 'god' }, { key }),
      400,
      'invalid_role',
    );
    refused(
      await post('/api/operator/account/block', { username: 'nobody-at-all' }, { key }),
      404,
      'account_not_found',
    );
    refused(await post('/api/operator/no/such', {}, { key }), 404, 'command_not_found');
    refused(await post('/api/operator/no/such', {}), 401, 'not_authenticated');
  });

  it('may work from the pages of the server, and from no other', async () => {
    const cookie = await signUp('op-person');
    refused(await post('/api/operator/audit', {}, { cookie }), 403, 'missing_scope');
    await accounts.setRole((await accounts.require({ username: 'op-person' })).id, 'operator');
    assert.equal((await post('/api/operator/audit', {}, { cookie })).statusCode, 200);
    refused(
      await post('/api/operator/audit', {}, { cookie, origin: 'https://evil.example' }),
      401,
      'not_authenticated',
    );
  });
});
