import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { modelKey } from '@robata/contracts';
import { type TestVault, testVault, tokens } from '@robata/contracts/testing';
import { closeConfirmed, roundEngine, smallDesk } from '@robata/tournament';
import { chainList, chainSettler, type VaultClaim } from '@robata/tournament/chain';
import { toHex } from 'viem';
import { mnemonicToAccount, privateKeyToAccount } from 'viem/accounts';
import { type OpenedChain, openChain } from './openChain.ts';
import { CONFIRMATIONS, type TestChain, testChain } from './testing/chainForTests.ts';
import { viemSettler } from './viemSettler.ts';

const vault = await testVault();
after(() => vault.chain.close());
let clean = await vault.chain.snapshot();

/** Of the local chain's accounts, which everybody knows. */
const settlerKey = toHex(
  mnemonicToAccount(`${'test '.repeat(11)}junk`, { addressIndex: 2 }).getHdKey().privateKey as Uint8Array,
);
const iso = (seconds: number): string => new Date(seconds * 1000).toISOString().replace('.000Z', 'Z');
/** Ada's model wins, bob's loses. */
const SCORES: Readonly<Record<number, number>> = { 1: 0.04, 2: -0.04 };

interface Story extends TestChain {
  readonly opened: OpenedChain;
  readonly closes: readonly number[];
  readonly engine: ReturnType<typeof roundEngine>;
  /** Confirms, reads, follows and announces; then vault and ledger have to be the same. */
  readonly settled: () => Promise<void>;
  readonly run: (round: number, kind: 'open' | 'close' | 'score' | 'resolve', day?: number) => Promise<string>;
}

/** Two accounts with a model each and a tournament of rounds of a day that opens its own and settles them when asked. */
async function begin(isAutomatic = false): Promise<Story & { readonly on: TestVault }> {
  await vault.chain.revert(clean);
  clean = await vault.chain.snapshot();
  const owned = [
    { model: 1, account: 'ada' },
    { model: 2, account: 'bob' },
  ];
  const at = await testChain(vault, owned);
  await at.link('ada', vault.alice);
  await at.link('bob', vault.bob);
  const { storage, ledger, on } = at;
  const start = await on.chain.now();
  const closes = [start + 7_200, start + 4 * 86_400];
  const closesAt = (round: number): string => iso(closes[round - 1] as number);
  const desk = smallDesk({
    models: await storage.models(),
    opensAt: () => iso(start),
    closesAt,
    scoredAt: closesAt,
    horizonDays: 1,
    submitted: () => [1, 2],
    scoreOf: (_round, _day, model) => SCORES[model] ?? null,
  });
  let chainTime = start;
  const now = (): Date => new Date(chainTime * 1000);
  const settings = {
    rpc: on.chain.provider as never,
    vault: on.vault,
    confirmations: CONFIRMATIONS,
    fromBlock: 0,
    settlerKey,
    settlesByItself: isAutomatic,
    isTest: false,
  };
  const opened = await openChain({
    settings,
    storage,
    ledger,
    backend: 'pglite',
    owned: async () => owned,
    domain: () => 'robata.test',
    now,
  });
  const engine = roundEngine({
    storage,
    ledger,
    // As the desk of a server.
    desk: {
      ...desk,
      takeSubmissions: async (round) => (await closeConfirmed(storage, round)) ?? desk.takeSubmissions(round),
    },
    now,
    enqueue: async () => null,
  });
  const run: Story['run'] = async (round, kind, day = 0) => {
    chainTime = await on.chain.now();
    if (kind === 'open') await engine.schedule(round, [{ kind, day: 0, dueAt: iso(start) }]);
    return (await engine.run({ round, kind, day })).status;
  };
  const settled = async (): Promise<void> => {
    chainTime = await on.chain.now();
    await on.chain.mine(CONFIRMATIONS);
    await opened.tick();
    const result = await opened.reconcile();
    assert.deepEqual(
      result?.rows.map(({ difference }) => difference),
      [0n, 0n],
    );
    assert.equal(result?.agrees, true);
  };
  await on.send(on.owner, 'fund', tokens(1_000));
  return { ...at, opened, closes, engine, run, settled };
}

const at = async ({ storage }: TestChain, account: string): Promise<bigint> =>
  (await storage.balances()).get(account) ?? 0n;
const until = async ({ chain }: TestVault, time: number): Promise<void> => chain.advance(time - (await chain.now()));
const claimed = (on: TestVault, [claim]: readonly VaultClaim[]) =>
  on.send(on.stranger, 'claim', claim?.account, claim?.key, {
    payout: claim?.payout,
    burn: claim?.burn,
    proof: claim?.proof,
  });

async function playRound(story: Story, round: number): Promise<void> {
  const { on, run, settled, closes } = story;
  await until(on, closes[round - 1] as number);
  assert.equal(await run(round, 'close'), 'missing', 'the chain has not confirmed the close');
  await settled();
  assert.equal(await run(round, 'close'), 'done');
  assert.equal(await run(round, 'score', 1), 'done');
  assert.equal(await run(round, 'resolve'), 'done');
  await settled();
}

test('deposit, stake, close, payout, settlement, claim and withdrawal: vault and ledger are equal at each step', async () => {
  const story = await begin();
  const { on, opened, run, settled, storage } = story;
  const { settler } = opened;
  await run(1, 'open');
  await run(2, 'open');
  await settled();
  await settled();
  assert.deepEqual(
    (await chainList(storage, 'chain/rounds')).map(({ closesAt }) => closesAt),
    story.closes,
  );
  await on.deposit(on.alice, '1', tokens(100));
  await on.deposit(on.bob, '2', tokens(50));
  await settled();
  assert.equal(await at(story, 'stake:1'), tokens(100));

  await playRound(story, 1);
  const paid = (await storage.payouts({ round: 1 })).map(({ amount }) => amount);
  assert.ok((paid[0] as bigint) > 0n && (paid[1] as bigint) < 0n, 'one wins, one loses');
  assert.equal(await at(story, 'wallet:ada'), paid[0]);

  const round = await settler.next();
  assert.equal(round?.round, 1);
  const prepared = await settler.prepare(1);
  assert.deepEqual(prepared?.plan.faults, []);
  assert.equal(prepared?.plan.leaves.payout, paid[0]);
  assert.equal(prepared?.plan.leaves.burn, -(paid[1] as bigint));
  assert.equal(prepared?.plan.leaves.planHash, `0x${(await storage.round(1))?.planHash}`);
  assert.ok((prepared?.estimate?.gas ?? 0n) > 40_000n);
  const sent = await settler.send(1);
  assert.equal((await settler.send(1)).hash, sent.hash, 'asked again it is the same transaction');
  await settled();
  assert.deepEqual(
    (await chainList(storage, 'chain/settlements')).map(({ round, state, transaction }) => [round, state, transaction]),
    [[1, 'settled', sent.hash]],
  );
  const [announced, cost] = await chainList(storage, 'chain/gas');
  assert.match(announced?.id ?? '', /^announce\//);
  assert.equal(cost?.id, 'settle/1/1');
  assert.ok((cost?.gasUsed ?? 0n) > 40_000n && (cost?.gasUsed ?? 0n) < 120_000n);
  assert.equal(await settler.next(), null);

  const early = await opened.claims(on.alice.toLowerCase() as `0x${string}`);
  assert.equal(early.final, null);
  assert.equal(early.coming[0]?.payout, paid[0]);
  await on.waitUntilFinal();
  const { claims, final } = await opened.claims(on.alice.toLowerCase() as `0x${string}`);
  assert.equal(final?.round, 1);
  await claimed(on, claims);
  await settled();
  assert.equal((await on.stakeOf(on.alice, '1')).available, paid[0]);
  await on.withdraw(on.alice, '1');
  await settled();
  assert.equal(await at(story, 'wallet:ada'), 0n);
  assert.equal(await on.balanceOf(on.alice), tokens(1_000_000 - 100) + (paid[0] as bigint));

  // Bob claims after two rounds at once: a leaf is cumulative.
  await playRound(story, 2);
  const second = await settler.send((await settler.next())?.round ?? 0);
  assert.notEqual(second.hash, sent.hash);
  await settled();
  await on.waitUntilFinal();
  const lost = -(await storage.payouts({ model: 2 })).reduce((sum, { amount }) => sum + amount, 0n);
  await on.release(on.bob, '2', tokens(50));
  await settled();
  await claimed(on, (await opened.claims(on.bob.toLowerCase() as `0x${string}`)).claims);
  await settled();
  assert.equal((await on.stakeOf(on.bob, '2')).burned, lost);
  await on.withdraw(on.bob, '2');
  await settled();
  assert.equal(await on.balanceOf(on.bob), tokens(1_000_000) - lost);
  for (const account of ['stake:2', 'wallet:bob']) assert.equal(await at(story, account), 0n);
  assert.deepEqual(await chainList(storage, 'chain/waiting'), []);
});

test('a payout that compounds becomes stake when it is claimed, in the ledger as in the vault', async () => {
  const story = await begin(true);
  const { on, opened, run, settled, storage } = story;
  await run(1, 'open');
  await settled();
  await on.deposit(on.alice, '1', tokens(100));
  await on.send(on.alice, 'setCompounding', modelKey('1'), true);
  await settled();
  await playRound(story, 1);
  await settled();
  await settled();
  assert.equal((await chainList(storage, 'chain/settlements')).length, 1, 'settled by itself');
  const [paid] = await storage.payouts({ round: 1 });
  assert.equal(await at(story, 'stake:1'), tokens(100), 'the vault counts it once it is claimed');
  await on.waitUntilFinal();
  await claimed(on, (await opened.claims(on.alice.toLowerCase() as `0x${string}`)).claims);
  await settled();
  assert.equal(await at(story, 'stake:1'), tokens(100) + (paid?.amount ?? 0n));
  assert.equal((await on.stakeOf(on.alice, '1')).active, tokens(100) + (paid?.amount ?? 0n));
});

test('a settlement that was kept and never sent is sent once by whoever comes next', async () => {
  const story = await begin();
  const { on, run, settled, storage, ledger, chain } = story;
  await run(1, 'open');
  await settled();
  await on.deposit(on.alice, '1', tokens(100));
  await settled();
  await playRound(story, 1);
  const account = privateKeyToAccount(settlerKey);
  const sender = await viemSettler({ rpc: on.chain.provider as never, vault: on.vault, account });
  const common = {
    storage,
    ledger,
    chain,
    owned: async () => story.owned,
    confirmations: CONFIRMATIONS,
    now: () => new Date(0),
  };
  const dying = chainSettler({
    ...common,
    settler: { ...sender, broadcast: () => Promise.reject(new Error('the power failed')) },
  });
  await assert.rejects(dying.send(1), /the power failed/);
  const next = chainSettler({ ...common, settler: sender });
  const again = await next.send(1);
  await next.follow();
  await next.follow();
  await on.chain.mine(CONFIRMATIONS);
  assert.deepEqual(
    (await next.follow()).map(({ id, state, hash }) => [id, state, hash]),
    [['settle/1/1', 'mined', again.hash]],
  );
  assert.equal((await next.send(1)).hash, again.hash, 'mined, and not read yet: not sent again');
  await settled();
  assert.equal((await chainList(storage, 'chain/settlements')).length, 1);
  await assert.rejects(next.send(1), /settled already/);
});

test('who leaves at once while a closed round counts the stake has left the ledger once that round has resolved', async () => {
  const story = await begin();
  const { on, opened, run, settled, storage, closes } = story;
  await run(1, 'open');
  await settled();
  await on.deposit(on.alice, '1', tokens(100));
  await settled();
  await until(on, closes[0] as number);
  await settled();
  assert.equal(await run(1, 'close'), 'done');
  await on.chain.advance(on.parameters.silence);
  await on.send(on.alice, 'exit', modelKey('1'));
  assert.equal(await on.balanceOf(on.alice), tokens(1_000_000));
  await on.chain.mine(CONFIRMATIONS);
  await opened.tick();
  assert.deepEqual(
    (await chainList(storage, 'chain/waiting')).map(({ reason }) => reason),
    ['ledger_short'],
  );
  assert.deepEqual([await at(story, 'stake:1'), await at(story, 'pending:1:classic/1')], [0n, tokens(100)]);
  assert.equal(await run(1, 'score', 1), 'done');
  assert.equal(await run(1, 'resolve'), 'done');
  await settled();
  assert.deepEqual(await chainList(storage, 'chain/waiting'), []);
  const [paid] = (await storage.payouts({ model: 1 })).map(({ amount }) => amount);
  assert.ok((paid ?? 0n) > 0n);
  assert.deepEqual(
    [await at(story, 'pending:1:classic/1'), await at(story, 'wallet:ada')],
    [0n, paid],
    'the payout is still owed',
  );
});

test('a settlement that a guardian struck out can be sent again, and a difference stops it', async () => {
  const story = await begin();
  const { on, opened, run, settled, storage } = story;
  await run(1, 'open');
  await settled();
  await on.deposit(on.alice, '1', tokens(100));
  await settled();
  await playRound(story, 1);
  const first = await opened.settler.send(1);
  await settled();
  await on.send(on.guardian, 'veto');
  await settled();
  assert.equal((await chainList(storage, 'chain/settlements'))[0]?.state, 'struck');
  await on.send(on.alice, 'deposit', modelKey('1'), 1n);
  await story.ledger.transact((book) => {
    book.post({ idempotencyKey: 'by hand', command: { kind: 'deposit', account: 'bob', amount: 1n as never } });
  });
  await on.chain.mine(CONFIRMATIONS);
  await opened.tick();
  await opened.reconcile();
  await assert.rejects(opened.settler.send(1), /vault and ledger differ/);
  await story.ledger.transact((book) => {
    book.post({ idempotencyKey: 'back', command: { kind: 'reversal', reverses: 'by hand', reason: 'a mistake' } });
  });
  await settled();
  const second = await opened.settler.send(1);
  assert.equal(second.id, 'settle/1/2');
  assert.notEqual(second.hash, first.hash);
  await settled();
  assert.deepEqual(
    (await chainList(storage, 'chain/settlements')).map(({ state }) => state),
    ['struck', 'settled'],
  );
});
