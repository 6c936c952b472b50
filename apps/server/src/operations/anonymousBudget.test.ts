import assert from 'node:assert/strict';
import { EventEmitter, once } from 'node:events';
import { connect } from 'node:net';
import { describe, test } from 'node:test';
import fastify from 'fastify';
import type { Authenticate, Caller } from '../accounts/authenticator.ts';
import { LEAST_COST } from '../graphql/costBudget.ts';
import { ANONYMOUS_RATE, anonymousBudget, type AnonymousBudgetInput } from './anonymousBudget.ts';

const STRANGER = '203.0.113.7';
const FAN_COST = 50_000;
/** Two fans and nothing else. */
const RATE = { burst: 2 * FAN_COST, perSecond: 1_000 };

/** Routes of different cost behind a clock that the test moves. */
function server(input: Partial<AnonymousBudgetInput> & { readonly trustedProxies?: string[] } = {}) {
  const clock = { ms: 0 };
  const app = fastify({ trustProxy: input.trustedProxies ?? false });
  const authenticate: Authenticate = async ({ headers }) =>
    headers.authorization === 'Token good' ? ({ account: { id: 'ada' } } as Caller) : null;
  const trustsProxies = input.trustedProxies !== undefined;
  anonymousBudget(app, { authenticate, trustsProxies, rate: RATE, now: () => clock.ms, ...input });
  const ran = { fans: 0 };
  app.get('/api/rounds/:number/fan', async () => ({ fan: (ran.fans += 1) }));
  app.get('/api/large', async () => 'x'.repeat(200_000));
  app.get('/api/huge', async () => 'x'.repeat(20_000_000));
  app.get('/api/same', async (_request, reply) => reply.code(304).send());
  app.get('/assets/app.js', async () => 'x'.repeat(1_000_000));
  const ask = async (url: string, remoteAddress = STRANGER, headers: Record<string, string> = {}) => {
    const answer = await app.inject({ url, remoteAddress, headers });
    return { status: answer.statusCode, retryAfter: answer.headers['retry-after'], body: answer.body };
  };
  return { ask, clock, ran };
}

const FAN = '/api/rounds/3/fan';

describe('the budget of strangers', () => {
  test('is spent by what is costly, told in a sentence with the time to wait, and fills again', async () => {
    const { ask, clock, ran } = server();
    assert.deepEqual([(await ask(FAN)).status, (await ask(FAN)).status], [200, 200]);
    const refused = await ask(FAN);
    assert.equal(refused.status, 429);
    const { code, message } = JSON.parse(refused.body) as { code: string; message: string };
    assert.equal(code, 'rate_limited');
    assert.match(message, /^What was asked from here .* Ask again in 1 s/);
    assert.equal(refused.retryAfter, '1');
    assert.equal(ran.fans, 2, 'what is refused does not run');
    clock.ms += 1_000;
    assert.equal((await ask(FAN)).status, 200);
    const again = await ask(FAN);
    assert.equal(again.status, 429);
    assert.ok(Number(again.retryAfter) >= 48, 'who overdraws waits for it');
  });

  test('is spent by what is sent, but not by what has not changed, nor by pages and their files', async () => {
    const { ask } = server();
    for (let k = 0; k < 100; k++) assert.equal((await ask('/assets/app.js')).status, 200);
    for (let k = 0; k < 100; k++) assert.equal((await ask('/api/same')).status, 304);
    let answered = 0;
    while ((await ask('/api/large')).status === 200) answered += 1;
    const left = RATE.burst - 100 * LEAST_COST;
    assert.equal(answered, Math.ceil(left / (20_000 + LEAST_COST)));
  });

  test('is not spent for long by one large file', async () => {
    const { ask } = server();
    await ask('/api/huge');
    const { status, retryAfter } = await ask(FAN);
    assert.equal(status, 429);
    assert.ok(Number(retryAfter) > 390 && Number(retryAfter) <= 401, retryAfter);
  });

  test('is spent by a route however its address is spelled', async () => {
    const { ask } = server();
    const statuses = [];
    for (const url of [FAN, FAN.replace('/api', '/%61pi'), '/%61%70%69/rounds/3/fan'])
      statuses.push((await ask(url)).status);
    assert.deepEqual(statuses, [200, 200, 429]);
  });

  test('begins what comes at once only as far as it can be paid', async () => {
    const { ask, ran } = server();
    const answers = await Promise.all(Array.from({ length: 50 }, () => ask(FAN)));
    assert.equal(answers.filter(({ status }) => status === 200).length, 2);
    assert.equal(ran.fans, 2);
  });

  test('is one for an address, or for a household of IPv6', async () => {
    const { ask } = server();
    for (const address of ['203.0.113.7', '2001:db8:1:2::1']) {
      await ask(FAN, address);
      await ask(FAN, address);
    }
    assert.equal((await ask(FAN, '2001:db8:1:2:ffff::9')).status, 429);
    assert.equal((await ask(FAN, '2001:db8:1:3::1')).status, 200);
    assert.equal((await ask(FAN, '203.0.113.8')).status, 200);
    assert.equal((await ask(FAN)).status, 429);
  });

  test('does not hold for accounts; a token that is nobody’s has what strangers have', async () => {
    const { ask } = server();
    const as = (token: string) => ask(FAN, STRANGER, { authorization: `Token ${token}` });
    for (let k = 0; k < 10; k++) assert.equal((await as('good')).status, 200);
    assert.equal((await as('bad')).status, 429);
    assert.equal((await ask(FAN)).status, 200, 'who says nothing has its own');
    const none = server({ authenticate: null });
    const statuses = await Promise.all([1, 2, 3].map(() => none.ask(FAN, STRANGER, { cookie: 'robata=x' })));
    assert.deepEqual(
      statuses.map(({ status }) => status),
      [200, 200, 429],
    );
  });

  test('an account beyond its own rate is left to its route', async () => {
    const authenticate: Authenticate = async () => Promise.reject(new Error('too many'));
    const { ask } = server({ authenticate });
    for (let k = 0; k < 5; k++) assert.equal((await ask(FAN, STRANGER, { authorization: 'Token x' })).status, 200);
  });

  test('counts this machine not at all, nor everybody behind a private proxy that nobody named', async () => {
    const { ask } = server();
    const forwarded = { 'x-forwarded-for': STRANGER };
    for (let k = 0; k < 5; k++) {
      assert.equal((await ask(FAN, '127.0.0.1')).status, 200);
      assert.equal((await ask(FAN, '::1', forwarded)).status, 200);
      assert.equal((await ask(FAN, '172.18.0.2', forwarded)).status, 200);
    }
    // Without the header it is somebody of the same network; and who has a public address is no proxy of ours, whatever it says.
    for (let k = 0; k < 2; k++) await ask(FAN, '172.18.0.3');
    assert.equal((await ask(FAN, '172.18.0.3')).status, 429);
    for (let k = 0; k < 2; k++) await ask(FAN, STRANGER, { 'x-forwarded-for': `10.0.0.${k}` });
    assert.equal((await ask(FAN, STRANGER, { 'x-forwarded-for': '10.0.0.9' })).status, 429);
  });

  test('goes by the caller’s own address behind a proxy that the operator named', async () => {
    const { ask } = server({ trustedProxies: ['loopback'] });
    const from = (address: string) => ask(FAN, '127.0.0.1', { 'x-forwarded-for': `198.51.100.1, ${address}` });
    assert.deepEqual([(await from(STRANGER)).status, (await from(STRANGER)).status], [200, 200]);
    assert.equal((await from(STRANGER)).status, 429);
    assert.equal((await from('203.0.113.8')).status, 200);
  });
});

test('who hangs up before the answer has come pays for it all the same', { timeout: 60_000 }, async () => {
  const app = fastify({ trustProxy: ['loopback'] });
  const rate = { burst: 50_000, perSecond: 0.001 };
  anonymousBudget(app, { authenticate: null, trustsProxies: true, rate, now: () => 0 });
  const asked = new EventEmitter();
  app.addHook('onSend', async (_request, reply) => void setImmediate(() => asked.emit('answered', reply.statusCode)));
  app.get('/api/large', async ({ raw }) => {
    const gone = new Promise((resolve) => raw.socket.once('close', resolve));
    asked.emit('begun');
    await gone;
    return 'x'.repeat(200_000);
  });
  const { port } = new URL(await app.listen({ port: 0, host: '127.0.0.1' }));
  const statuses: number[] = [];
  try {
    for (let k = 0; k < 4; k++) {
      const socket = connect(Number(port), '127.0.0.1');
      asked.once('begun', () => socket.destroy());
      socket.write(`GET /api/large HTTP/1.1\r\nhost: robata\r\nx-forwarded-for: ${STRANGER}\r\n\r\n`);
      statuses.push(...((await once(asked, 'answered')) as number[]));
      socket.destroy();
    }
    assert.deepEqual(statuses, [200, 200, 200, 429]);
  } finally {
    await app.close();
  }
});

test('an office of twenty that opens a heavy page at once and goes on reading is never refused', async () => {
  const { ask, clock } = server({ rate: ANONYMOUS_RATE });
  const page = async (): Promise<number[]> => {
    const urls = [FAN, '/api/rounds/3/receipts/ada', '/api/large', '/api/large', '/api/large', '/api/same'];
    return Promise.all(urls.map(async (url) => (await ask(url)).status));
  };
  for (let minute = 0; minute < 5; minute++) {
    for (let person = 0; person < 20; person++) assert.ok(!(await page()).includes(429));
    clock.ms += 60_000;
  }
});
