import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { testVault } from '@robata/contracts/testing';
import { DomainError, memoryStorage, type Storage } from '@robata/tournament';
import { chainList, type FeeRules, offersOf, type Outbox, outbox, type VaultCall } from '@robata/tournament/chain';
import { numberToHex, toHex } from 'viem';
import { mnemonicToAccount, privateKeyToAccount } from 'viem/accounts';
import { viemSender } from './viemSender.ts';
import { viemVault } from './viemVault.ts';

const on = await testVault();
after(() => on.chain.close());
let clean = await on.chain.snapshot();

/** Of the local chain's accounts, which everybody knows. */
const settlerKey = toHex(
  mnemonicToAccount(`${'test '.repeat(11)}junk`, { addressIndex: 2 }).getHdKey().privateKey as Uint8Array,
);
const rpc = on.chain.provider as never;
const chain = await viemVault({ rpc, vault: on.vault });
const sender = viemSender({ rpc, vault: on.vault, account: privateKeyToAccount(settlerKey) });
const GWEI = 10n ** 9n;
const STUCK_BLOCKS = 3;
const CONFIRMATIONS = 1;

interface Stage {
  readonly storage: Storage;
  readonly calls: Outbox;
  readonly call: VaultCall;
  /** As another process on the same storage. */
  readonly another: (
    broadcast: 'works' | 'is lost' | 'fails',
    rules?: Partial<FeeRules>,
    beforeRaise?: () => Promise<unknown>,
  ) => Outbox;
  /** Blocks that ask for so much for each gas. */
  readonly mineAt: (gwei: number, blocks?: number) => Promise<void>;
}

/** A vault whose blocks are mined when they are asked for, by fee. */
async function begin(rules: Partial<FeeRules> = {}): Promise<Stage> {
  await on.chain.revert(clean);
  clean = await on.chain.snapshot();
  await on.chain.request('evm_setAutomine', [false]);
  const storage = memoryStorage();
  const another: Stage['another'] = (broadcast, others = rules, beforeRaise = async () => null) =>
    outbox({
      storage,
      chain,
      sender: {
        ...sender,
        async raise(sent, priceMax) {
          await beforeRaise();
          return sender.raise(sent, priceMax);
        },
        broadcast:
          broadcast === 'works'
            ? sender.broadcast
            : async () => {
                if (broadcast === 'fails') throw new DomainError('node_refuses', 'The power failed.');
              },
      },
      kinds: ['settle', 'announce'],
      confirmations: CONFIRMATIONS,
      fees: { stuckBlocks: STUCK_BLOCKS, priceMax: 100n * GWEI, raisesByItself: true, ...others },
      now: () => new Date('2026-01-06T00:00:00Z'),
    });
  const mineAt: Stage['mineAt'] = async (gwei, blocks = 1) => {
    for (let block = 0; block < blocks; block += 1) {
      await on.chain.request('hardhat_setNextBlockBaseFeePerGas', [numberToHex(BigInt(gwei) * GWEI)]);
      await on.chain.request('evm_mine', [numberToHex((await on.chain.now()) + 1)]);
    }
  };
  await mineAt(1);
  const call: VaultCall = { kind: 'announce', closes: [(await on.chain.now()) + 2 * 86_400] };
  return { storage, calls: another('works'), call, another, mineAt };
}

const send = async ({ calls, call }: Stage, by = calls) => by.send('announce/1', call, await sender.estimate(call));
const all = () => true;
const rules = async ({ storage }: Stage) => (await storage.incidents(9)).map(({ rule }) => rule);
const announced = async (): Promise<number> => (await on.read<readonly [number, number]>('roundCounts'))[0];

test('what no block takes is offered again at a higher fee with the same nonce, counts once, and its row says which offer that was', async () => {
  const stage = await begin();
  const { calls, mineAt, storage } = stage;
  const first = await send(stage);
  await mineAt(20, STUCK_BLOCKS - 1);
  await calls.follow(all);
  assert.equal((await calls.underWay())?.hash, first.hash, 'not stuck yet');
  await mineAt(20);
  await calls.follow(all);
  const second = await calls.underWay();
  assert.ok(second !== null && second.hash !== first.hash);
  assert.equal(second.nonce, first.nonce);
  assert.deepEqual(
    offersOf(second).map(({ hash }) => hash),
    [first.hash, second.hash],
  );
  assert.ok((second.price as bigint) * 8n >= (first.price as bigint) * 9n, 'an eighth more, or what the chain asks');
  await calls.follow(all);
  assert.equal((await calls.underWay())?.hash, second.hash, 'not raised again at once');
  await mineAt(20);
  await mineAt(1);
  assert.deepEqual(
    (await calls.follow(all)).map(({ state, hash }) => [state, hash]),
    [['mined', second.hash]],
  );
  const [row, ...others] = await chainList(storage, 'chain/gas');
  assert.deepEqual([row?.transaction, row?.offer, row?.offers, others.length], [second.hash, 2, 2, 0]);
  assert.equal(await announced(), 1);
  assert.equal(await sender.nonce('latest'), first.nonce + 1, 'one transaction, whatever was offered');
  assert.deepEqual(await rules(stage), []);
});

test('an offer that was raised may count all the same: nothing is sent beside it', async () => {
  const stage = await begin();
  const { another, mineAt, storage } = stage;
  const first = await send(stage);
  await mineAt(20, STUCK_BLOCKS);
  // The second offer is kept, and never comes to a node.
  const losing = another('is lost');
  await losing.follow(all);
  const second = await losing.underWay();
  assert.notEqual(second?.hash, first.hash);
  await mineAt(1);
  await assert.rejects(stage.calls.raise(), /has announce\/1\/1 already/);
  await mineAt(1);
  assert.deepEqual(
    (await stage.calls.follow(all)).map(({ state, hash }) => [state, hash]),
    [['mined', first.hash]],
  );
  const [row] = await chainList(storage, 'chain/gas');
  assert.deepEqual([row?.transaction, row?.offer, row?.offers], [first.hash, 1, 2]);
  assert.equal(await announced(), 1);
});

test('whoever comes after a crash between keeping a raised offer and sending it sends that one', async () => {
  const stage = await begin();
  const { another, mineAt } = stage;
  await send(stage);
  await mineAt(20, STUCK_BLOCKS);
  await assert.rejects(another('fails').follow(all), /The power failed/);
  const kept = await stage.calls.underWay();
  assert.equal(kept?.offers?.length, 2);
  await stage.calls.follow(all);
  await mineAt(20);
  await mineAt(1);
  assert.equal((await stage.calls.follow(all))[0]?.hash, kept?.hash);
  assert.equal(await announced(), 1);
});

test('what another process has given away meanwhile is not raised any more', async () => {
  const stage = await begin();
  const { another, calls, call, mineAt } = stage;
  const sent = await send(stage);
  await mineAt(20, STUCK_BLOCKS);
  const given = async () => {
    const next = { subject: 'announce/2', call, estimate: await sender.estimate(call) };
    return calls.giveWay(sent, next, { given: 'Given.', held: 'Held.' });
  };
  await assert.rejects(another('works', {}, given).follow(all), /was changed meanwhile/);
  assert.deepEqual(
    (await chainList(stage.storage, 'chain/outbox')).map(({ id, gaveWayTo, offers }) => [
      id,
      gaveWayTo,
      offers?.length,
    ]),
    [
      ['announce/1/1', 'announce/2/1', undefined],
      ['announce/2/1', undefined, undefined],
    ],
  );
});

test('a fee is never raised above the most that is paid: that is told once, with what to do, and more can be allowed by hand', async () => {
  const stage = await begin({ priceMax: 2n * GWEI });
  const { calls, mineAt } = stage;
  const sent = await send(stage);
  assert.ok((sent.price as bigint) <= 2n * GWEI);
  await mineAt(20, STUCK_BLOCKS);
  for (let time = 0; time < 3; time += 1) await calls.follow(all);
  assert.deepEqual(await rules(stage), ['chain_transaction_stuck']);
  const [told] = await stage.storage.incidents(1);
  assert.match(told?.message ?? '', /above 2 gwei.*robata chain bump --max-fee GWEI --send/);
  assert.equal((await calls.underWay())?.hash, sent.hash);
  await assert.rejects(calls.raise(), /within 2 gwei: allow more with --max-fee GWEI/);
  assert.equal((await calls.plan())?.next, null);
  const raised = await calls.raise(50n * GWEI);
  assert.equal(raised.nonce, sent.nonce);
  assert.equal(raised.isStuck, false);
  await mineAt(20, 2);
  assert.equal((await calls.follow(all))[0]?.hash, raised.hash);
});

test('where an operator raises fees it is told once that there is something to raise', async () => {
  const stage = await begin({ raisesByItself: false });
  const { calls, mineAt } = stage;
  const sent = await send(stage);
  await mineAt(20, STUCK_BLOCKS);
  await calls.follow(all);
  await calls.follow(all);
  assert.deepEqual(await rules(stage), ['chain_transaction_stuck']);
  assert.match((await stage.storage.incidents(1))[0]?.message ?? '', /See robata chain bump/);
  const plan = await calls.plan();
  assert.deepEqual(
    [plan?.blocks, plan?.price, (plan?.next ?? 0n) > (sent.price as bigint)],
    [STUCK_BLOCKS, sent.price, true],
  );
  assert.equal((await calls.raise()).price, plan?.next);
  await mineAt(20, 2);
  await calls.follow(all);
  assert.equal(await announced(), 1);
  assert.equal(await calls.plan(), null);
});

test('a transaction of its key that somebody else sent takes the nonce: that is known once it is confirmed, and another key begins anew', async () => {
  const stage = await begin();
  const { calls, mineAt } = stage;
  const sent = await send(stage);
  const foreign = {
    from: sender.address,
    to: sender.address,
    nonce: numberToHex(sent.nonce),
    gas: '0x5208',
    maxFeePerGas: numberToHex(90n * GWEI),
    maxPriorityFeePerGas: numberToHex(50n * GWEI),
  };
  await on.chain.request('eth_sendTransaction', [foreign]);
  await mineAt(1);
  assert.deepEqual(await calls.follow(all), []);
  await mineAt(1);
  assert.deepEqual(
    (await calls.follow(all)).map(({ state }) => state),
    ['replaced'],
  );
  assert.deepEqual(await rules(stage), ['chain_transaction_failed']);
  const next = await send(stage);
  assert.deepEqual([next.id, next.nonce], ['announce/1/2', sent.nonce + 1]);
});
