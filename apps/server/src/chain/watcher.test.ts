import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { modelKey, stakingVaultAbi } from '@robata/contracts';
import { type TestVault, testVault, tokens } from '@robata/contracts/testing';
import { closeConfirmed, DomainError, memoryStorage, type Storage } from '@robata/tournament';
import { chainDocument, chainList, putChainDocument, unlinkAddress } from '@robata/tournament/chain';
import { encodeFunctionData, numberToHex } from 'viem';
import { CONFIRMATIONS, type TestChain, testChain } from './testing/chainForTests.ts';

const vault = await testVault();
after(() => vault.chain.close());
let clean = await vault.chain.snapshot();

/** The vault as it was deployed, and a tournament that has read nothing: ada owns models 1 and 3 and has linked alice's address, bob owns model 2. */
async function begin(): Promise<TestChain & { readonly on: TestVault }> {
  await vault.chain.revert(clean);
  clean = await vault.chain.snapshot();
  const at = await testChain(vault, [
    { model: 1, account: 'ada' },
    { model: 2, account: 'bob' },
    { model: 3, account: 'ada' },
  ]);
  await at.link('ada', vault.alice);
  return at;
}

const held = async ({ storage }: TestChain, account: string): Promise<bigint> =>
  (await storage.balances()).get(account) ?? 0n;
const waiting = async ({ storage }: TestChain): Promise<string[]> =>
  (await chainList(storage, 'chain/waiting')).map(({ reason }) => reason);
const agrees = async (at: TestChain): Promise<void> => {
  const result = await at.reconciled();
  assert.deepEqual(
    result?.rows.map(({ difference }) => difference),
    [0n],
  );
  assert.equal(result?.agrees, true);
};

test('deposits, releases, withdrawals and restakes are in the ledger once they are confirmed, and both agree at each step', async () => {
  const at = await begin();
  const { on } = at;
  await on.deposit(on.alice, '1', tokens(100));
  await at.watcher().step();
  assert.equal(await held(at, 'stake:1'), 0n, 'not confirmed yet');
  await at.readOn();
  assert.equal(await held(at, 'stake:1'), tokens(100));
  await agrees(at);
  await on.deposit(on.alice, '3', tokens(7));
  await on.release(on.alice, '1', tokens(40));
  await at.readOn();
  assert.equal(await held(at, 'stake:1'), tokens(60));
  assert.equal(await held(at, 'stake:3'), tokens(7));
  assert.equal(await held(at, 'wallet:ada'), tokens(40), 'no round counts it');
  await agrees(at);
  await on.withdraw(on.alice, '1');
  await at.readOn();
  assert.equal(await held(at, 'wallet:ada'), 0n);
  assert.equal(await held(at, 'world'), -tokens(67));
  await agrees(at);
  assert.deepEqual(await waiting(at), []);
});

test('a watcher that begins again in the middle, or twice at once, posts each event once', async () => {
  const at = await begin();
  const { on } = at;
  await on.deposit(on.alice, '1', tokens(5));
  await at.readOn();
  await on.deposit(on.alice, '1', tokens(6));
  await on.chain.mine(CONFIRMATIONS);
  await Promise.all([at.watcher().step(), at.watcher().step()]);
  await at.readOn(at.watcher());
  assert.equal(await held(at, 'stake:1'), tokens(11));
  const entries = (await at.ledger.journal()).entries.size;
  // As where the cursor of a backup is older than its ledger.
  await at.storage.transaction((writer) => writer.putDocument('chain/cursor', null));
  await at.readOn(at.watcher());
  assert.equal((await at.ledger.journal()).entries.size, entries);
  await agrees(at);
});

test('what a reorganization takes back before it is confirmed was never in the ledger', async () => {
  const at = await begin();
  const { on } = at;
  await at.readOn();
  const before = await on.chain.snapshot();
  await on.deposit(on.alice, '1', tokens(5));
  await at.watcher().step();
  await on.chain.revert(before);
  await on.deposit(on.alice, '1', tokens(8));
  await at.readOn();
  assert.equal(await held(at, 'stake:1'), tokens(8));
  await agrees(at);
});

test('a reorganization below the confirmations stops reading with one incident, and reading goes on where the chain is as it was', async () => {
  const at = await begin();
  const { on } = at;
  await at.readOn();
  const before = await on.chain.snapshot();
  await on.deposit(on.alice, '1', tokens(5));
  await at.readOn();
  await on.chain.revert(before);
  await on.deposit(on.alice, '1', tokens(6));
  await on.chain.mine(4 * CONFIRMATIONS);
  assert.equal((await at.watcher().step()).status, 'halted');
  assert.equal((await at.watcher().step()).status, 'halted');
  assert.equal(await held(at, 'stake:1'), tokens(5), 'nothing is undone by itself');
  const incidents = await at.storage.incidents(10);
  assert.deepEqual(
    incidents.map(({ rule }) => rule),
    ['chain_reorganization'],
  );
  const round = await at.openRound(1, 1);
  assert.match(
    (await closeConfirmed(at.storage, round))?.missing ?? '',
    /reversed? the ledger entries|Compare with another node/,
  );
  // The node was on the wrong branch, and comes back.
  const cursor = await chainDocument(at.storage, 'chain/cursor');
  const there = await at.chain.block(cursor?.block ?? 0);
  await at.storage.transaction((writer) => writer.putDocument('chain/cursor', { ...cursor, hash: there?.hash }));
  assert.equal((await at.watcher().step()).status, 'read');
  assert.deepEqual(await chainList(at.storage, 'chain/halts'), []);
});

test('who leaves at once after the silence has left the ledger too, and it is told', async () => {
  const at = await begin();
  const { on } = at;
  await on.deposit(on.alice, '1', tokens(100));
  await on.deposit(on.alice, '3', tokens(7));
  await at.readOn();
  await on.release(on.alice, '1', tokens(30));
  await on.chain.advance(on.parameters.silence);
  await on.send(on.alice, 'exit', modelKey('1'));
  await at.readOn();
  assert.deepEqual(await waiting(at), []);
  assert.equal(await on.balanceOf(on.alice), tokens(1_000_000 - 7));
  assert.deepEqual(
    [await held(at, 'stake:1'), await held(at, 'wallet:ada'), await held(at, 'stake:3'), await held(at, 'world')],
    [0n, 0n, tokens(7), -tokens(7)],
  );
  const [incident, ...others] = await at.storage.incidents(9);
  assert.deepEqual([incident?.rule, others.length], ['chain_exit', 0]);
  assert.match(incident?.message ?? '', /left the vault without the delay/);
  await agrees(at);
});

test('an event that does not fit waits with its reason, counts in the reconciliation, and is posted when it fits', async () => {
  const at = await begin();
  const { on } = at;
  await on.deposit(on.bob, '2', tokens(10));
  await on.deposit(on.alice, '77', tokens(3));
  await on.deposit(on.alice, '2', tokens(4));
  await on.send(on.stranger, 'setCompounding', modelKey('9'), true);
  await at.readOn();
  assert.deepEqual(await waiting(at), ['not_linked', 'unknown_model', 'model_of_another']);
  assert.deepEqual(
    (await at.storage.incidents(9)).map(({ rule, rows }) => [rule, rows]),
    [['chain_event_waits', 3]],
  );
  const result = await at.reconciled();
  assert.equal(result?.unmatched, tokens(17));
  assert.equal(result?.waiting, 3);
  assert.equal(result?.agrees, true, 'nobody is owed what no account has');
  await on.release(on.bob, '2', tokens(4));
  await at.readOn();
  await at.link('bob', on.bob);
  at.owned.push({ model: 77, account: 'ada' });
  await at.readOn();
  assert.deepEqual(await waiting(at), ['model_of_another']);
  assert.equal(await held(at, 'stake:2'), tokens(6));
  assert.equal(await held(at, 'wallet:bob'), tokens(4));
  assert.equal(await held(at, 'stake:77'), tokens(3));
  const linked = await at.reconciled();
  assert.deepEqual(
    linked?.rows.map(({ difference }) => difference),
    [0n, 0n],
  );
  assert.equal(linked?.unmatched, tokens(4));
});

test('what waits for an address that nobody has linked is not looked at again until something changes', async () => {
  await vault.chain.revert(clean);
  clean = await vault.chain.snapshot();
  let [transactions, looks] = [0, 0];
  const kept = memoryStorage();
  const counting: Storage = {
    ...kept,
    transaction: (work) => {
      transactions += 1;
      return kept.transaction((writer) =>
        work({
          ...writer,
          document: (key) => {
            if (key === 'chain/waiting') looks += 1;
            return writer.document(key);
          },
        }),
      );
    },
  };
  const at = await testChain(vault, [{ model: 1, account: 'ada' }], counting);
  const { on } = at;
  const deposit = [modelKey('1'), tokens(1)] as const;
  const calls = Array.from({ length: 20 }, () =>
    encodeFunctionData({ abi: stakingVaultAbi, functionName: 'deposit', args: deposit }),
  );
  await on.send(on.alice, 'multicall', calls);
  const watcher = at.watcher();
  await at.readOn(watcher);
  assert.equal((await waiting(at)).length, 20);
  const looked = looks;
  const before = transactions;
  for (let tick = 0; tick < 3; tick += 1) await watcher.step();
  assert.equal(transactions, before, 'nothing is written or tried');
  await at.readOn(watcher);
  assert.deepEqual([transactions, looks], [before + 1, looked], 'a block without events moves the cursor');
  await at.link('ada', on.alice);
  await watcher.step();
  assert.deepEqual([await waiting(at), await held(at, 'stake:1')], [[], tokens(20)]);
  await watcher.step();
  const after = transactions;
  await watcher.step();
  assert.equal(transactions, after);
});

test('what another process has read and left waiting is posted by whoever is there once it fits', async () => {
  const at = await begin();
  const { on } = at;
  const [one, other] = [at.watcher(), at.watcher()];
  await at.readOn(one);
  await on.deposit(on.bob, '2', tokens(10));
  await at.readOn(other);
  await one.step();
  assert.deepEqual([await waiting(at), await held(at, 'stake:2')], [['not_linked'], 0n]);
  await at.link('bob', on.bob);
  await one.step();
  assert.deepEqual([await waiting(at), await held(at, 'stake:2')], [[], tokens(10)]);
});

test('a step that finds nothing new reads none of the long documents, however the ledger changes', async () => {
  await vault.chain.revert(clean);
  clean = await vault.chain.snapshot();
  const read: string[] = [];
  const kept = memoryStorage();
  const counting: Storage = {
    ...kept,
    document(key) {
      read.push(key);
      return kept.document(key);
    },
    transaction: (work) =>
      kept.transaction((writer) =>
        work({
          ...writer,
          document(key) {
            read.push(key);
            return writer.document(key);
          },
        }),
      ),
  };
  const at = await testChain(vault, [{ model: 1, account: 'ada' }], counting);
  await at.link('ada', vault.alice);
  const watcher = at.watcher();
  await vault.deposit(vault.alice, '1', tokens(3));
  await vault.deposit(vault.bob, '1', tokens(4));
  await at.readOn(watcher);
  await watcher.step();
  read.length = 0;
  await watcher.step();
  await at.ledger.transact(
    (book) =>
      void book.post({ idempotencyKey: 'more', command: { kind: 'treasury_deposit', amount: tokens(1) as never } }),
  );
  await watcher.step();
  await at.readOn(watcher);
  const long = new Set(['chain/waiting', 'chain/sums', 'chain/positions', 'chain/settlements']);
  assert.deepEqual(
    read.filter((key) => long.has(key)),
    [],
  );
  assert.ok(read.includes('chain/cursor'));
});

test('a wrong link is undone while its address has nothing in the ledger, and what it tells waits for its owner', async () => {
  const at = await begin();
  const { on, ledger } = at;
  await at.link('bob', on.carol);
  const codeOf = (address: string, isPlan = false): Promise<unknown> =>
    unlinkAddress(ledger, { address, isPlan }).then(
      ({ account }) => account,
      (error: unknown) => (error instanceof DomainError ? error.code : error),
    );
  // Of a model that is not of the account: it waits, and is in no books.
  await on.deposit(on.carol, '1', tokens(5));
  await at.readOn();
  assert.deepEqual(await waiting(at), ['model_of_another']);
  assert.equal(await codeOf(on.carol, true), 'bob');
  assert.equal(await codeOf(on.carol), 'bob');
  assert.deepEqual([await codeOf(on.carol), await codeOf('0x12')], ['not_linked', 'invalid_address']);
  await at.readOn();
  assert.deepEqual(await waiting(at), ['not_linked']);
  await at.link('bob', on.carol);
  await on.deposit(on.carol, '2', tokens(7));
  await at.readOn();
  assert.equal(await held(at, 'stake:2'), tokens(7));
  assert.equal(await codeOf(on.carol), 'in_books');
  assert.equal((await chainList(at.storage, 'chain/links')).length, 2);
  await on.release(on.carol, '2', tokens(7));
  await on.chain.advance(on.parameters.releaseDelay);
  await on.withdraw(on.carol, '2');
  await at.readOn();
  assert.equal(await codeOf(on.carol), 'bob', 'all of it has left');
});

test('a round that the vault was never told of is not closed while there are stakes in the vault: they could leave without its burns', async () => {
  const at = await begin();
  const { on } = at;
  const close = (await on.chain.now()) + 100;
  const round = await at.openRound(1, close);
  await on.chain.advance(200);
  await at.readOn();
  assert.equal(await closeConfirmed(at.storage, round), null, 'nobody has staked there');
  await on.deposit(on.alice, '1', tokens(1));
  await at.storage.transaction((writer) => writer.putRound({ ...round, state: 'cancelled' }));
  await at.readOn();
  assert.match(
    (await closeConfirmed(at.storage, round))?.missing ?? '',
    /never told of the close .*robata admin round cancel 1/,
  );
});

test('a snapshot has exactly what was deposited before the close, however late the chain confirms it', async () => {
  const at = await begin();
  const { on, storage } = at;
  const close = (await on.chain.now()) + 7_200;
  const round = await at.openRound(1, close);
  await on.send(on.settler, 'announceRounds', [close]);
  await on.deposit(on.alice, '1', tokens(1));
  await on.deposit(on.bob, '2', tokens(3));
  await at.readOn();
  assert.match((await closeConfirmed(storage, round))?.missing ?? '', /has not confirmed the close of round 1/);
  await on.chain.advance(close - (await on.chain.now()) - 3);
  await on.deposit(on.alice, '1', tokens(10));
  assert.equal(await on.chain.now(), close - 2);
  await on.chain.advance(1);
  await on.deposit(on.alice, '1', tokens(100));
  assert.equal(await on.chain.now(), close, 'a block of the very second of the close is after it, as in the vault');
  await on.deposit(on.alice, '1', tokens(1_000));
  assert.match((await closeConfirmed(storage, round))?.missing ?? '', /has not confirmed/);
  await at.readOn();
  assert.equal(await closeConfirmed(storage, round), null);
  assert.equal(await held(at, 'stake:1'), tokens(11));
  await at.readOn();
  assert.equal(await held(at, 'stake:1'), tokens(11), 'what came later waits for the snapshot');
  // Bob has staked before the close, and links his address after it.
  await at.link('bob', on.bob);
  await at.readOn();
  assert.deepEqual([await held(at, 'stake:2'), await waiting(at)], [0n, ['not_linked']], 'nobody chooses in hindsight');
  await storage.transaction((writer) => writer.putRound({ ...round, state: 'closed' }));
  await at.readOn();
  assert.equal(await held(at, 'stake:2'), tokens(3));
  assert.equal(await held(at, 'stake:1'), tokens(1_111));
  assert.equal((await at.reconciled())?.agrees, true);
});

test('a stake that is not what the vault has active is told with its figures, and put right when the sums are filled', async () => {
  const at = await begin();
  const { on, storage, ledger } = at;
  await on.deposit(on.alice, '1', tokens(100));
  await at.readOn();
  await ledger.transact(
    (book) =>
      void book.post({
        idempotencyKey: 'drift',
        command: { kind: 'stake_decrease', account: 'ada', model: '1', amount: tokens(5) as never },
      }),
  );
  const driftOf = async () => (await at.reconciled())?.rows[0]?.models.map(({ stake, drift }) => [stake, drift]);
  const told = async () => (await storage.incidents(50)).filter(({ rule }) => rule === 'chain_stake_drift').length;
  assert.deepEqual([await driftOf(), await told()], [[[tokens(95), -tokens(5)]], 1]);
  assert.deepEqual([await driftOf(), await told()], [[[tokens(95), -tokens(5)]], 1], 'once');
  // As a version kept them that did not know the parts of the vault.
  const sums = await chainList(storage, 'chain/sums');
  await storage.transaction((writer) =>
    putChainDocument(
      writer,
      'chain/sums',
      sums.map(({ address, key, brought, paid, burned, lost }) => ({ address, key, brought, paid, burned, lost })),
    ),
  );
  assert.deepEqual(await driftOf(), [[tokens(95), 0n]], 'not known yet');
  await at.readOn(at.watcher());
  assert.deepEqual(await driftOf(), [[tokens(100), 0n]]);
  assert.deepEqual(await chainList(storage, 'chain/sums'), sums);
  await agrees(at);
});

test('a release that was never read is found though all sums agree', async () => {
  const at = await begin();
  const { on, storage } = at;
  await on.deposit(on.alice, '1', tokens(100));
  await at.readOn();
  // What the events add up to is as if this release had not come.
  const sums = await chainList(storage, 'chain/sums');
  await on.release(on.alice, '1', tokens(60));
  await at.readOn();
  await storage.transaction((writer) => putChainDocument(writer, 'chain/sums', sums));
  const result = await at.reconciled();
  assert.deepEqual(
    result?.untold.map(({ active, activeOfEvents, pending }) => [active, activeOfEvents, pending]),
    [[tokens(40), tokens(100), tokens(60)]],
  );
  assert.equal(result?.agrees, false);
  assert.match((await chainList(storage, 'chain/halts'))[0]?.sentence ?? '', /40 active .* an event was not read/);
});

test('a difference between vault and ledger is found to the last unit, stops settlements and is told once', async () => {
  const at = await begin();
  const { on } = at;
  await on.deposit(on.alice, '1', tokens(5));
  await at.readOn();
  await agrees(at);
  await at.ledger.transact((book) => {
    book.post({ idempotencyKey: 'by hand', command: { kind: 'deposit', account: 'ada', amount: 1n as never } });
  });
  const result = await at.reconciled();
  assert.equal(result?.agrees, false);
  assert.deepEqual(
    result?.rows.map(({ difference }) => difference),
    [-1n],
  );
  await at.reconciled();
  assert.deepEqual(
    (await chainList(at.storage, 'chain/halts')).map(({ kind }) => kind),
    ['difference'],
  );
  assert.equal((await at.storage.incidents(9)).filter(({ rule }) => rule === 'chain_difference').length, 1);
  await at.ledger.transact((book) => {
    book.post({ idempotencyKey: 'back', command: { kind: 'reversal', reverses: 'by hand', reason: 'a mistake' } });
  });
  await agrees(at);
  assert.deepEqual(await chainList(at.storage, 'chain/halts'), []);
});

type Stage = TestChain & { readonly on: TestVault };

/** Ada owns models 1 and 3 and has linked alice's address, bob owns model 2 and has linked his. Each has 100 in it, and that is read. */
async function beginStaked(): Promise<Stage> {
  const at = await begin();
  await at.link('bob', vault.bob);
  await vault.deposit(vault.alice, '1', tokens(100));
  await vault.deposit(vault.bob, '2', tokens(100));
  await at.readOn();
  return at;
}

/** The chain as it was at a snapshot goes another way, and is longer than the one before. */
async function otherWay({ on, watcher }: Stage, fork: `0x${string}`, branch: () => Promise<unknown>): Promise<void> {
  await on.chain.revert(fork);
  await branch();
  await on.chain.mine(6 * CONFIRMATIONS);
  assert.equal((await watcher().step()).status, 'halted');
}

/** All transactions of one block, in the order in which they were sent. */
async function inOneBlock({ on }: Stage, sends: readonly (() => Promise<unknown>)[]): Promise<void> {
  await on.chain.request('evm_setAutomine', [false]);
  // Nobody has a receipt before the block is mined.
  for (const send of sends) await send().catch(() => undefined);
  await on.chain.request('evm_setNextBlockTimestamp', [numberToHex((await on.chain.now()) + 5)]);
  await on.chain.request('evm_mine', []);
  await on.chain.request('evm_setAutomine', [true]);
}

const bothAgree = async (at: Stage): Promise<void> => {
  const result = await at.reconciled();
  assert.deepEqual(
    result?.rows.map(({ difference }) => difference),
    [0n, 0n],
  );
  assert.equal(result?.agrees, true);
};
const entries = async ({ ledger }: Stage): Promise<number> => (await ledger.journal()).entries.size;

test('events that come again in another block and at another place in it are the same events: nothing is posted twice', async () => {
  const at = await beginStaked();
  const { on } = at;
  const fork = await on.chain.snapshot();
  await on.deposit(on.alice, '1', tokens(5));
  await on.release(on.alice, '1', tokens(30));
  await at.readOn();
  const before = await entries(at);
  await otherWay(at, fork, async () => {
    await on.chain.advance(40);
    // Before them another of the same block, so that their logs have other numbers in it.
    await inOneBlock(at, [
      () => on.deposit(on.bob, '2', tokens(7)),
      () => on.deposit(on.alice, '1', tokens(5)),
      () => on.release(on.alice, '1', tokens(30)),
    ]);
  });
  const plan = await at.resume.plan();
  assert.deepEqual([plan?.same, plan?.added, plan?.gone.length, plan?.faults], [2, 1, 0, []]);
  await at.resume.resume('operator');
  await at.readOn();
  assert.equal(await entries(at), before + 2, 'bob’s deposit and its stake');
  assert.deepEqual([await held(at, 'stake:1'), await held(at, 'stake:2')], [tokens(75), tokens(107)]);
  assert.deepEqual(await chainList(at.storage, 'chain/halts'), []);
  await bothAgree(at);
});

test('what is gone is shown and taken back by entries with the reason, and counts again where it comes again', async () => {
  const at = await beginStaked();
  const { on } = at;
  const fork = await on.chain.snapshot();
  await on.deposit(on.alice, '3', tokens(40));
  await on.release(on.bob, '2', tokens(60));
  await on.withdraw(on.bob, '2').catch(() => undefined);
  await at.readOn();
  assert.deepEqual([await held(at, 'stake:3'), await held(at, 'stake:2')], [tokens(40), tokens(40)]);
  await otherWay(at, fork, async () => undefined);
  const plan = await at.resume.plan();
  assert.deepEqual(
    plan?.gone.map(({ kind }) => kind),
    ['deposited', 'release_requested', 'withdrawn'],
  );
  assert.deepEqual(
    plan?.entries.map(({ entry }) => entry.command.kind),
    ['withdrawal', 'stake_decrease', 'stake_increase', 'deposit'],
  );
  assert.deepEqual(plan?.faults, []);
  assert.equal(await held(at, 'stake:3'), tokens(40), 'a plan changes nothing');
  await at.resume.resume('operator');
  assert.deepEqual([await held(at, 'stake:3'), await held(at, 'stake:2')], [0n, tokens(100)]);
  const { entries: all } = await at.ledger.journal();
  const reversal = [...all].map(([, entry]) => entry.command).find(({ kind }) => kind === 'reversal');
  assert.match(reversal?.kind === 'reversal' ? reversal.reason : '', /the chain went another way after block \d+/);
  const [told] = await at.storage.incidents(1);
  assert.equal(told?.rule, 'chain_resumed');
  assert.match(told?.message ?? '', /operator went on from block \d+ .* 3 events of the vault are gone, and 4 entries/);
  await at.readOn();
  await bothAgree(at);
  await assert.rejects(at.resume.resume('operator'), /nothing to go on from/);
  // The transaction of alice is taken by a block after all: the same one, for she has sent nothing else.
  await on.deposit(on.alice, '3', tokens(40));
  await at.readOn();
  assert.equal(await held(at, 'stake:3'), tokens(40));
  await bothAgree(at);
  // And it can go once more.
  const again = await chainDocument(at.storage, 'chain/cursor');
  assert.ok(again !== null);
});

test('what came again and has not its confirmations yet is waited for', async () => {
  const at = await beginStaked();
  const { on } = at;
  const fork = await on.chain.snapshot();
  await on.deposit(on.alice, '3', tokens(40));
  await at.readOn();
  await on.chain.revert(fork);
  await on.chain.mine(4 * CONFIRMATIONS);
  await on.deposit(on.alice, '3', tokens(40));
  assert.equal((await at.watcher().step()).status, 'halted');
  assert.match((await at.resume.plan())?.faults.join() ?? '', /come again in blocks up to \d+ that have not their/);
  await assert.rejects(at.resume.resume('operator'), /ask again once 2 more blocks are there/);
  await on.chain.mine(CONFIRMATIONS);
  await at.resume.resume('operator');
  await at.readOn();
  assert.equal(await held(at, 'stake:3'), tokens(40));
  await bothAgree(at);
});

test('money that a round counts cannot be taken back: that is said with figures, nothing is changed and the stop stays, until the round is over', async () => {
  const at = await beginStaked();
  const { on, ledger } = at;
  const fork = await on.chain.snapshot();
  await on.deposit(on.alice, '3', tokens(40));
  await at.readOn();
  await ledger.transact((book) => {
    const round = 'classic/1' as never;
    book.post({ idempotencyKey: 'snapshot:1', command: { kind: 'snapshot', round, models: ['1', '2', '3'] } });
  });
  await otherWay(at, fork, async () => undefined);
  const before = await entries(at);
  const plan = await at.resume.plan();
  assert.equal(plan?.kept.length, 1);
  assert.match(plan?.faults.join() ?? '', /deposited of 0x\w+: 40.*cannot be taken back.*wallet:ada lacks 40/);
  await assert.rejects(at.resume.resume('operator'), /its money has moved on/);
  assert.equal(await entries(at), before);
  assert.equal((await at.watcher().step()).status, 'halted');
  await ledger.transact((book) => book.cancel('classic/1' as never, 'its snapshot counts what is gone'));
  await at.resume.resume('operator');
  await at.readOn();
  assert.deepEqual([await held(at, 'stake:3'), await held(at, 'wallet:ada')], [0n, 0n]);
  await bothAgree(at);
});

test('beside a round that does not count it a new stake is taken back at once', async () => {
  const at = await beginStaked();
  const { on, ledger } = at;
  await ledger.transact((book) => {
    book.post({
      idempotencyKey: 'snapshot:1',
      command: { kind: 'snapshot', round: 'classic/1' as never, models: ['1', '2'] },
    });
  });
  const fork = await on.chain.snapshot();
  await on.deposit(on.alice, '1', tokens(40));
  await on.release(on.bob, '2', tokens(60));
  await at.readOn();
  assert.deepEqual([await held(at, 'stake:1'), await held(at, 'pending:2:classic/1')], [tokens(140), tokens(60)]);
  await otherWay(at, fork, async () => undefined);
  await at.resume.resume('operator');
  assert.deepEqual(
    [await held(at, 'stake:1'), await held(at, 'stake:2'), await held(at, 'pending:2:classic/1')],
    [tokens(100), tokens(100), 0n],
  );
  await at.readOn();
  await bothAgree(at);
});

test('a chain that has none of the blocks that were read is another chain', async () => {
  const at = await beginStaked();
  const trail = await chainList(at.storage, 'chain/trail');
  const others = trail.map((each) => ({ ...each, hash: `0x${'ab'.repeat(32)}` }));
  await at.storage.transaction((writer) => writer.putDocument('chain/trail', others));
  const cursor = await chainDocument(at.storage, 'chain/cursor');
  await at.storage.transaction((writer) =>
    writer.putDocument('chain/cursor', { ...cursor, hash: `0x${'ab'.repeat(32)}` }),
  );
  await assert.rejects(at.resume.plan(), /has none of the \d+ blocks that are kept/);
});
