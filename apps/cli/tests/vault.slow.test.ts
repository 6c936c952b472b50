import assert from 'node:assert/strict';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer as createHttpServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { stakingVaultAbi, VAULT_PARAMETERS } from '@robata/contracts';
import { type LocalChain, localChain, testTokenAbi, tokens } from '@robata/contracts/testing';
import { chainSettings, createServer, openServices } from '@robata/server';
import {
  closeConfirmed,
  type DataFolder,
  type ModelRecord,
  openDataFolder,
  readOperatorKey,
  roundEngine,
  sharedLedger,
  smallDesk,
} from '@robata/tournament';
import { type Address, encodeFunctionData, type Hex, toHex } from 'viem';
import { mnemonicToAccount, privateKeyToAccount } from 'viem/accounts';
import { vaultCommand } from '../src/commands/vault.ts';
import { assertRefused } from './robata.ts';

/** Of the local chain's accounts, which everybody knows. */
const keyOf = (addressIndex: number): Hex =>
  toHex(mnemonicToAccount(`${'test '.repeat(11)}junk`, { addressIndex }).getHdKey().privateKey as Uint8Array);
const [OWNER, SETTLER, GUARDIAN, ADA, STRANGER] = [1, 2, 3, 4, 5];
const CONFIRMATIONS = 2;
const ROUND = 61;
/** Between two blocks. */
const BEAT_MS = 150;
const DEPOSIT = '100.000000000000000001';

let folder: string;
const at = (name: string): string => join(folder, name);
let chain: LocalChain;
let rpc: string;
let token: Address;
let vault: Address;
let place: DataFolder;
let services: Awaited<ReturnType<typeof openServices>>;
let app: Awaited<ReturnType<typeof createServer>> | undefined;
let origin: string;
let model = 0;
const faults: unknown[] = [];
const proxies: Server[] = [];
async function keyFile(index: number): Promise<string> {
  await writeFile(at(`wallet${index}`), keyOf(index), { mode: 0o600 });
  return at(`wallet${index}`);
}
const person = (index: number): Address => chain.accounts[index] as Address;
const onVault = (from: number, functionName: string, ...args: readonly unknown[]) =>
  chain.send(person(from), vault, encodeFunctionData({ abi: stakingVaultAbi, functionName, args } as never));
const onToken = (from: number, functionName: 'mint' | 'approve', ...args: readonly [Address, bigint]) =>
  chain.send(person(from), token, encodeFunctionData({ abi: testTokenAbi, functionName, args }));

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'robata-vault-'));
  chain = await localChain({ startsAt: new Date(), accounts: 8 });
  rpc = await chain.listen();
  token = await chain.deployToken();
  vault = await chain.deployVault({
    token,
    owner: person(OWNER),
    settler: person(SETTLER),
    guardian: person(GUARDIAN),
  });
  await onToken(OWNER, 'mint', person(OWNER), tokens(1_000));
  await onToken(OWNER, 'approve', vault, tokens(1_000));
  await onVault(OWNER, 'fund', tokens(1_000));
  await onToken(ADA, 'mint', person(ADA), tokens(500));
  place = await openDataFolder(at('data'));
  services = await openServices({
    place,
    folder: at('data'),
    publicUrl: () => origin,
    configuredUrl: 'https://robata.test',
    allowPrivateWebhooks: false,
    works: false,
    chain: chainSettings({
      ROBATA_CHAIN_RPC: rpc,
      ROBATA_CHAIN_VAULT: vault,
      ROBATA_CHAIN_CONFIRMATIONS: String(CONFIRMATIONS),
      ROBATA_CHAIN_SETTLER_KEY_FILE: await keyFile(SETTLER),
    }),
    now: () => new Date(),
    onFault: (error) => faults.push(error),
  });
  app = await createServer({
    reader: place.storage,
    blobs: place.blobs,
    webFolder: null,
    isReady: () => true,
    services,
    onFailure: (error) => faults.push(error),
  });
  origin = await app.listen({ port: 0, host: '127.0.0.1' });
  for (const username of ['ada', 'eve']) {
    const account = await services.accounts.create({ username, email: `${username}@example.org` });
    const named = { account: account.id, name: `${username}_one`, tournament: 'classic' } as const;
    const slot = await services.accounts.createModel(named);
    if (username === 'ada') model = slot.model;
    const { publicId, secretKey } = await services.accounts.createKey({ account: account.id, name: 'shell' });
    await writeFile(at(username), `${publicId}$${secretKey}`, { mode: 0o600 });
  }
  for (const index of [ADA, STRANGER]) await keyFile(index);
});

after(async () => {
  for (const proxy of proxies) {
    proxy.close();
    proxy.closeAllConnections();
  }
  // What never began would keep this file from ending.
  await app?.close();
  await services?.stop();
  await place?.close();
  await chain.close();
  await rm(folder, { recursive: true });
  assert.deepEqual(faults, []);
});

interface Answer {
  readonly code: number;
  readonly text: string;
}

/** Runs the command in this process while blocks are found and the server reads them. `options`: instead of the usual ones, as `--rpc URL`. */
async function run(words: readonly string[], options: Readonly<Record<string, string | null>> = {}): Promise<Answer> {
  const usual = { server: origin, 'key-file': at('ada'), rpc, wallet: at(`wallet${ADA}`) };
  const given = Object.entries({ ...usual, ...options }).flatMap(([name, value]) =>
    value === null ? [] : [`--${name}`, value],
  );
  const lines: string[] = [];
  const { log, error } = console;
  console.log = console.error = (line: string) => void lines.push(line);
  const end = new AbortController();
  const done = vaultCommand.run([...words, ...given]).finally(() => end.abort());
  // Rejections are the caller's.
  const beat = (async () => {
    while (!end.signal.aborted) {
      // What was sent is seen in its block before the next one comes.
      if (isBeating && !lines.at(-1)?.startsWith('Sent as ')) {
        // At no time of its own: what the command sends meanwhile may have taken that.
        await chain.request('hardhat_mine', ['0x1']);
        await services.chain?.tick();
      }
      await setTimeout(BEAT_MS);
    }
  })();
  try {
    return { code: await done, text: lines.join('\n') };
  } finally {
    await beat;
    Object.assign(console, { log, error });
  }
}

let isBeating = true;

/** The one JSON object of a run that did what was asked. */
async function done(words: readonly string[], options = {}): Promise<Record<string, unknown>> {
  const { code, text } = await run([...words, '--json', '--yes'], options);
  assert.equal(code, 0, text);
  return JSON.parse(text) as Record<string, unknown>;
}

const refuses = (words: readonly string[], pattern: RegExp, options = {}): Promise<void> =>
  assert.rejects(run([...words, '--yes'], options), (error: Error) => {
    assert.match(error.message, pattern);
    return true;
  });

async function operate(words: string, body: object = {}): Promise<Record<string, unknown>> {
  const key = readOperatorKey(at('data'));
  const response = await fetch(`${origin}/api/operator/${words.replaceAll(' ', '/')}`, {
    method: 'POST',
    headers: { authorization: `Token ${key?.publicId}$${key?.secretKey}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  assert.equal(response.status, 200, await response.clone().text());
  return (await response.json()) as Record<string, unknown>;
}

/** Confirms and reads; then vault and ledger have to be the same in the books, and in what the participant is shown. */
async function holds(expected: Readonly<Record<string, string>>): Promise<void> {
  await chain.mine(CONFIRMATIONS);
  await services.chain?.tick();
  const { agrees, differences } = await operate('chain reconcile');
  assert.deepEqual([agrees, differences], [true, []]);
  const status = await done(['status']);
  const [figures] = status['models'] as Record<string, string>[];
  assert.deepEqual(
    Object.fromEntries(Object.keys(expected).map((name) => [name, figures?.[name]])),
    expected,
    JSON.stringify(figures),
  );
  assert.deepEqual([status['value'], status['agrees']], [status['ledger'], true]);
  const node = status['node'] as Record<string, unknown>;
  assert.deepEqual([node['differences'], node['onItsWay'], node['unmined']], [[], [], 0]);
}

/** Something between the command and a server that changes what it answers. */
async function between(target: string, change: (path: string, asked: string, answer: string) => string) {
  const bodyOf = async (request: IncomingMessage): Promise<string> => {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    return Buffer.concat(parts).toString();
  };
  const proxy = createHttpServer(async (request, response) => {
    const body = await bodyOf(request);
    const headers = { 'content-type': 'application/json', authorization: request.headers.authorization ?? '' };
    const method = request.method ?? 'GET';
    const sent = method === 'GET' ? { method, headers } : { method, headers, body };
    const answer = await fetch(`${target}${request.url}`, sent);
    response.writeHead(answer.status, { 'content-type': 'application/json' });
    response.end(change(request.url ?? '', body, await answer.text()));
  });
  proxies.push(proxy);
  await new Promise<void>((listening) => proxy.listen(0, '127.0.0.1', listening));
  return `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
}

/** A node that answers one question in its own way. */
const nodeWith = (question: RegExp, answer: object): Promise<string> =>
  between(rpc, (_, asked, given) =>
    question.test(asked)
      ? JSON.stringify({ jsonrpc: '2.0', id: (JSON.parse(asked) as { id: number }).id, ...answer })
      : given,
  );

const iso = (seconds: number): string => new Date(seconds * 1000).toISOString().replace('.000Z', 'Z');
const ON = ['--model', 'ada_one'];

test('before anything is linked: the text is read before it is signed, and nothing else is done', async () => {
  await refuses(['deposit', '1', ...ON], /no address linked: run robata vault link first/);
  await refuses(['link'], /is of 'robata\.test', not of localhost:\d+ or 127\.0\.0\.1:\d+/);
  const other = await between(origin, (path, _, answer) =>
    path.endsWith('/challenge') ? answer.replace('to the account ada', 'to the account eve') : answer,
  );
  await refuses(['link', '--site', 'robata.test'], /line 4 is 'Link this address to the account eve/, {
    server: other,
  });
  await assert.rejects(run(['link', '--site', 'robata.test']), /no terminal to ask at: add --yes/);
  await chmod(at(`wallet${ADA}`), 0o644);
  await refuses(['link', '--site', 'robata.test'], /others may read it: run chmod 600/);
  await chmod(at(`wallet${ADA}`), 0o600);

  // Another wallet signs what is printed; then the right one takes its place, for nothing was staked.
  const stranger = privateKeyToAccount(keyOf(STRANGER));
  const asked = ['link', '--print', '--json', '--address', stranger.address, '--site', 'robata.test'];
  const { text, nonce } = JSON.parse((await run(asked, { wallet: null, rpc: null })).text) as Record<string, string>;
  const signature = await stranger.signMessage({ message: text ?? '' });
  const bring = ['link', '--nonce', nonce ?? '', '--signature', signature];
  assert.equal((await done(bring, { wallet: null, rpc: null }))['address'], stranger.address.toLowerCase());
  await refuses(['deposit', '1', ...ON], /the wallet is of .* and your account has linked/);
  assert.equal((await done(['link', '--site', 'robata.test']))['address'], person(ADA).toLowerCase());
});

test('a stake goes on chain and comes back from the shell: vault and ledger are equal at each step', async () => {
  const { storage } = place;
  const account = (await services.accounts.find({ username: 'ada' }))?.id ?? '';
  const models: ModelRecord[] = [
    { id: model, name: 'ada_one', account, kind: 'participant', description: '', marked: false },
  ];
  await storage.transaction((writer) => writer.putModels(models));
  const start = await chain.now();
  const close = start + 7_200;
  let now = start;
  const desk = smallDesk({
    models,
    opensAt: () => iso(start),
    closesAt: () => iso(close),
    scoredAt: () => iso(close),
    horizonDays: 1,
    submitted: () => [model],
    scoreOf: () => 0.04,
  });
  const engine = roundEngine({
    storage,
    ledger: sharedLedger(storage),
    desk: {
      ...desk,
      takeSubmissions: async (round) => (await closeConfirmed(storage, round)) ?? desk.takeSubmissions(round),
    },
    now: () => new Date(now * 1000),
    enqueue: async () => null,
  });
  const step = async (kind: 'open' | 'close' | 'score' | 'resolve', day = 0): Promise<void> => {
    now = await chain.now();
    assert.equal((await engine.run({ round: ROUND, kind, day })).status, 'done', kind);
  };
  // The server's own clock is behind that of the chain: this engine runs the steps, and nobody else has one due.
  await engine.schedule(ROUND, [{ kind: 'open', day: 0, dueAt: iso(start + 86_400) }]);
  await step('open');
  await holds({ value: '0' });
  // The server has announced the round, and what everybody may ask of it is answered out of a cache of a second.
  await holds({ value: '0' });
  let state = '';
  for (let look = 0; look < 3_000 && !state.includes(`"number":${ROUND}`); look++) {
    await setTimeout(100);
    state = await (await fetch(`${origin}/api/chain`)).text();
  }

  // A deposit with a permit, shown before it is sent.
  await refuses(['deposit', '0.999999999999999999', ...ON], /less than the vault takes at once.*The least is 1 /);
  await refuses(['deposit', '501', ...ON], /fewer tokens than that.*has 500 .*, and 501/);
  const deposited = await run(['deposit', DEPOSIT, ...ON, '--yes']);
  assert.equal(deposited.code, 0, deposited.text);
  for (const said of [
    /takes +100\.000000000000000001 of the 500 /,
    /counts +round 61 closes at .*, in 1 hour \d+ minutes: in a block before that it counts in round 61/,
    /can be lost +\d+ % of what is at risk/,
    /gas +at most \d+ at /,
    /Sent as 0x[0-9a-f]{64}\./,
    /in block \d+: [01] of 2 confirmations/,
    /counted \(block \d+\): the ledger has it/,
  ]) {
    assert.match(deposited.text, said);
  }
  assert.doesNotMatch(deposited.text, /Approve/);
  await holds({ active: DEPOSIT, value: DEPOSIT, available: '0' });
  await refuses(['link', '--site', 'robata.test'], /your account has stakes of 0x.*so that address stays/, {
    wallet: at(`wallet${STRANGER}`),
  });

  // On its way: what the vault has and the ledger not yet, as the sum of both.
  isBeating = false;
  const sent = await done(['deposit', '5', ...ON, '--wait', '0']);
  const under = await done(['status']);
  const { text: shown } = await run(['status']);
  isBeating = true;
  for (const said of [
    /In the vault: 100\.000000000000000001\. In the ledger: 100\.000000000000000001 \(equal, to the last unit\)\./,
    /With what is on its way: 105\.000000000000000001 \(\+5\)\./,
    /Deposited +ada_one +5 +\d+ +0 of 2 +0x/,
    /Your own node says the same/,
  ]) {
    assert.match(shown, said);
  }
  const node = under['node'] as { change: string; onItsWay: Record<string, unknown>[] };
  assert.deepEqual([under['value'], under['agrees'], node.change], [DEPOSIT, true, '5']);
  assert.deepEqual(
    node.onItsWay.map(({ event, model, amount, transaction }) => [event, model, amount, transaction]),
    [['Deposited', 'ada_one', '5', sent['transaction']]],
  );
  await holds({ active: '105.000000000000000001', value: '105.000000000000000001' });

  // A token without permits: an approval first. What is printed for another signer can be sent as it is.
  const noPermits = await nodeWith(/84b0196e/, { error: { code: 3, message: 'execution reverted', data: '0x' } });
  const approved = await run(['deposit', '5', ...ON, '--yes'], { rpc: noPermits });
  assert.equal(approved.code, 0, approved.text);
  assert.match(approved.text, /first +Approve the vault for 5 .*in a transaction of its own/);
  const printed = await run(['deposit', '10', ...ON, '--print', '--json'], { wallet: null });
  const { transactions } = JSON.parse(printed.text) as { transactions: { from: Address; to: Address; data: Hex }[] };
  assert.equal(transactions.length, 2);
  for (const { from, to, data } of transactions) await chain.send(from, to, data);
  await holds({ active: '120.000000000000000001', value: '120.000000000000000001' });

  // The round counts it, pays, and is settled.
  await chain.advance(close - 120 - (await chain.now()));
  isBeating = false;
  const late = await run(['deposit', '1', ...ON, '--print'], { wallet: null });
  isBeating = true;
  assert.match(late.text, /round 61 closes at .*, in \d+ \w+.*: SOON; what comes into a block only after that/);
  await chain.advance(close - (await chain.now()));
  await holds({ active: '120.000000000000000001' });
  for (const [kind, day] of [
    ['close', 0],
    ['score', 1],
    ['resolve', 0],
  ] as const) {
    await step(kind, day);
  }
  const [{ amount } = { amount: 0n }] = await storage.payouts({ round: ROUND });
  assert.ok(amount > 0n);
  const text = (size: bigint): string =>
    `${size / 10n ** 18n}.${String(size % 10n ** 18n).padStart(18, '0')}`.replace(/\.?0+$/, '');
  const all = text(tokens(120) + 1n + amount);
  await holds({ active: '120.000000000000000001', unclaimedPayout: text(amount), value: all });
  await refuses(['claim', ...ON], /in a settlement that is final yet: a round has to resolve/);
  await operate('chain settle', { round: 1 });
  await holds({ unclaimedPayout: text(amount), value: all });
  await refuses(['claim', ...ON], /the settlement that is pending has to be final/);
  await chain.advance(VAULT_PARAMETERS.weekly.challengeDelay);

  // A leaf that was tampered with, also one that asks for less, is not sent. Its amounts are in units of 1e-18.
  for (const forge of [
    (answer: string) =>
      answer.replace(/"payout":"(\d{18,})","burn"/, (_, payout) => `"payout":"${BigInt(payout) + 1n}","burn"`),
    (answer: string) => answer.replace(/"payout":"\d{18,}","burn"/, '"payout":"0","burn"'),
  ]) {
    const liar = await between(origin, (path, _, answer) =>
      path.startsWith('/api/chain/claims') ? forge(answer) : answer,
    );
    await refuses(['claim', ...ON], /proof that the server gave is not of the root that is final in the vault/, {
      server: liar,
    });
  }
  const both = await run(['claim', '--withdraw', ...ON, '--print', '--json'], { wallet: null });
  const [only, ...others] = (JSON.parse(both.text) as { transactions: { data: Hex }[] }).transactions;
  assert.match(only?.data ?? '', /^0xac9650d8/, 'claim and withdrawal in one multicall');
  assert.deepEqual(others, []);
  const claimed = await run(['claim', ...ON, '--yes']);
  assert.equal(claimed.code, 0, claimed.text);
  assert.match(claimed.text, /proved +against the root 0x[0-9a-f]{64} in the vault itself/);
  await holds({ available: text(amount), unclaimedPayout: '0', value: all });
  await refuses(['claim', ...ON], /all of ada_one that is final, up to round 1 of the vault, is claimed/);

  // Staked again, released, out.
  // A chain without tips takes transactions of the older kind.
  const older = await between(rpc, (_, __, answer) => answer.replace(/"baseFeePerGas":"0x[0-9a-f]+",?/, ''));
  await done(['restake', 'all', ...ON], { rpc: older });
  await holds({ active: all, available: '0', value: all });
  await refuses(['release', '1000', ...ON], /more than there is.*ada_one has 126/);
  await refuses(['exit', ...ON], /not silent for long enough.*opens after \d+ days without a settlement/);
  await done(['release', 'all', ...ON]);
  await holds({ active: '0', pending: all, value: all });
  await refuses(['withdraw', '5', ...ON], /the vault pays all that is due of a model, so give no amount/);
  assert.equal((await done(['withdraw', ...ON]))['state'], 'counted');
  await holds({ value: '0' });
  assert.equal(await balanceOf(person(ADA)), tokens(500) + amount, 'all that went in, and the payout');
  await refuses(['withdraw', ...ON], /nothing of ada_one is due: release some of the stake/);
  await refuses(['exit', ...ON], /nothing to take out/);

  // The operator is silent for so long that everybody may leave at once.
  await done(['deposit', '3', ...ON]);
  await holds({ active: '3' });
  await chain.advance(VAULT_PARAMETERS.weekly.silence);
  assert.equal((await done(['exit', ...ON]))['state'], 'counted');
  await holds({ value: '0' });
  assert.equal(await balanceOf(person(ADA)), tokens(500) + amount);
});

const balanceOf = async (account: Address): Promise<bigint> => {
  const data = encodeFunctionData({ abi: testTokenAbi, functionName: 'balanceOf', args: [account] });
  return BigInt(await chain.request<Hex>('eth_call', [{ to: token, data }, 'latest']));
};

test('a server or a node that is not what it says is found out before anything is signed', async () => {
  const before = await chain.request<Hex>('eth_getTransactionCount', [person(ADA), 'latest']);
  const deposit = ['deposit', '1', ...ON];
  await refuses(deposit, /your node is on chain 1 and the vault is on chain 31337/, {
    rpc: await nodeWith(/eth_chainId/, { result: '0x1' }),
  });
  await refuses(deposit, /knows of no contract at 0x.* on chain 31337/, {
    rpc: await nodeWith(/eth_getCode/, { result: '0x' }),
  });
  const other = await nodeWith(/"eth_getBlockByNumber","params":\["0x/, {
    result: { number: '0x1', timestamp: '0x1', transactions: [] },
  });
  await refuses(deposit, /is not the one that the server has read/, { rpc: other });
  const elsewhere = await between(origin, (path, _, answer) =>
    path === '/api/chain' ? answer.replace(vault.toLowerCase(), token.toLowerCase()) : answer,
  );
  await refuses(deposit, /is not that of the vault that comes with this Robata/, { server: elsewhere });
  await refuses(deposit, /the server says that the vault is 0x.*, and --vault is 0x0+1/, {
    vault: `0x${'0'.repeat(39)}1`,
  });
  const models = await between(origin, (path, _, answer) =>
    path === '/api/account/chain' ? answer.replace(/"key":"0x[0-9a-f]{64}"/, `"key":"0x${'11'.repeat(32)}"`) : answer,
  );
  await refuses(deposit, /which is that of another model/, { server: models });
  const rich = await between(origin, (path, _, answer) =>
    path === '/api/account/chain' ? answer.replace('"active":"0"', '"active":"7"') : answer,
  );
  const { code, text } = await run(['status'], { server: rich });
  assert.equal(code, 1);
  assert.match(
    text,
    /YOUR NODE SAYS OTHERWISE: ada_one at block \d+: active is 0 at your node and 7 as the server says/,
  );
  await refuses(
    deposit,
    /^the node at 127\.0\.0\.1:9 does not answer: see whether it runs, or name another with --rpc\.$/,
    {
      rpc: 'http://127.0.0.1:9/secret-key',
    },
  );
  await refuses(deposit, /what is at 0x[0-9a-f]{40} does not answer as a vault does/, {
    server: elsewhere,
    vault: token,
  });
  await refuses(deposit, /speaks no JSON-RPC/, { rpc: origin });
  assert.equal(await chain.request('eth_getTransactionCount', [person(ADA), 'latest']), before, 'nothing was sent');
});

test('what cannot be is refused in words: another’s model, a pause, a word too many, no wallet', async () => {
  await refuses(['deposit', '1', '--model', 'eve_one'], /no model 'eve_one': it has ada_one/);
  await refuses(['deposit', '1'], /--model is missing: it has ada_one/);
  await refuses(['deposit', '1.0000000000000000001', ...ON], /is no amount: write it as 12\.5/);
  await refuses(['deposit', ...ON], /give the amount, as in robata vault deposit 12\.5/);
  await refuses(['deposit', '1', ...ON], /name the file with your wallet's key/, { wallet: null });
  await refuses(['payouts', 'home', ...ON], /stake or available/);
  await refuses(['withdrawal'], /there is no 'vault withdrawal': it has status, link, deposit/);
  const snapshot = await chain.snapshot();
  await onVault(GUARDIAN, 'pause');
  isBeating = false;
  await refuses(['deposit', '1', ...ON], /The guardian has paused the vault/);
  await chain.revert(snapshot);
  isBeating = true;
});

test('a transaction whose place another one takes is said to be replaced, and one that its block refuses says why', async () => {
  isBeating = false;
  await chain.request('evm_setAutomine', [false]);
  const replaced = run(['deposit', '1', ...ON, '--json', '--yes']);
  const pending = async (): Promise<{ nonce: Hex; hash: Hex }> => {
    for (let looks = 0; looks < 6_000; looks++) {
      const { transactions } = await chain.request<{ transactions: { nonce: Hex; hash: Hex }[] }>(
        'eth_getBlockByNumber',
        ['pending', true],
      );
      if (transactions[0] !== undefined) return transactions[0];
      await setTimeout(50);
    }
    throw new Error('nothing was sent');
  };
  const { nonce } = await pending();
  const offers = { maxFeePerGas: toHex(10n ** 12n), maxPriorityFeePerGas: toHex(10n ** 11n) };
  await chain.request('eth_sendTransaction', [{ from: person(ADA), to: person(ADA), nonce, ...offers }]);
  await chain.mine(1);
  const outcome = await replaced;
  assert.equal(outcome.code, 1);
  assert.equal((JSON.parse(outcome.text) as { state: string }).state, 'replaced');

  const failing = run(['payouts', 'stake', ...ON, '--yes', '--wait', '0']);
  await pending();
  assert.match((await failing).text, /sent: no block has it yet/);
  await chain.mine(1);
  const refused = run(['deposit', '1', ...ON, '--json', '--yes']);
  await pending();
  const pause = encodeFunctionData({ abi: stakingVaultAbi, functionName: 'pause' });
  await chain.request('eth_sendTransaction', [{ from: person(GUARDIAN), to: vault, data: pause, ...offers }]);
  await chain.mine(1);
  await chain.request('evm_setAutomine', [true]);
  const { state, reason } = JSON.parse((await refused).text) as { state: string; reason: string };
  assert.equal(state, 'failed');
  assert.match(reason, /The guardian has paused the vault/);
});

test('the binary has the command, and its refusals are sentences', async () => {
  await assertRefused(['vault', 'status', '--server', origin], /robata vault: there is no key in ROBATA_KEY/);
});
