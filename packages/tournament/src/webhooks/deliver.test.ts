import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, test } from 'node:test';
import { deliver, signature, webhookFault } from './deliver.ts';
import { isPublicAddress } from './publicAddress.ts';

const seen: { headers: IncomingMessage['headers']; body: string }[] = [];
let answer: (response: ServerResponse) => void = (response) => response.end('thanks');
const server = createServer((request, response) => {
  const parts: Buffer[] = [];
  request.on('data', (part: Buffer) => parts.push(part));
  request.on('end', () => {
    seen.push({ headers: request.headers, body: Buffer.concat(parts).toString() });
    answer(response);
  });
});
server.listen(0, '127.0.0.1');
await once(server, 'listening');
after(() => server.close());
const here = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`;
const call = {
  url: here,
  id: 'msg_1',
  body: '{"triggerId":"t"}',
  secret: 'whsec_c2VjcmV0',
  now: new Date('2026-01-02T03:04:05Z'),
};
const local = { allowPrivate: true };

test('a call carries the headers of the Standard Webhooks specification', async () => {
  const result = await deliver(call, local);
  assert.deepEqual([result.ok, result.status, result.answer, result.reason], [true, 200, 'thanks', null]);
  const { headers, body } = seen.at(-1) as (typeof seen)[number];
  assert.equal(body, call.body);
  assert.equal(headers['webhook-id'], 'msg_1');
  assert.equal(headers['webhook-timestamp'], '1767323045');
  assert.equal(headers['webhook-signature'], signature(call, 1767323045));
});

test('the signature is that of the specification’s own example', () => {
  const example = {
    ...call,
    id: 'msg_p5jXN8AQM9LWM0D4loKWxJek',
    body: '{"test": 2432232314}',
    secret: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
  };
  assert.equal(signature(example, 1614265330), 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=');
});

test('redirects are not followed', async () => {
  answer = (response) => response.writeHead(302, { location: 'http://169.254.169.254/' }).end();
  const result = await deliver(call, local);
  assert.equal(result.ok, false);
  assert.match(result.reason ?? '', /redirection/);
});

test('a failure says what was answered, and no more of it than fits', async () => {
  answer = (response) => response.writeHead(500).end('x'.repeat(1_000_000));
  const result = await deliver(call, local);
  assert.deepEqual([result.ok, result.status, result.reason], [false, 500, 'It answered 500.']);
  assert.equal(result.answer.length, 4_096);
});

test('an answer that never comes ends in time', async () => {
  answer = () => undefined;
  const result = await deliver(call, { ...local, timeoutMs: 100 });
  assert.equal(result.reason, 'No answer within 0.1 s.');
});

test('nobody there is a reason, not an exception', async () => {
  const result = await deliver({ ...call, url: 'http://127.0.0.1:1/' }, local);
  assert.equal(result.reason, 'The connection was refused.');
});

test('without the operator’s leave nothing private is called, by number or by name', async () => {
  const before = seen.length;
  const port = (server.address() as AddressInfo).port;
  for (const host of ['127.0.0.1', 'localhost', '[::1]', '[::ffff:127.0.0.1]', '2130706433', '0x7f.1', '0']) {
    const result = await deliver({ ...call, url: `http://${host}:${port}/` }, { allowPrivate: false });
    assert.match(result.reason ?? '', /not an address on the public internet/, host);
  }
  assert.equal(seen.length, before);
});

for (const [address, isPublic] of [
  ['8.8.8.8', true],
  ['2606:4700:4700::1111', true],
  ['10.1.2.3', false],
  ['172.31.255.255', false],
  ['172.32.0.1', true],
  ['169.254.169.254', false],
  ['100.64.0.1', false],
  ['fe80::1', false],
  ['fc00::1', false],
  ['::', false],
  ['::ffff:8.8.8.8', false],
  ['64:ff9b::a00:1', false],
  ['2002:a00:1::', false],
  ['not an address', false],
] as const) {
  test(`${address} is ${isPublic ? '' : 'not '}public`, () => assert.equal(isPublicAddress(address), isPublic));
}

for (const [address, fault] of [
  ['https://example.org/hook', null],
  ['ftp://example.org/', /not called/],
  ['https://user:pass@example.org/', /password/],
  ['nonsense', /no web address/],
  [`https://example.org/${'a'.repeat(2_000)}`, /longer/],
  ['http://metadata.google.internal/', /public internet/],
] as const) {
  test(`the address ${address.slice(0, 40)} is ${fault === null ? 'fine' : 'refused'}`, () => {
    const found = webhookFault(address, false);
    if (fault === null) assert.equal(found, null);
    else assert.match(found ?? '', fault);
  });
}
