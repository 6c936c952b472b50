import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type TestVault, testVault, tokens } from '@robata/contracts/testing';
import { openPostgres, openPostgresBeside, startPostgres } from '@robata/tournament';
import { chainDocument, chainList } from '@robata/tournament/chain';
import { CONFIRMATIONS, type TestChain, testChain } from './testing/chainForTests.ts';

const postgres = await startPostgres();
type PostgresStorage = Awaited<ReturnType<typeof openPostgresBeside>>;

describe('a vault that is read into PostgreSQL', { skip: 'reason' in postgres ? postgres.reason : false }, () => {
  let on: TestVault;
  let storages: PostgresStorage[];
  let processes: TestChain[];
  before(async () => {
    if ('reason' in postgres) return;
    on = await testVault();
    const url = await postgres.createDatabase();
    storages = [await openPostgres(url), await openPostgresBeside(url)];
    const owned = [
      { model: 1, account: 'ada' },
      { model: 2, account: 'bob' },
    ];
    // Each has its own connections and its own copy of the journal, as a process of its own has.
    processes = [await testChain(on, owned, storages[0]), await testChain(on, owned, storages[1])];
    await first().link('ada', on.alice);
    await first().link('bob', on.bob);
  });
  after(async () => {
    for (const storage of storages ?? []) await storage.close();
    await on?.chain.close();
  });
  const first = (): TestChain => processes[0] as TestChain;
  const held = async (account: string): Promise<bigint> => (await first().storage.balances()).get(account) ?? 0n;
  const agrees = async (): Promise<void> => {
    const result = await first().reconciled();
    assert.deepEqual([result?.agrees, result?.rows.map(({ difference }) => difference)], [true, [0n, 0n]]);
  };

  it('posts each event once, however many processes read at the same time', async () => {
    await first().readOn();
    for (let time = 1; time <= 4; time += 1) {
      await on.deposit(on.alice, '1', tokens(10));
      await on.deposit(on.bob, '2', tokens(1));
      await on.release(on.alice, '1', tokens(2));
      await on.chain.mine(CONFIRMATIONS);
      const outcomes = await Promise.all(processes.flatMap(({ watcher }) => [watcher().step(), watcher().step()]));
      assert.ok(outcomes.every(({ status }) => status !== 'halted'));
      await Promise.all(processes.map((each) => each.readOn(each.watcher())));
      assert.deepEqual([await held('stake:1'), await held('stake:2')], [tokens(8 * time), tokens(time)]);
      await agrees();
    }
    assert.deepEqual(await chainList(first().storage, 'chain/waiting'), []);
    const cursors = await Promise.all(storages.map((storage) => chainDocument(storage, 'chain/cursor')));
    assert.deepEqual(cursors[0], cursors[1]);
  });

  it('goes on after a deep reorganization once, whoever asks for it', async () => {
    const fork = await on.chain.snapshot();
    await on.deposit(on.alice, '1', tokens(50));
    await first().readOn();
    assert.equal(await held('stake:1'), tokens(82));
    await on.chain.revert(fork);
    await on.deposit(on.bob, '2', tokens(5));
    await on.chain.mine(6 * CONFIRMATIONS);
    assert.equal((await first().watcher().step()).status, 'halted');
    const asked = await Promise.allSettled(processes.map(({ resume }) => resume.resume('operator')));
    assert.deepEqual(asked.map(({ status }) => status).sort(), ['fulfilled', 'rejected']);
    await first().readOn();
    assert.deepEqual([await held('stake:1'), await held('stake:2')], [tokens(32), tokens(9)]);
    await agrees();
    const resumed = (await first().storage.incidents(20)).filter(({ rule }) => rule === 'chain_resumed');
    assert.equal(resumed.length, 1);
  });
});
