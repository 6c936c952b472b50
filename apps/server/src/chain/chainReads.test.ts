import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { testVault, tokens } from '@robata/contracts/testing';
import { DomainError } from '@robata/tournament';
import { chainDocument, raiseHalt } from '@robata/tournament/chain';
import { chainService } from './chainService.ts';
import { openChain } from './openChain.ts';
import { CONFIRMATIONS, testChain } from './testing/chainForTests.ts';

const vault = await testVault();
after(() => vault.chain.close());
const owned = [
  { model: 1, account: 'ada' },
  { model: 2, account: 'bob' },
];
const at = await testChain(vault, owned);
await at.link('ada', vault.alice);
const { storage, ledger } = at;
/** Of the one account that has a model to show. */
const slots = { listModels: async () => [{ id: 'm1', name: 'ada_one', model: 1 }] as never };

type Node = 'up' | 'down' | 'of another chain';
let node: Node = 'up';
let asked = 0;
const request = async (call: { readonly method: string }): Promise<unknown> => {
  asked += 1;
  if (node === 'down') throw new TypeError('fetch failed');
  if (node === 'of another chain' && call.method === 'eth_chainId') return '0x1';
  return vault.chain.provider.request(call as never);
};

async function served() {
  const settings = {
    rpc: { request },
    vault: vault.vault,
    confirmations: CONFIRMATIONS,
    fromBlock: 0,
    settlerKey: `0x${'11'.repeat(32)}`,
    settlesByItself: false,
    guardianKey: null,
    pausesByItself: false,
    stuckBlocks: 25,
    priceMax: 10n ** 12n,
    isTest: false,
  } as const;
  const siteUrl = (): string => 'https://robata.test';
  const now = (): Date => new Date();
  const common = { storage, ledger, owned: async () => owned, now };
  const opened = await openChain({ ...common, settings, siteUrl, backend: 'pglite' });
  return {
    opened,
    service: chainService({
      opened,
      storage,
      ledger,
      accounts: { find: async () => null, recordAct: async () => undefined },
    }),
  };
}

const read = async (tick: () => Promise<void>): Promise<void> => {
  await vault.chain.mine(CONFIRMATIONS);
  await tick();
};
const unavailable = (error: unknown): boolean => error instanceof DomainError && error.code === 'not_available';

test('a node that does not answer keeps a tournament whose vault is known from nothing but its chain, until it answers', async () => {
  node = 'down';
  await assert.rejects(served(), /fetch failed/, 'its token was never asked for');
  node = 'up';
  const before = await served();
  assert.equal((await chainDocument(storage, 'chain/vault'))?.token, vault.token.toLowerCase());
  await vault.deposit(vault.alice, '1', tokens(10));
  await read(() => before.service.tick());
  node = 'down';
  const { opened, service } = await served();
  assert.deepEqual([opened.chain.token, opened.canSettle], [vault.token.toLowerCase(), true]);
  await assert.rejects(service.tick(), /fetch failed/);
  const state = await service.state();
  assert.deepEqual(
    [state.head, state.problem, state.vault],
    [null, 'The chain could not be read.', vault.vault.toLowerCase()],
  );
  await assert.rejects(service.own(slots, 'ada'), unavailable);
  await assert.rejects(service.claims(vault.alice), unavailable);
  assert.equal((await service.own(slots, 'bob')).address, null, 'who has nothing there needs no node');
  node = 'of another chain';
  await assert.rejects(service.tick(), /the node is of chain 1 and the vault of chain 31337/);
  node = 'up';
  await read(() => service.tick());
  const own = await service.own(slots, 'ada');
  assert.deepEqual([own.models[0]?.latest.active, own.value, own.ledger], ['10', '10', '10']);
});

test('however many ask, the node is asked once', async () => {
  const { service } = await served();
  await service.claims(vault.alice);
  await service.own(slots, 'ada');
  asked = 0;
  const began = performance.now();
  for (let at = 0; at < 40; at += 1) {
    await service.claims(`0x${at.toString(16).padStart(40, '0')}`);
    await service.own(slots, 'ada');
    await service.state();
  }
  // For each second that has passed it is asked once more.
  const seconds = Math.ceil((performance.now() - began) / 1_000);
  assert.ok(asked <= 6 * seconds && asked < 40, `${asked} calls in ${seconds} s`);
});

test('in public it is told that vault and ledger differ, and not whose money it is', async () => {
  const sentence = 'account 0193-ada: vault 12.5 and ledger 7 differ by 5.5';
  await raiseHalt(storage, { kind: 'difference', since: '2026-01-06T00:00:00.000Z', sentence });
  const { service } = await served();
  const state = await service.state();
  assert.deepEqual(state.halts, [
    {
      kind: 'difference',
      since: '2026-01-06T00:00:00.000Z',
      sentence: 'No round is settled until an operator has found the cause.',
    },
  ]);
  assert.doesNotMatch(JSON.stringify(state), /0193-ada|12\.5/);
  const desk = await service.commands['chain desk']?.({}, { operator: {} as never });
  assert.match(JSON.stringify(desk), /0193-ada/, 'operators see it');
});
