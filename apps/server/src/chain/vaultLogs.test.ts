import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, test } from 'node:test';
import { inspect } from 'node:util';
import { modelKey } from '@robata/contracts';
import { testVault, tokens } from '@robata/contracts/testing';
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

test('a node that gives no logs of blocks that it has not is found out by what the vault holds, at any number of blocks', async () => {
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

test('no error tells the address of the node, which may hold a key, but its host', async () => {
  let status = 401;
  const server = createServer((_request, response) => {
    response.statusCode = status;
    response.end(JSON.stringify({ jsonrpc: '2.0', id: 1, error: { code: -32_602, message: 'no such project' } }));
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
  server.close();
  server.closeAllConnections();
});
