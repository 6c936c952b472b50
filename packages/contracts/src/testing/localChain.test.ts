import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { createPublicClient, createWalletClient, custom, http, parseEther } from 'viem';
import { hardhat } from 'viem/chains';
import { modelKey, stakingVaultAbi } from '../index.ts';
import { sharedVault, tokens } from './vaultForTests.ts';

const { fresh, close } = sharedVault();
after(close);

test('viem reads and writes the chain, in this process and over HTTP', async () => {
  const { chain, vault, alice, read } = await fresh();
  const wallet = createWalletClient({ account: alice, chain: hardhat, transport: custom(chain.provider) });
  const address = vault;
  const hash = await wallet.writeContract({
    address,
    abi: stakingVaultAbi,
    functionName: 'deposit',
    args: [modelKey('m'), parseEther('3')],
  });
  const client = createPublicClient({ chain: hardhat, transport: http(await chain.listen()) });
  const { status, logs } = await client.waitForTransactionReceipt({ hash });
  assert.equal(status, 'success');
  assert.ok(logs.length > 0);
  const events = await client.getContractEvents({
    address,
    abi: stakingVaultAbi,
    eventName: 'Deposited',
    fromBlock: 0n,
  });
  assert.deepEqual(
    events.map(({ args }) => args),
    [{ account: events[0]?.args.account, model: modelKey('m'), amount: tokens(3) }],
  );
  assert.equal((await read<readonly bigint[]>('funds'))[0], tokens(3));
  await assert.rejects(
    client.readContract({ address, abi: stakingVaultAbi, functionName: 'roundOf', args: [0] }),
    /roundOf/,
    'an error arrives as one',
  );
});

test('a batch of calls is answered in its order, and another origin may ask', async () => {
  const { chain } = await fresh();
  const response = await fetch(await chain.listen(), {
    method: 'POST',
    body: JSON.stringify([
      { jsonrpc: '2.0', id: 7, method: 'eth_chainId' },
      { jsonrpc: '2.0', id: 8, method: 'eth_nothing' },
    ]),
  });
  assert.equal(response.headers.get('access-control-allow-origin'), '*');
  const [first, second] = (await response.json()) as [{ id: number; result: string }, { id: number; error: object }];
  assert.deepEqual([first.id, first.result, second.id], [7, '0x7a69', 8]);
  assert.ok('message' in second.error);
});

test('time moves as it is told', async () => {
  const { chain, alice, deposit } = await fresh();
  const start = await chain.now();
  await chain.advance(1_000);
  assert.equal(await chain.now(), start + 1_000);
  await deposit(alice, 'm', tokens(1));
  assert.equal(await chain.now(), start + 1_001);
  await chain.mine(5);
  assert.equal(await chain.now(), start + 1_006);
});

test('a reorganization: what was in the blocks that fell away has not happened, and others stand in their place', async () => {
  const { chain, alice, bob, deposit, stakeOf } = await fresh();
  const hashOf = async (block: bigint) =>
    (await chain.request<{ hash: string }>('eth_getBlockByNumber', [`0x${block.toString(16)}`, false])).hash;
  const fork = await chain.snapshot();
  const { blockNumber } = await deposit(alice, 'm', tokens(5));
  const before = await hashOf(blockNumber);
  await chain.revert(fork);
  await deposit(bob, 'm', tokens(5));
  assert.notEqual(await hashOf(blockNumber), before);
  assert.equal((await stakeOf(alice, 'm')).active, 0n);
});
