import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, test } from 'node:test';
import { inspect } from 'node:util';
import { modelKey, stakingVaultAbi } from '@robata/contracts';
import { testVault, tokens } from '@robata/contracts/testing';
import { encodeEventTopics } from 'viem';
import { viemVault } from './viemVault.ts';

const vault = await testVault();
after(() => vault.chain.close());

interface Call {
  readonly method: string;
  readonly params?: readonly unknown[];
}

/** The vault as it is read over a node that answers some calls in its own way. */
const readOver = async (answer: (call: Call) => unknown) => {
  const request = async (call: Call): Promise<unknown> =>
    (await answer(call)) ?? (await vault.chain.provider.request(call as never));
  return viemVault({ rpc: { request }, vault: vault.vault });
};
const kindsOf = async (chain: Awaited<ReturnType<typeof viemVault>>, from: number, to: number): Promise<string[]> =>
  (await chain.events(from, to)).map(({ kind }) => kind);

test('a node that gives no logs of blocks that it has not is found out by what the vault counts, at any number of blocks', async () => {
  const before = Number(await vault.chain.request('eth_blockNumber'));
  await vault.deposit(vault.alice, '1', tokens(10));
  await vault.release(vault.alice, '1', tokens(4));
  await vault.chain.advance(vault.parameters.releaseDelay);
  await vault.withdraw(vault.alice, '1');
  for (let block = 0; block < 20; block += 1) await vault.chain.advance(1);
  const whole = await readOver(() => undefined);
  const behind = await readOver(({ method }) => (method === 'eth_getLogs' ? [] : undefined));
  for (const to of [before + 1, before + 20])
    await assert.rejects(behind.events(before + 1, to), /do not add up to what/);
  const all = ['deposited', 'release_requested', 'withdrawn'];
  assert.deepEqual(await kindsOf(whole, before + 1, before + 20), all);
  const each: string[] = [];
  for (let block = before + 1; block <= before + 20; block += 1) each.push(...(await kindsOf(whole, block, block)));
  assert.deepEqual(each, all, 'the same block by block');
  const forgetful = await readOver(({ method, params }) => {
    if (method === 'eth_call' && params?.[1] === `0x${before.toString(16)}`)
      throw new Error('missing trie node 0xab (path )');
    return undefined;
  });
  assert.deepEqual(
    await kindsOf(forgetful, before + 1, before + 20),
    all,
    'a node without the state of old blocks is read',
  );
});

interface Log {
  readonly topics: readonly string[];
}
const logsOf = async ({ method, params }: Call): Promise<readonly Log[]> =>
  (await vault.chain.provider.request({ method, params } as never)) as readonly Log[];
const newest = async (): Promise<number> => Number(await vault.chain.request('eth_blockNumber'));

test('of many blocks no event that the ledger follows is lost unnoticed, whichever of them a node does not give', async () => {
  const { alice, bob, carol, owner } = vault;
  const from = (await newest()) + 1;
  await vault.send(owner, 'fund', tokens(100));
  await vault.deposit(alice, '4', tokens(100));
  await vault.deposit(bob, '4', tokens(100));
  await vault.send(bob, 'setCompounding', modelKey('4'), true);
  const round = await vault.closeRound();
  await vault.release(alice, '4', tokens(3));
  const rows = [vault.row(alice, '4', tokens(2), tokens(5)), vault.row(bob, '4', tokens(1), 0n)];
  await vault.settle({ round, rows, payout: tokens(3), burn: tokens(5) });
  await vault.send(vault.guardian, 'veto');
  const tree = await vault.settle({ round, rows, payout: tokens(3), burn: tokens(5) });
  await vault.waitUntilFinal();
  // Of the burn 3 come out of what is pending and 2 out of the stake.
  for (const account of [alice, bob]) await vault.claim(tree, account, '4');
  await vault.send(alice, 'restake', modelKey('4'), tokens(1));
  await vault.withdraw(alice, '4');
  await vault.deposit(carol, '4', tokens(7));
  await vault.chain.advance(vault.parameters.silence);
  await vault.send(carol, 'exit', modelKey('4'));
  const to = await newest();
  const all = (await (await readOver(() => undefined)).events(from, to)).map(({ kind }) => kind);
  const followed = {
    Funded: 'funded',
    Deposited: 'deposited',
    RoundAnnounced: 'round_announced',
    ReleaseRequested: 'release_requested',
    Settled: 'settled',
    Struck: 'struck',
    Claimed: 'claimed',
    Restaked: 'restaked',
    Withdrawn: 'withdrawn',
    Exited: 'exited',
  } as const;
  assert.deepEqual(new Set(all), new Set([...Object.values(followed), 'compounding_set']));
  for (const eventName of Object.keys(followed) as (keyof typeof followed)[]) {
    const [topic] = encodeEventTopics({ abi: stakingVaultAbi, eventName });
    const lossy = await readOver(async (call) =>
      call.method === 'eth_getLogs' ? (await logsOf(call)).filter(({ topics }) => topics[0] !== topic) : undefined,
    );
    await assert.rejects(lossy.events(from, to), /do not add up to what the vault says/, eventName);
  }
});

test('what a node keeps no state of is told by how old it is, whatever its words are, and read twice and by its newest blocks', async () => {
  const from = (await newest()) + 1;
  await vault.deposit(vault.alice, '5', tokens(1));
  await vault.chain.mine(300);
  await vault.deposit(vault.alice, '5', tokens(2));
  await vault.chain.mine(20);
  const to = await newest();
  /** Without states that are older than that. */
  const pruned = (keeps: number, message: string, more: (call: Call) => unknown = () => undefined, code = -32_000) =>
    readOver((call) => {
      const block = call.method === 'eth_call' ? call.params?.[1] : null;
      if (typeof block === 'string' && block.startsWith('0x') && Number(block) < to - keeps)
        throw Object.assign(new Error(message), { code });
      return more(call);
    });
  const both = ['deposited', 'deposited'];
  for (const words of ['old data not available due to pruning', 'No state available for block 0x7', 'nicht vorrätig'])
    assert.deepEqual(await kindsOf(await pruned(64, words), from, to), both, words);
  // Words that nobody knows about a new block are no excuse, and neither is a limit.
  await assert.rejects(kindsOf(await pruned(-1, 'nicht vorrätig'), from, to), /nicht vorrätig/);
  await assert.rejects(kindsOf(await pruned(64, 'slow down', undefined, -32_005), from, to), /slow down/);
  // A node that is behind: what its ranges lack is found by the hashes of the blocks.
  const isRange = ({ method, params }: Call): boolean =>
    method === 'eth_getLogs' && !inspect(params).includes('blockHash');
  const blind = await pruned(64, 'pruned', (call) => (isRange(call) ? [] : undefined));
  assert.deepEqual(await kindsOf(blind, to - 100, to), ['deposited']);
  let asked = 0;
  const wavering = await pruned(64, 'pruned', (call) => {
    if (!isRange(call)) return undefined;
    asked += 1;
    return asked === 1 ? [] : undefined;
  });
  await assert.rejects(wavering.events(from, to), /gave other logs of blocks/);
});

test('the newest blocks are asked for by their hashes, which a node that has them not refuses', async () => {
  const from = Number(await vault.chain.request('eth_blockNumber')) + 1;
  await vault.send(vault.alice, 'setCompounding', modelKey('1'), true);
  const asked: unknown[] = [];
  const chain = await readOver(({ method, params }) => {
    if (method === 'eth_getLogs') asked.push(params?.[0]);
    return undefined;
  });
  assert.deepEqual(await kindsOf(chain, from, from), ['compounding_set']);
  assert.match(inspect(asked), /blockHash: '0x[0-9a-f]{64}'/);
  const behind = await readOver(({ method, params }) => {
    if (method !== 'eth_getLogs') return undefined;
    if (inspect(params).includes('blockHash')) throw new Error('unknown block');
    return [];
  });
  await assert.rejects(behind.events(from, from), /unknown block/);
});

test('no error tells the address of the node, which may hold a key, but its host', async (context) => {
  let status = 401;
  const server = createServer((_request, response) => {
    response.statusCode = status;
    response.end(JSON.stringify({ jsonrpc: '2.0', id: 1, error: { code: -32_602, message: 'no such project' } }));
  });
  context.after(() => {
    server.close();
    server.closeAllConnections();
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  const rpc = `http://${host}/v3/SECRETKEY?token=SECRETTOO`;
  for (status of [401, 200]) {
    const error = await viemVault({ rpc, vault: vault.vault }).catch((refusal: unknown) => refusal);
    assert.ok(error instanceof Error);
    const text = `${inspect(error, { depth: 10, showHidden: true })} ${JSON.stringify(error)}`;
    assert.doesNotMatch(text, /SECRET/, String(status));
    assert.ok(error.message.includes(host), 'which node it was');
  }
});
