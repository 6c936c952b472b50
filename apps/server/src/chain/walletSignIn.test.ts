import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { after, before, test } from 'node:test';
import { accountService, type AccountService, openPeople, openPglite, type People } from '@robata/tournament';
import { addressLinks, chainList, putChainDocument } from '@robata/tournament/chain';
import fastify, { type FastifyInstance, type LightMyRequestResponse } from 'fastify';
import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts';
import { parseSiweMessage } from 'viem/siwe';
import { registerAccounts } from '../accounts/registerAccounts.ts';
import { chainRoutes } from './chainRoutes.ts';
import type { ChainService } from './chainService.ts';
import { isSignedBy } from './isSignedBy.ts';
import { linkText } from './linkText.ts';
import { walletSignIn } from './walletSignIn.ts';

const SECRET = 'for-the-tests-of-this-file-alone-0123456789';
const ORIGIN = 'https://robata.example.org';
const PASSWORD = 'correct horse battery';
const VAULT = '0x5fbdb2315678afecb367f032d93f642f64180aa3';
const identity = { chainId: 31_337, vault: VAULT } as const;

type Wallet = ReturnType<typeof privateKeyToAccount>;
const newWallet = (): Wallet => privateKeyToAccount(generatePrivateKey());

let storage: Awaited<ReturnType<typeof openPglite>>;
let accounts: AccountService;
let app: FastifyInstance;
let people: People;
let time = Date.parse('2026-01-06T18:00:00Z');
const now = () => new Date(time);

const links = () => addressLinks({ storage, textOf: linkText(identity, () => ORIGIN), verify: isSignedBy, now });
const signInOf = (publicUrl: string) => walletSignIn({ storage, identity, publicUrl, secret: SECRET, now });

async function serverWith(wallet: ReturnType<typeof walletSignIn> | null): Promise<FastifyInstance> {
  const onPasswordReset = (account: string) => links().letSignIn({ account, signsIn: false });
  people = await openPeople({ db: storage.db, accounts, secret: SECRET, publicUrl: ORIGIN, onPasswordReset });
  const server = fastify();
  const services = { accounts, people, commands: {}, secret: SECRET, publicUrl: ORIGIN, wallet, now };
  const authenticate = await registerAccounts(server, services);
  // Of the chain these tests need whose address is whose.
  const chain = { links: links() } as ChainService;
  await chainRoutes(server, { services: { accounts, people, now, chain }, authenticate });
  return server;
}

before(async () => {
  storage = await openPglite(null);
  accounts = accountService({ db: storage.db, now });
  await storage.transaction((writer) => putChainDocument(writer, 'chain/vault', { ...identity, afterSequence: 0 }));
  app = await serverWith(signInOf(ORIGIN));
});
after(async () => {
  await app.close();
  await storage.close();
});

let calls = 0;
interface Call {
  readonly cookie?: string;
  readonly origin?: string;
  readonly address?: string;
  readonly server?: FastifyInstance;
}
/** Each call from an address of its own, unless it is given. */
const post = (url: string, body: object, { cookie, origin = ORIGIN, address, server = app }: Call = {}) => {
  calls += 1;
  return server.inject({
    method: 'POST',
    url,
    remoteAddress: address ?? `10.0.${calls >> 8}.${calls & 255}`,
    headers: { host: 'robata.example.org', origin, ...(cookie !== undefined && { cookie }) },
    payload: body,
  });
};
const usernameOf = async (cookie: string): Promise<unknown> =>
  (await app.inject({ url: '/api/account', headers: { cookie } })).json<Record<string, unknown>>()['username'];
const cookieOf = (response: LightMyRequestResponse): string =>
  response.cookies
    .filter(({ value }) => value !== '')
    .map(({ name, value }) => `${name}=${encodeURIComponent(value)}`)
    .join('; ');
const refused = (response: LightMyRequestResponse, status: number, code: string): void => {
  assert.deepEqual([response.statusCode, response.json<{ code: string }>().code], [status, code], response.body);
  assert.deepEqual(
    response.cookies.filter(({ name, value }) => name.endsWith('session_token') && value !== ''),
    [],
  );
};

/** An account with a password that has linked a wallet, which its person lets sign in. */
async function personWith(
  username: string,
  signsIn = true,
): Promise<{ wallet: Wallet; account: string; cookie: string }> {
  const person = { username, email: `${username}@example.org`, password: PASSWORD };
  const cookie = cookieOf(await post('/api/auth/sign-up/email', person));
  const { id: account } = await accounts.require({ username });
  const wallet = newWallet();
  await link(wallet, account, username);
  if (signsIn) await links().letSignIn({ account, signsIn });
  return { wallet, account, cookie };
}

async function link(wallet: Wallet, account: string, username: string): Promise<void> {
  const { text, nonce } = await links().challenge({ account, username, address: wallet.address });
  await links().link({ account, nonce, signature: await wallet.signMessage({ message: text }) });
}

interface Challenge {
  readonly text: string;
  readonly nonce: string;
  readonly expiresAt: string;
}
const challenge = async (address: string): Promise<Challenge> => {
  const response = await post('/api/chain/sign-in/challenge', { address });
  assert.equal(response.statusCode, 200, response.body);
  return response.json<Challenge>();
};
const signed = async (wallet: Wallet, asked?: Challenge) => {
  const { text, nonce } = asked ?? (await challenge(wallet.address));
  return {
    address: wallet.address as string,
    nonce,
    signature: (await wallet.signMessage({ message: text })) as string,
  };
};
const signIn = (body: object, call?: Call) => post('/api/chain/sign-in', body, call);

test('who signs with the wallet that is linked has the same session as with the password', async () => {
  const { wallet } = await personWith('ada');
  const response = await signIn(await signed(wallet));
  assert.equal(response.statusCode, 200, response.body);
  assert.equal(await usernameOf(cookieOf(response)), 'ada');
  const [cookie] = response.cookies;
  assert.deepEqual(
    [response.cookies.length, cookie?.name, cookie?.httpOnly, cookie?.sameSite, cookie?.secure],
    [1, '__Secure-robata.session_token', true, 'Lax', true],
  );
  assert.equal(response.headers['cache-control'], 'no-store');
  assert.ok(!response.body.includes(decodeURIComponent(cookie?.value ?? '').split('.')[0] as string));
  assert.equal((await post('/api/auth/sign-out', {}, { cookie: cookieOf(response) })).statusCode, 200);
  assert.equal(await usernameOf(cookieOf(response)), undefined);
});

test('the text is one of EIP-4361 that names the site, the address, the chain, the vault and when it ends', async () => {
  const wallet = newWallet();
  const { text, nonce, expiresAt } = await challenge(wallet.address.toLowerCase());
  const { domain, address, uri, version, chainId, expirationTime, issuedAt, resources, ...rest } =
    parseSiweMessage(text);
  assert.deepEqual(
    [domain, address, uri, version, chainId, rest.nonce],
    ['robata.example.org', wallet.address, `${ORIGIN}/sign-in`, '1', 31_337, nonce],
  );
  assert.equal(resources?.[0]?.toLowerCase(), `ethereum:${VAULT}@31337`);
  assert.deepEqual([issuedAt?.getTime(), expirationTime?.getTime()], [time, time + 300_000]);
  assert.equal(expiresAt, new Date(time + 300_000).toISOString());
});

test('a text serves its wallet once, whoever tried it before, and for five minutes', async () => {
  const { wallet } = await personWith('once');
  const first = await signed(wallet);
  assert.equal((await signIn(first)).statusCode, 200);
  refused(await signIn(first), 400, 'unknown_nonce');
  const asked = await challenge(wallet.address);
  const right = await signed(wallet, asked);
  refused(await signIn({ ...right, signature: `0x${'00'.repeat(65)}` }), 400, 'wrong_signature');
  assert.equal((await signIn(right)).statusCode, 200, 'a stranger has not spoiled it');
  refused(await signIn(right), 400, 'unknown_nonce');
  const both = await signed(wallet);
  const codes = (await Promise.all([signIn(both), signIn(both)])).map(({ statusCode }) => statusCode);
  assert.deepEqual(codes.sort(), [200, 400]);
  const late = await signed(wallet);
  time += 300_000;
  refused(await signIn(late), 400, 'unknown_nonce');
});

test('only the wallet of the address signs in, with the text of this site, chain and vault', async () => {
  const { wallet } = await personWith('mine');
  const thief = newWallet();
  const asked = await challenge(wallet.address);
  refused(await signIn({ ...(await signed(thief, asked)), address: wallet.address }), 400, 'wrong_signature');
  const own = await signed(thief);
  refused(await signIn({ ...own, address: wallet.address }), 400, 'unknown_nonce');
  const change = async (from: string, to: string) => {
    const { text, nonce, expiresAt } = await challenge(wallet.address);
    assert.ok(text.includes(from));
    return signIn(await signed(wallet, { text: text.replace(from, to), nonce, expiresAt }));
  };
  refused(await change('robata.example.org wants', 'evil.example wants'), 400, 'wrong_signature');
  refused(await change('Chain ID: 31337', 'Chain ID: 1'), 400, 'wrong_signature');
  // A text that another site of the same storage gave.
  const elsewhere = await signInOf('https://other.example').challenge(wallet.address);
  refused(await signIn(await signed(wallet, elsewhere)), 400, 'wrong_signature');
  const { id } = await accounts.require({ username: 'mine' });
  const linking = await links().challenge({ account: id, username: 'mine', address: wallet.address });
  refused(await signIn(await signed(wallet, linking)), 400, 'unknown_nonce');
  for (const signature of ['', '0x', 'x'.repeat(132), `0x${'ff'.repeat(65)}`]) {
    const { nonce } = await challenge(wallet.address);
    const response = await signIn({ address: wallet.address, nonce, signature });
    assert.equal(response.statusCode, 400, `${signature}: ${response.body}`);
  }
});

test('whether an address is linked is told to its owner alone', async () => {
  const { wallet } = await personWith('known');
  const stranger = newWallet();
  const [ofKnown, ofStranger] = [await challenge(wallet.address), await challenge(stranger.address)];
  const bare = ({ text, nonce }: Challenge, address: string) => text.replace(nonce, '').replace(address, '');
  assert.equal(bare(ofKnown, wallet.address), bare(ofStranger, stranger.address));
  const thief = newWallet();
  const tried = async (asked: Challenge, address: string) => {
    const { signature } = await signed(thief, asked);
    const response = await signIn({ address, nonce: asked.nonce, signature });
    return [response.statusCode, response.body.replace(address.toLowerCase(), '')];
  };
  assert.deepEqual(await tried(ofKnown, wallet.address), await tried(ofStranger, stranger.address));
  refused(await signIn(await signed(stranger)), 400, 'wallet_not_linked');
});

test('a wallet signs nobody in by being linked, but once its person lets it, and until he takes that back', async () => {
  const { wallet, account } = await personWith('later', false);
  const tried = async () => (await signIn(await signed(wallet))).statusCode;
  refused(await signIn(await signed(wallet)), 400, 'wallet_not_linked');
  await link(wallet, account, 'later');
  assert.equal(await tried(), 400, 'linked once more, as with a key');
  await links().letSignIn({ account, signsIn: true });
  await link(wallet, account, 'later');
  assert.equal(await tried(), 200, 'linking it again takes nothing back');
  await links().letSignIn({ account, signsIn: false });
  assert.equal(await tried(), 400);
  await links().letSignIn({ account, signsIn: true });
  const other = newWallet();
  await link(other, account, 'later');
  refused(await signIn(await signed(other)), 400, 'wallet_not_linked');
});

test('the text that links is one of EIP-4361, too, and names the account as its owner knows it', async () => {
  const wallet = newWallet();
  const { text, nonce } = await links().challenge({ account: 'id-1', username: 'ada', address: wallet.address });
  const { domain, address, uri, chainId, expirationTime, resources, statement, ...rest } = parseSiweMessage(text);
  assert.deepEqual(
    [domain, address, uri, chainId, rest.nonce],
    ['robata.example.org', wallet.address, `${ORIGIN}/wallet/chain`, 31_337, nonce],
  );
  assert.match(statement ?? '', /^Link this address to the account ada \(id-1\)\./);
  assert.equal(resources?.[0]?.toLowerCase(), `ethereum:${VAULT}@31337`);
  assert.equal(expirationTime?.getTime(), time + 300_000);
});

test('a session alone does not let a wallet sign in: it takes the password, a few tries of it, and no key', async () => {
  const { wallet, account, cookie } = await personWith('switch', false);
  const asked = (body: object, call: Call = { cookie }) => post('/api/account/chain/sign-in', body, call);
  const signsIn = async () => (await links().ofAccount(account))?.signsIn;
  refused(await asked({ signsIn: true }), 400, 'missing_field');
  refused(await asked({ signsIn: true, password: 'not the password' }), 400, 'wrong_password');
  refused(await asked({ signsIn: true, password: PASSWORD }, {}), 401, 'not_authenticated');
  refused(
    await asked({ signsIn: true, password: PASSWORD }, { cookie, origin: 'https://evil.example' }),
    401,
    'not_authenticated',
  );
  const { publicId, secretKey } = await accounts.createKey({ account, name: 'robot' });
  const byKey = await app.inject({
    method: 'POST',
    url: '/api/account/chain/sign-in',
    headers: { authorization: `Token ${publicId}$${secretKey}` },
    payload: { signsIn: true, password: PASSWORD },
  });
  refused(byKey, 403, 'session_needed');
  assert.equal(await signsIn(), false);
  assert.equal((await asked({ signsIn: true, password: PASSWORD })).statusCode, 200);
  assert.equal((await signIn(await signed(wallet))).statusCode, 200);
  assert.equal((await asked({ signsIn: false })).statusCode, 200, 'taking it back takes nothing');
  refused(await signIn(await signed(wallet)), 400, 'wallet_not_linked');
  const tries: number[] = [];
  for (let count = 0; count < 4; count += 1) {
    tries.push((await asked({ signsIn: true, password: 'not the password' })).statusCode);
  }
  assert.equal(tries.at(-1), 429);
  refused(await asked({ signsIn: true, password: PASSWORD }), 429, 'too_many_attempts');
  assert.equal(await signsIn(), false);
});

test('a new password by a link of the operator ends that a wallet signs in', async () => {
  const { wallet, account } = await personWith('taken-over');
  assert.equal((await signIn(await signed(wallet))).statusCode, 200);
  const { token } = await people.resetLink(account);
  const reset = await post('/api/auth/reset-password', { token, newPassword: 'another horse battery' });
  assert.equal(reset.statusCode, 200, reset.body);
  refused(await signIn(await signed(wallet)), 400, 'wallet_not_linked');
  assert.equal((await links().ofAccount(account))?.address, wallet.address.toLowerCase(), 'it stays linked');
});

test('a second factor is asked for as after a password, and a code ends the sign-in', async () => {
  const { wallet, cookie } = await personWith('careful');
  const enabled = await post('/api/auth/two-factor/enable', { password: PASSWORD }, { cookie });
  const secret = new URL(enabled.json<{ totpURI: string }>().totpURI).searchParams.get('secret') as string;
  const verified = await post('/api/auth/two-factor/verify-totp', { code: totp(secret) }, { cookie });
  assert.equal(verified.statusCode, 200, verified.body);
  const response = await signIn(await signed(wallet));
  assert.equal(response.statusCode, 200, response.body);
  assert.equal(response.json<{ twoFactorRedirect?: boolean }>().twoFactorRedirect, true);
  const half = cookieOf(response);
  assert.ok(!half.includes('session_token'), half);
  assert.equal(await usernameOf(half), undefined);
  const sessions = await storage.db.selectFrom('auth_session').select('id').execute();
  const wrong = await post('/api/auth/two-factor/verify-totp', { code: '000000' }, { cookie: half });
  assert.notEqual(wrong.statusCode, 200);
  const done = await post('/api/auth/two-factor/verify-totp', { code: totp(secret) }, { cookie: half });
  assert.equal(done.statusCode, 200, done.body);
  assert.equal(await usernameOf(cookieOf(done)), 'careful');
  const after = await storage.db.selectFrom('auth_session').select('id').execute();
  assert.equal(after.length, sessions.length + 1, 'the half sign-in left no session behind');
});

test('a blocked account is refused, and so is a page of another site', async () => {
  const { wallet, account } = await personWith('blocked');
  const evil = 'https://evil.example';
  refused(await signIn(await signed(wallet), { origin: evil }), 403, 'foreign_origin');
  const asked = await post('/api/chain/sign-in/challenge', { address: wallet.address }, { origin: evil });
  refused(asked, 403, 'foreign_origin');
  await accounts.setStatus(account, 'blocked');
  const response = await signIn(await signed(wallet));
  refused(response, 403, 'ACCOUNT_BLOCKED');
  await accounts.setStatus(account, 'active');
  assert.equal((await signIn(await signed(wallet))).statusCode, 200);
});

test('who asks for texts pushes out nobody’s and keeps nothing here, what was used is kept as long as it would serve, and tries are limited', async () => {
  const { wallet } = await personWith('pushed');
  const first = await signed(wallet);
  const before = await chainList(storage, 'chain/sign-ins');
  for (let count = 0; count < 20; count += 1) await challenge(wallet.address);
  assert.deepEqual(await chainList(storage, 'chain/sign-ins'), before);
  assert.equal((await signIn(first)).statusCode, 200);
  time += 300_000;
  assert.equal((await signIn(await signed(wallet))).statusCode, 200);
  assert.equal((await chainList(storage, 'chain/sign-ins')).length, 1, 'those that have expired are forgotten');
  const { text, nonce } = await challenge(wallet.address);
  const later = (Number.parseInt(nonce.slice(32, 44), 16) + 60_000).toString(16).padStart(12, '0');
  const forged = nonce.slice(0, 32) + later + nonce.slice(44);
  const signature = await wallet.signMessage({ message: text.replace(nonce, forged) });
  refused(await signIn({ address: wallet.address, nonce: forged, signature }), 400, 'unknown_nonce');
  refused(await post('/api/chain/sign-in/challenge', { address: '0x12' }), 400, 'invalid_address');
  const codes: number[] = [];
  for (let count = 0; count < 32; count += 1) {
    codes.push((await post('/api/chain/sign-in/challenge', { address: '0x12' }, { address: '192.0.2.9' })).statusCode);
  }
  assert.equal(codes.indexOf(429), 30);
});

test('no request reaches a session without a proof, and without a chain nothing is there', async () => {
  const { account } = await personWith('nobody-else');
  for (const path of ['sign-in/proved', 'proved-sign-in', 'sign-in/wallet']) {
    assert.equal((await post(`/api/auth/${path}`, { accountId: account })).statusCode, 404, path);
  }
  const request = new Request(`${ORIGIN}/api/auth/sign-in/proved`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: ORIGIN },
    body: JSON.stringify({ accountId: account }),
  });
  assert.equal((await people.handle(request)).status, 404);
  const server = await serverWith(null);
  assert.equal((await post('/api/chain/sign-in', {}, { server })).statusCode, 404);
  await server.close();
});

/** The code of an authenticator app now (RFC 6238). */
function totp(secret: string): string {
  const bits = [...secret.replaceAll('=', '')]
    .map((letter) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(letter).toString(2).padStart(5, '0'))
    .join('');
  const key = Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000)));
  const hash = createHmac('sha1', key).update(counter).digest();
  const at = (hash.at(-1) as number) & 15;
  return String((hash.readUInt32BE(at) & 0x7fffffff) % 1_000_000).padStart(6, '0');
}
