import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { modelKey, stakingVaultAbi } from '@robata/contracts';
import { randomSource, refusal, type TestVault, testVault, tokens } from '@robata/contracts/testing';
import {
  closeConfirmed,
  configurationBook,
  memoryStorage,
  robata1,
  type RoundDesk,
  roundEngine,
  sharedLedger,
  smallDesk,
} from '@robata/tournament';
import { chainList, chainSettler, type VaultClaim } from '@robata/tournament/chain';
import { encodeFunctionData, toHex } from 'viem';
import { mnemonicToAccount, privateKeyToAccount } from 'viem/accounts';
import { type OpenedChain, openChain } from './openChain.ts';
import { CONFIRMATIONS, type TestChain, testChain } from './testing/chainForTests.ts';
import { viemSender } from './viemSender.ts';

const vault = await testVault();
after(() => vault.chain.close());
let clean = await vault.chain.snapshot();

/** Of the local chain's accounts, which everybody knows. */
const keyOf = (addressIndex: number) =>
  toHex(mnemonicToAccount(`${'test '.repeat(11)}junk`, { addressIndex }).getHdKey().privateKey as Uint8Array);
const [settlerKey, guardianKey] = [keyOf(2), keyOf(3)];
const FEES = { stuckBlocks: 25, priceMax: 10n ** 12n };
const iso = (seconds: number): string => new Date(seconds * 1000).toISOString().replace('.000Z', 'Z');
/** Ada's model wins, bob's loses. */
const SCORES: Readonly<Record<number, number>> = { 1: 0.04, 2: -0.04 };

interface Story extends TestChain {
  readonly opened: OpenedChain;
  /** Another process on the same storage, which `settled` goes on with. */
  readonly restarted: () => Promise<OpenedChain>;
  readonly closes: readonly number[];
  readonly engine: ReturnType<typeof roundEngine>;
  /** Confirms, reads, follows and announces; then vault and ledger have to be the same. */
  readonly settled: () => Promise<void>;
  readonly run: (round: number, kind: 'open' | 'close' | 'score' | 'resolve', day?: number) => Promise<string>;
}

/** Two accounts with a model each and a tournament of rounds of a day that opens its own and settles them when asked. */
async function begin({
  isAutomatic = false,
  pauses = false,
  isJoint = false,
  funds = tokens(1_000),
  rounds = 2,
  owned = [
    { model: 1, account: 'ada' },
    { model: 2, account: 'bob' },
  ],
  scoreOf = (_round: number, model: number): number | null => SCORES[model] ?? null,
  /** Seconds from the close to the scores. */
  scoredAfter = 0,
} = {}): Promise<Story & { readonly on: TestVault }> {
  await vault.chain.request('evm_setAutomine', [true]);
  await vault.chain.revert(clean);
  clean = await vault.chain.snapshot();
  const at = await testChain(vault, owned);
  await at.link('ada', vault.alice);
  await at.link('bob', vault.bob);
  const { storage, ledger, on } = at;
  if (isJoint) {
    const models = (await storage.models()).map((each) =>
      each.id === 2 ? { ...each, tournament: 'signals' as const } : each,
    );
    await storage.transaction((writer) => writer.putModels(models));
  }
  const start = await on.chain.now();
  const closes = Array.from({ length: rounds }, (_, at) => start + (at === 0 ? 7_200 : at * 4 * 86_400));
  const closesAt = (round: number): string => iso(closes[round - 1] as number);
  const desk = smallDesk({
    models: await storage.models(),
    opensAt: () => iso(start),
    closesAt,
    scoredAt: (round) => iso((closes[round - 1] as number) + scoredAfter),
    horizonDays: 1,
    submitted: () => owned.map(({ model }) => model),
    scoreOf: (round, _day, model) => scoreOf(round, model),
  });
  const joint: Partial<RoundDesk> = {
    async open(round) {
      const opening = await desk.open(round);
      if ('missing' in opening) return opening;
      const keys = (await desk.policy(opening.record)).scores.map(({ key }) => key);
      return { ...opening, record: { ...opening.record, signals: { keys, payoutFactor: null, planHash: null } } };
    },
    signalsPolicy: async (round) => ({ ...(await desk.policy(round)), id: 'signals' }),
  };
  let chainTime = start;
  const now = (): Date => new Date(chainTime * 1000);
  const settings = {
    rpc: on.chain.provider as never,
    vault: on.vault,
    confirmations: CONFIRMATIONS,
    fromBlock: 0,
    settlerKey,
    settlesByItself: isAutomatic,
    guardianKey: pauses ? guardianKey : null,
    pausesByItself: pauses,
    ...FEES,
    isTest: false,
  };
  const open = () =>
    openChain({
      settings,
      storage,
      ledger,
      backend: 'pglite',
      owned: async () => owned,
      siteUrl: () => 'https://robata.test',
      now,
    });
  const opened = await open();
  let newest = opened;
  const restarted = async (): Promise<OpenedChain> => {
    newest = await open();
    return newest;
  };
  const engine = roundEngine({
    storage,
    ledger,
    // As the desk of a server.
    desk: {
      ...desk,
      ...(isJoint && joint),
      takeSubmissions: async (round) => (await closeConfirmed(storage, round)) ?? desk.takeSubmissions(round),
      beforeResolution(book, { round, totalPayout }) {
        book.post({ idempotencyKey: `treasury:${round}`, command: { kind: 'treasury_deposit', amount: totalPayout } });
      },
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
    await newest.tick();
    const result = await newest.reconcile();
    assert.deepEqual(
      result?.rows.map(({ difference }) => difference),
      [0n, 0n],
    );
    assert.equal(result?.agrees, true);
  };
  if (funds > 0n) await on.send(on.owner, 'fund', funds);
  return { ...at, opened, restarted, closes, engine, run, settled };
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
  const unread = await opened.claims(on.bob.toLowerCase() as `0x${string}`);
  assert.deepEqual([unread.final?.round, unread.pending], [1, null], 'final while the next one is not read');
  const sentNow = await on.chain.snapshot();
  await claimed(on, unread.claims);
  await on.chain.revert(sentNow);
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
  const story = await begin({ isAutomatic: true });
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
  const sender = viemSender({ rpc: on.chain.provider as never, vault: on.vault, account });
  const common = {
    storage,
    ledger,
    chain,
    owned: async () => story.owned,
    confirmations: CONFIRMATIONS,
    fees: { ...FEES, raisesByItself: false },
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

test('an exit with burns that still waits takes neither what is staked after it nor what another model has, and is no difference', async () => {
  const owned = [
    { model: 1, account: 'ada' },
    { model: 3, account: 'ada' },
    { model: 2, account: 'bob' },
  ];
  const story = await begin({ owned, scoreOf: () => -0.04 });
  const { on, opened, run, settled, storage, closes } = story;
  for (const round of [1, 2]) await run(round, 'open');
  await settled();
  await on.deposit(on.alice, '1', tokens(60));
  await settled();
  await playRound(story, 1);
  assert.equal(await at(story, 'stake:1'), tokens(57), 'a burn that no settlement has');
  await until(on, closes[1] as number);
  await settled();
  assert.equal(await run(2, 'close'), 'done');
  await on.release(on.alice, '1', tokens(60));
  await on.deposit(on.alice, '3', tokens(70));
  await on.chain.advance(on.parameters.silence);
  // All of it is pending in the ledger, for the round counts it.
  await on.send(on.alice, 'exit', modelKey('1'));
  await settled();
  await on.deposit(on.alice, '1', tokens(40));
  for (const _ of [1, 2]) await settled();
  assert.equal(await at(story, 'stake:1'), tokens(40));
  await on.release(on.alice, '3', tokens(70));
  for (const _ of [1, 2]) await settled();
  assert.equal(await at(story, 'wallet:ada'), tokens(70), 'of model 3');
  await on.send(on.alice, 'exit', modelKey('3'));
  await settled();
  assert.equal(await at(story, 'wallet:ada'), 0n);
  assert.deepEqual(
    (await chainList(storage, 'chain/waiting')).map(({ event, reason }) => [event.kind, reason]),
    [['exited', 'ledger_short']],
  );
  assert.equal(await run(2, 'score', 1), 'done');
  assert.equal(await run(2, 'resolve'), 'done');
  await settled();
  assert.deepEqual(await chainList(storage, 'chain/waiting'), []);
  const [row] = (await opened.reconcile())?.rows ?? [];
  assert.deepEqual([row?.vault, row?.ledger, row?.lost], [tokens(40), tokens(40), tokens(5.85)]);
});

test('however late both are done, a round that is due after the next one’s close resolves after its snapshot', async () => {
  const story = await begin({ scoredAfter: 5 * 86_400 });
  const { on, run, settled, closes } = story;
  for (const round of [1, 2]) await run(round, 'open');
  await settled();
  await on.deposit(on.bob, '2', tokens(100));
  await settled();
  await until(on, closes[0] as number);
  await settled();
  assert.equal(await run(1, 'close'), 'done');
  // The chain is not read for as long.
  await until(on, (closes[0] as number) + 6 * 86_400);
  assert.equal(await run(1, 'score', 1), 'done');
  assert.equal(await run(1, 'resolve'), 'missing');
  assert.equal(await run(2, 'close'), 'missing');
  await settled();
  assert.equal(await run(1, 'resolve'), 'missing');
  assert.equal(await run(2, 'close'), 'done');
  assert.equal(await run(1, 'resolve'), 'done');
  assert.equal((await story.storage.entries({ round: 2, model: 2 }))[0]?.atRisk, tokens(100), 'without its burn');
});

test('a payout waits until somebody has funded the vault’s treasury, later rounds wait for it, and what comes wakes it', async () => {
  const story = await begin({ funds: 0n });
  const { on, run, settled, storage, closes } = story;
  await run(1, 'open');
  await run(2, 'open');
  await settled();
  await settled();
  await on.deposit(on.alice, '1', tokens(100));
  for (const round of [1, 2]) {
    await until(on, closes[round - 1] as number);
    await settled();
    assert.equal(await run(round, 'close'), 'done');
    assert.equal(await run(round, 'score', 1), 'done');
    assert.equal(await run(round, 'resolve'), 'missing');
  }
  const postponed = async (round: number) => (await storage.steps(round)).at(-1)?.postponed ?? '';
  assert.match(await postponed(1), /The treasury lacks 5: .* fund of the vault/);
  assert.match(await postponed(2), /Round 1 closed before/);
  assert.equal(await at(story, 'treasury'), 0n);
  assert.equal(await run(1, 'resolve'), 'missing');
  const due = async () => (await storage.dueSteps(iso(await on.chain.now()))).map(({ round }) => round);
  assert.ok(!(await due()).includes(1), 'not before it is tried again');
  await on.send(on.owner, 'fund', tokens(20));
  await settled();
  assert.ok((await due()).includes(1));
  assert.equal(await run(1, 'resolve'), 'done');
  assert.equal(await run(2, 'resolve'), 'done');
  const paid = (await storage.payouts({ model: 1 })).reduce((sum, { amount }) => sum + amount, 0n);
  assert.equal(await at(story, 'treasury'), tokens(20) - paid, 'nobody else brought anything');
  await settled();
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
  await on.send(on.alice, 'deposit', modelKey('1'), tokens(1));
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

test('a payout that was claimed is staked again, and withdrawn is what is left of it', async () => {
  const story = await begin();
  const { on, opened, run, settled, storage } = story;
  await run(1, 'open');
  await settled();
  await on.deposit(on.alice, '1', tokens(100));
  await settled();
  await playRound(story, 1);
  const [paid] = (await storage.payouts({ round: 1 })).map(({ amount }) => amount);
  await opened.settler.send(1);
  await settled();
  await on.waitUntilFinal();
  await claimed(on, (await opened.claims(on.alice.toLowerCase() as `0x${string}`)).claims);
  await settled();
  await on.send(on.alice, 'restake', modelKey('1'), tokens(2));
  await settled();
  assert.deepEqual(
    [await at(story, 'stake:1'), await at(story, 'wallet:ada')],
    [tokens(102), (paid as bigint) - tokens(2)],
  );
  await on.withdraw(on.alice, '1');
  await settled();
  assert.deepEqual([await at(story, 'stake:1'), await at(story, 'wallet:ada')], [tokens(102), 0n]);
});

test('a joint round of Classic and Signals is two rounds of the ledger and one of the vault: one root settles both', async () => {
  const story = await begin({ isJoint: true });
  const { on, opened, run, settled, storage } = story;
  await run(1, 'open');
  await settled();
  await on.deposit(on.alice, '1', tokens(100));
  await on.deposit(on.bob, '2', tokens(50));
  await settled();
  await playRound(story, 1);
  const { rounds } = await story.ledger.journal();
  assert.deepEqual(
    ['classic/1', 'signals/1'].map((id) => [
      rounds.get(id as never)?.state,
      [...(rounds.get(id as never)?.atRisk ?? [])],
    ]),
    [
      ['resolved', [['1', tokens(100)]]],
      ['resolved', [['2', tokens(50)]]],
    ],
  );
  const plan = (await opened.settler.prepare(1))?.plan;
  const [won, lost] = (await storage.payouts({ round: 1 })).map(({ amount }) => amount) as [bigint, bigint];
  assert.deepEqual(
    [plan?.leaves.included, plan?.leaves.payout, plan?.leaves.burn],
    [['classic/1', 'signals/1'], won, -lost],
  );
  await opened.settler.send(1);
  await settled();
  assert.equal((await chainList(storage, 'chain/settlements')).length, 1);
  await on.waitUntilFinal();
  for (const who of [on.alice, on.bob]) {
    await claimed(on, (await opened.claims(who.toLowerCase() as `0x${string}`)).claims);
    await settled();
  }
  assert.equal((await on.stakeOf(on.bob, '2')).active, tokens(50) + lost);
});

test('a settlement that a reorganization took back is sent again as it was, and counts once', async () => {
  const story = await begin();
  const { on, opened, run, settled, storage } = story;
  await run(1, 'open');
  await settled();
  await on.deposit(on.alice, '1', tokens(100));
  await settled();
  await playRound(story, 1);
  const fork = await on.chain.snapshot();
  const sent = await opened.settler.send(1);
  await settled();
  await settled();
  assert.equal((await chainList(storage, 'chain/outbox')).at(-1)?.state, 'mined');
  await on.chain.revert(fork);
  // One by one: of blocks mined at once after a revert the local chain has no state.
  for (let block = 0; block < 5 * CONFIRMATIONS; block += 1) await on.chain.advance(1);
  await opened.tick();
  assert.deepEqual(
    (await chainList(storage, 'chain/halts')).map(({ kind }) => kind),
    ['reorganization'],
  );
  await assert.rejects(opened.settler.send(1), /Nothing is settled/);
  const branch = await opened.resume.plan();
  assert.deepEqual([branch?.gone.map(({ kind }) => kind), branch?.entries, branch?.faults], [['settled'], [], []]);
  await opened.resume.resume('operator');
  assert.deepEqual(await chainList(storage, 'chain/settlements'), []);
  await settled();
  await settled();
  await settled();
  assert.deepEqual(
    (await chainList(storage, 'chain/settlements')).map(({ round, transaction }) => [round, transaction]),
    [[1, sent.hash]],
  );
  assert.deepEqual(
    (await chainList(storage, 'chain/gas'))
      .filter(({ id }) => id.startsWith('settle/'))
      .map(({ transaction }) => transaction),
    [sent.hash],
  );
});

test('who withdraws after the grace without having claimed a burn has left it: it is booked, nothing halts, and the next claim brings it back', async () => {
  const story = await begin();
  const { on, opened, run, settled, storage, closes } = story;
  await run(1, 'open');
  await settled();
  await on.deposit(on.alice, '1', tokens(100));
  await on.deposit(on.bob, '2', tokens(100));
  await settled();
  await until(on, closes[0] as number);
  await settled();
  assert.equal(await run(1, 'close'), 'done');
  await on.release(on.bob, '2', tokens(60));
  await settled();
  for (const [kind, day] of [
    ['score', 1],
    ['resolve', 0],
  ] as const)
    assert.equal(await run(1, kind, day), 'done');
  await opened.settler.send(1);
  await settled();
  const lost = -(await storage.payouts({ model: 2 })).reduce((sum, { amount }) => sum + amount, 0n);
  assert.ok(lost > 0n);
  const sumsOfBob = async () =>
    (await chainList(storage, 'chain/sums')).filter(({ address }) => address === on.bob.toLowerCase());
  assert.equal(await at(story, 'wallet:bob'), tokens(60) - lost, 'the ledger has burned out of what leaves');
  await on.chain.advance(on.parameters.releaseDelay + 8 * 86_400);
  await on.withdraw(on.bob, '2');
  assert.equal(await on.balanceOf(on.bob), tokens(1_000_000 - 40), 'the vault paid all of it');
  await settled();
  assert.deepEqual([await chainList(storage, 'chain/waiting'), await chainList(storage, 'chain/halts')], [[], []]);
  assert.deepEqual(
    (await sumsOfBob()).map(({ lost: units }) => units),
    [lost],
  );
  assert.deepEqual([await at(story, 'wallet:bob'), await at(story, 'stake:2')], [0n, tokens(40)]);
  await claimed(on, (await opened.claims(on.bob.toLowerCase() as `0x${string}`)).claims);
  await settled();
  assert.deepEqual(
    [await at(story, 'stake:2'), (await on.stakeOf(on.bob, '2')).active],
    [tokens(40) - lost, tokens(40) - lost],
  );
  assert.deepEqual(
    (await sumsOfBob()).map(({ burned, lost: units }) => [burned, units]),
    [[lost, 0n]],
  );
});

test('what a round of the vault that was passed over would have moved stays owed beyond the clip, and stops nobody', async () => {
  const story = await begin();
  const { on, opened, run, settled, closes, storage } = story;
  await run(1, 'open');
  await run(2, 'open');
  await settled();
  await on.deposit(on.alice, '1', tokens(100));
  await on.deposit(on.bob, '2', tokens(100));
  await settled();
  await playRound(story, 1);
  await playRound(story, 2);
  assert.match(
    (await opened.settler.prepare(2))?.plan.faults.join() ?? '',
    /Round 1 of the vault can still be settled/,
  );
  await until(on, (closes[0] as number) + on.parameters.settleWindow + 60);
  await settled();
  assert.equal((await opened.settler.next())?.round, 2);
  const plan = (await opened.settler.prepare(2))?.plan;
  assert.deepEqual(plan?.faults, []);
  const sums = new Map<number, bigint>();
  for (const { model, amount } of await storage.payouts({})) sums.set(model, (sums.get(model) ?? 0n) + amount);
  const limit = tokens(5);
  const [won, lost] = [sums.get(1) as bigint, -(sums.get(2) as bigint)];
  assert.ok(won > limit && lost > limit, 'both rounds together are beyond the clip of one');
  assert.deepEqual([plan?.leaves.payout, plan?.leaves.burn], [limit, limit]);
  assert.deepEqual(
    plan?.owed.map(({ model, payout, burn }) => [model, payout, burn]),
    [
      ['1', won - limit, 0n],
      ['2', 0n, lost - limit],
    ],
  );
  const owedNow = async () => (await opened.reconcile())?.owed;
  const row = (model: string, payout: bigint, burn: bigint) => {
    return { account: model === '1' ? 'ada' : 'bob', model, payout, burn };
  };
  const first = await storage.payouts({ round: 1 });
  assert.deepEqual(
    await owedNow(),
    [row('1', first[0]?.amount as bigint, 0n), row('2', 0n, -(first[1]?.amount as bigint))],
    'of the round that was passed over; the second one can still be settled',
  );
  await opened.settler.send(2, plan?.leaves.planHash);
  await settled();
  assert.deepEqual(await owedNow(), [row('1', won - limit, 0n), row('2', 0n, lost - limit)]);
  // Also of what the clip held back leaves can be made again.
  const [settlement] = await chainList(storage, 'chain/settlements');
  const key = `chain/leaves/2/${settlement?.root}`;
  const leaves = await storage.document(key);
  await storage.transaction((writer) => writer.putDocument(key, null));
  assert.equal(await owedNow(), undefined, 'not known without the leaves');
  assert.equal(await (await story.restarted()).settler.keepLeaves(), null);
  assert.deepEqual(await storage.document(key), leaves);
  assert.deepEqual(
    (await storage.incidents(2)).map(({ rule, rows }) => [rule, rows]),
    [
      ['chain_leaves_made_again', 1],
      ['chain_beyond_clip', 2],
    ],
  );
  assert.equal((await chainList(storage, 'chain/settlements')).length, 1);
});

test('where the guardian’s key is, a difference pauses the vault once, closes are announced all the same, and agreement and an operator let it go on', async () => {
  const story = await begin({ pauses: true });
  const { on, opened, run, settled, storage } = story;
  await on.deposit(on.alice, '1', tokens(100));
  await settled();
  const post = (idempotencyKey: string, command: object) =>
    story.ledger.transact((book) => void book.post({ idempotencyKey, command: command as never }));
  await post('by hand', { kind: 'deposit', account: 'bob', amount: 1n });
  await opened.reconcile();
  await opened.reconcile();
  const pausedUntil = async (): Promise<number> =>
    (await opened.chain.totals((await opened.chain.head()).number)).pausedUntil;
  assert.ok((await pausedUntil()) > (await on.chain.now()));
  const pauses = (await chainList(storage, 'chain/outbox')).filter(({ id }) => id.startsWith('pause/'));
  assert.equal(pauses.length, 1);
  assert.equal(await refusal(on.deposit(on.alice, '1', tokens(1))), 'IsPaused');
  await run(1, 'open');
  await post('back', { kind: 'reversal', reverses: 'by hand', reason: 'a mistake' });
  await on.chain.mine(CONFIRMATIONS);
  await opened.reconcile();
  await opened.guardian.follow();
  assert.deepEqual(await chainList(storage, 'chain/halts'), []);
  assert.ok((await pausedUntil()) > (await on.chain.now()), 'somebody ends the pause');
  await opened.guardian.send('unpause');
  assert.ok((await pausedUntil()) <= (await on.chain.now()));
  await settled();
  await on.deposit(on.alice, '1', tokens(1));
  await settled();
});

const GWEI = 10n ** 9n;
/** Blocks that ask for so much for each gas; none is mined unasked from then on. */
async function mineAt({ chain }: TestVault, gwei: number, blocks = 1, seconds = 1): Promise<void> {
  await chain.request('evm_setAutomine', [false]);
  for (let block = 0; block < blocks; block += 1) {
    await chain.request('hardhat_setNextBlockBaseFeePerGas', [toHex(BigInt(gwei) * GWEI)]);
    await chain.advance(block === 0 ? seconds : 1);
  }
}
const statesOf = async ({ storage }: TestChain) =>
  (await chainList(storage, 'chain/outbox')).map(({ id, state }) => `${id.replace(/\d{9,}/g, 'close')} ${state}`);

/** Round 1 is resolved, and no block takes its settlement. */
async function beginStuck(gwei = 1): Promise<Awaited<ReturnType<typeof begin>>> {
  const story = await begin();
  const { on, opened, run, settled } = story;
  await run(1, 'open');
  await settled();
  await on.deposit(on.alice, '1', tokens(100));
  await settled();
  await playRound(story, 1);
  await mineAt(on, gwei);
  await opened.settler.send(1);
  return story;
}

test('a settlement that no block takes gives way to the close of a round that opens meanwhile, and is sent again after it', async () => {
  const story = await beginStuck();
  const { on, opened, run, settled, storage } = story;
  await run(2, 'open');
  await mineAt(on, 50, FEES.stuckBlocks - 1);
  await opened.tick();
  assert.deepEqual(await statesOf(story), ['announce/close/1 mined', 'settle/1/1 sent'], 'not stuck yet');
  await mineAt(on, 50);
  await opened.tick();
  assert.deepEqual(await statesOf(story), ['announce/close/1 mined', 'settle/1/1 sent', 'announce/close/1 sent']);
  const [, settlement, announcement] = await chainList(storage, 'chain/outbox');
  assert.equal(announcement?.nonce, settlement?.nonce, 'a block takes one of the two');
  await assert.rejects(opened.settler.send(1), /Announce\/\d+\/1 is under way/);
  await opened.tick();
  assert.equal((await statesOf(story)).length, 3, 'the one that gave way is not sent again beside it');
  await mineAt(on, 50, 1 + CONFIRMATIONS);
  await on.chain.request('evm_setAutomine', [true]);
  await settled();
  await settled();
  assert.deepEqual(
    (await chainList(storage, 'chain/rounds')).map(({ closesAt }) => closesAt),
    story.closes,
  );
  assert.deepEqual((await statesOf(story)).slice(1), ['settle/1/1 replaced', 'announce/close/1 mined']);
  const told = (await storage.incidents(9)).map(({ rule }) => rule);
  assert.deepEqual(
    told.filter((rule) => rule.startsWith('chain_')),
    ['chain_transaction_gave_way', 'chain_transaction_stuck'],
  );
  await opened.settler.send(1);
  await settled();
  await settled();
  assert.equal((await statesOf(story)).at(-1), 'settle/1/2 mined');
  assert.deepEqual(
    (await chainList(storage, 'chain/settlements')).map(({ round, state }) => [round, state]),
    [[1, 'settled']],
  );
});

test('of a settlement and the announcement in its place a block may take the first one all the same: then the close is announced anew', async () => {
  const story = await beginStuck();
  const { on, opened, run, settled, storage } = story;
  await run(2, 'open');
  await mineAt(on, 50, FEES.stuckBlocks);
  const lost = await on.chain.snapshot();
  await opened.tick();
  assert.match((await statesOf(story)).at(-1) ?? '', /^announce/);
  // A node that has only the first one.
  await on.chain.revert(lost);
  await mineAt(on, 1, 1 + CONFIRMATIONS);
  await on.chain.request('evm_setAutomine', [true]);
  await settled();
  await settled();
  await settled();
  assert.deepEqual((await statesOf(story)).slice(1), [
    'settle/1/1 mined',
    'announce/close/1 replaced',
    'announce/close/2 mined',
  ]);
  assert.equal((await chainList(storage, 'chain/settlements')).length, 1);
  assert.equal((await chainList(storage, 'chain/rounds')).length, 2);
});

test('where nothing can be offered in the place of a stuck settlement, it is told once which round that costs', async () => {
  // Above the most that is paid: 1,000 gwei.
  const story = await beginStuck(2_000);
  const { on, opened, run, storage } = story;
  await run(2, 'open');
  await mineAt(on, 2_000, FEES.stuckBlocks);
  await opened.tick();
  await opened.tick();
  const told = (await storage.incidents(9)).filter(({ rule }) => rule === 'chain_transaction_in_the_way');
  assert.equal(told.length, 1);
  assert.match(told[0]?.message ?? '', /settle\/1\/1 .* round 2 has to be cancelled.*robata chain bump --max-fee/);
  assert.deepEqual((await statesOf(story)).slice(1), ['settle/1/1 sent']);
});

test('a close that the vault takes no more is told at once and once, not only when it has come', async () => {
  const story = await begin();
  const { on, opened, run, settled, storage, closes } = story;
  await on.deposit(on.alice, '1', tokens(100));
  // By somebody who has the settler's key.
  await on.send(on.settler, 'announceRounds', [(closes[1] as number) + 3_600]);
  await settled();
  await run(2, 'open');
  for (const _ of [1, 2]) await settled();
  assert.equal(await opened.settler.announce(), null);
  const told = (await storage.incidents(9)).filter(({ rule }) => rule === 'chain_close_untold');
  assert.deepEqual(
    told.map(({ round }) => round),
    [2],
  );
  assert.match(told[0]?.message ?? '', /knows a later one .*round cancel 2.*dropRounds/);
});

test('a settlement whose time is past is offered no more: a transfer of nothing takes its nonce, and later rounds are settled', async () => {
  const story = await beginStuck();
  const { on, opened, run, settled, storage, closes } = story;
  const past = (closes[0] as number) + on.parameters.settleWindow + 60;
  await mineAt(on, 50, 1, past - (await on.chain.now()));
  await assert.rejects(opened.settler.bump(), /its nonce is freed by itself/);
  await opened.tick();
  const sent = await chainList(storage, 'chain/outbox');
  assert.deepEqual((await statesOf(story)).slice(1), ['settle/1/1 sent', 'free/1/1 sent']);
  assert.equal(sent[2]?.nonce, sent[1]?.nonce);
  assert.equal(sent[1]?.offers, undefined, 'never raised');
  await mineAt(on, 50, 1 + CONFIRMATIONS);
  await on.chain.request('evm_setAutomine', [true]);
  await settled();
  assert.deepEqual((await statesOf(story)).slice(1), ['settle/1/1 replaced', 'free/1/1 mined']);
  assert.ok(((await chainList(storage, 'chain/gas')).at(-1)?.gasUsed ?? 0n) < 22_000n);
  assert.equal(await opened.settler.free(), null);
  await assert.rejects(opened.settler.send(1), /could be settled until/);
  assert.equal(await run(2, 'open'), 'done');
});

test('leaves that a restored backup does not have are made again from the ledger, with the stakes of then; proofs are served and the next round is settled', async () => {
  const story = await begin();
  const { on, opened, restarted, run, settled, storage } = story;
  await run(1, 'open');
  await run(2, 'open');
  await settled();
  await on.deposit(on.alice, '1', tokens(100));
  await on.deposit(on.bob, '2', tokens(100));
  await settled();
  await playRound(story, 1);
  // Between the plan and its block: no leaf of that settlement.
  const { leaves } = (await opened.settler.prepare(1))?.plan ?? {};
  await on.deposit(on.alice, '2', tokens(1));
  await on.deposit(on.bob, '1', tokens(1));
  await opened.settler.send(1);
  await settled();
  await playRound(story, 2);
  const [settlement] = await chainList(storage, 'chain/settlements');
  assert.equal(settlement?.root, leaves?.root);
  const key = `chain/leaves/1/${settlement?.root}`;
  const kept = await storage.document(key);
  await storage.transaction((writer) => writer.putDocument(key, null));
  await on.waitUntilFinal();
  const proofs = async () => (await opened.claims(on.bob.toLowerCase() as `0x${string}`)).claims.length;
  assert.equal(await proofs(), 0);
  const after = await restarted();
  await after.tick();
  assert.deepEqual(await storage.document(key), kept);
  assert.equal(await proofs(), 1);
  assert.deepEqual((await after.settler.prepare(2))?.plan.faults, []);
  assert.equal((await storage.incidents(1))[0]?.rule, 'chain_leaves_made_again');

  // Of a ledger that says something else they cannot be made; it is told once what to do.
  await storage.transaction(async (writer) => {
    await writer.putDocument(key, null);
    await writer.putDocument('chain/settlements', [
      { ...(await chainList(writer, 'chain/settlements'))[0], payout: '1', burn: '0', planHash: '0x00' },
    ]);
  });
  const other = await restarted();
  await other.tick();
  await other.tick();
  const told = (await storage.incidents(9)).filter(({ rule }) => rule === 'chain_leaves_missing');
  assert.equal(told.length, 1);
  assert.match((await other.settler.prepare(2))?.plan.faults[0] ?? '', /restore a later backup.*veto/);
});

test('a tournament that pays more of a stake than the vault lets it is not brought on chain; one that is there goes on, and it is told', async () => {
  const { on, storage, ledger } = await begin();
  const pays = (limit: bigint) => ({
    ...robata1,
    payoutPolicy: { ...robata1.payoutPolicy, clip: { ...robata1.payoutPolicy.clip, limit: limit as never } },
  });
  const settings = {
    rpc: on.chain.provider as never,
    vault: on.vault,
    confirmations: CONFIRMATIONS,
    fromBlock: 0,
    settlerKey: null,
    settlesByItself: false,
    guardianKey: null,
    pausesByItself: false,
    ...FEES,
    isTest: false,
  };
  const siteUrl = () => 'https://robata.test';
  const open = (place: typeof storage, book: typeof ledger) =>
    openChain({
      settings,
      storage: place,
      ledger: book,
      backend: 'pglite',
      owned: async () => [],
      siteUrl,
      now: () => new Date(0),
    });
  const other = memoryStorage();
  await configurationBook(other).begin(pays(250_000_000_000n));
  const refusing =
    /Version 1 of the configuration, payout.clip: .*up to 0\.25 .* the vault lets it be 0\.05.*Propose 0\.05 or less/;
  await assert.rejects(open(other, sharedLedger(other)), refusing);
  assert.equal(await other.document('chain/vault'), null, 'nothing is bound');
  const third = memoryStorage();
  await configurationBook(third).begin(pays(50_000_000_000n));
  await open(third, sharedLedger(third));

  await configurationBook(storage).begin(pays(250_000_000_000n));
  const opened = await open(storage, ledger);
  await on.chain.mine(CONFIRMATIONS);
  await opened.tick();
  await opened.tick();
  await opened.reconcile();
  const told = (await storage.incidents(9)).filter(({ rule }) => rule === 'chain_clip');
  assert.equal(told.length, 1);
  assert.match(told[0]?.message ?? '', refusing);
});

test('the treasury of the vault is the ledger’s at each step, also after its owner took out of it; what the vault never had is a difference that is told and can be reversed', async () => {
  const story = await begin();
  const { on, opened, run, settled, storage, ledger } = story;
  const treasury = async () => (await opened.reconcile())?.treasury;
  await run(1, 'open');
  await settled();
  await on.deposit(on.alice, '1', tokens(100));
  await settled();
  await playRound(story, 1);
  const [paid] = (await storage.payouts({ round: 1 })).map(({ amount }) => amount) as [bigint];
  assert.ok(paid > 0n);
  const left = tokens(1_000) - paid;
  assert.deepEqual(await treasury(), {
    vault: tokens(1_000),
    undeclared: paid,
    taken: 0n,
    ledger: left,
    difference: 0n,
  });
  await opened.settler.send(1);
  await settled();
  assert.deepEqual(await treasury(), { vault: left, undeclared: 0n, taken: 0n, ledger: left, difference: 0n });

  const call = encodeFunctionData({
    abi: stakingVaultAbi,
    functionName: 'withdrawTreasury',
    args: [on.owner, tokens(900)],
  });
  await on.send(on.owner, 'announce', call);
  await on.chain.advance(15 * 86_400);
  await on.send(on.owner, 'carryOut', call);
  await settled();
  const after = { vault: left - tokens(900), undeclared: 0n, taken: tokens(900), ledger: left, difference: 0n };
  assert.deepEqual(await treasury(), after);
  // Read by a version that did not keep what was taken.
  await storage.transaction((writer) => writer.putDocument('chain/taken', null));
  await story.restarted();
  await settled();
  assert.deepEqual(await treasury(), after);

  const post = (idempotencyKey: string, command: object) =>
    ledger.transact((book) => void book.post({ idempotencyKey, command: command as never }));
  await post('more', { kind: 'treasury_deposit', amount: tokens(7) });
  assert.equal((await opened.reconcile())?.agrees, false);
  assert.match(
    (await chainList(storage, 'chain/halts'))[0]?.sentence ?? '',
    /the treasury: vault .* taken by its owner 900 and ledger .* differ by -7 .*ledger reverse/,
  );
  await post('back', { kind: 'reversal', reverses: 'more', reason: 'nobody brought it' });
  await settled();
  assert.deepEqual(await chainList(storage, 'chain/halts'), []);
});

test('a claim that cannot take all of a burn leaves a figure of its own, told once', async () => {
  const story = await begin();
  const { on, opened, run, settled, storage, closes } = story;
  await run(1, 'open');
  await settled();
  await on.deposit(on.bob, '2', tokens(100));
  await settled();
  await until(on, closes[0] as number);
  await settled();
  assert.equal(await run(1, 'close'), 'done');
  await on.release(on.bob, '2', tokens(100));
  await settled();
  for (const [kind, day] of [
    ['score', 1],
    ['resolve', 0],
  ] as const)
    assert.equal(await run(1, kind, day), 'done');
  await opened.settler.send(1);
  await settled();
  const burn = -(await storage.payouts({ model: 2 })).reduce((sum, { amount }) => sum + amount, 0n);
  const burnsOfBob = async () => {
    const row = (await opened.reconcile())?.rows.find(({ account }) => account === 'bob');
    return [row?.unclaimedBurn, row?.cutBurn, row?.lost];
  };
  assert.deepEqual(await burnsOfBob(), [burn, 0n, 0n]);
  await on.chain.advance(on.parameters.releaseDelay + 8 * 86_400);
  await on.withdraw(on.bob, '2');
  await settled();
  assert.deepEqual(await burnsOfBob(), [burn, 0n, burn], 'he left with it');
  await claimed(on, (await opened.claims(on.bob.toLowerCase() as `0x${string}`)).claims);
  await settled();
  await settled();
  assert.deepEqual(await burnsOfBob(), [0n, burn, burn], 'there was nothing to take it from');
  const told = (await storage.incidents(50)).filter(({ rule }) => rule === 'chain_burn_cut');
  assert.deepEqual([told.length, await chainList(storage, 'chain/halts')], [1, []]);
});

/** Of the model whose key a claim has. */
const claimOf = (claims: readonly VaultClaim[], model: string): VaultClaim[] =>
  claims.filter(({ key }) => key === modelKey(model));

test('whatever two accounts with two models each do in whatever order, each stake is what the vault has active once it has claimed', async () => {
  const below = randomSource(14);
  const drawn = new Map<string, number>();
  const owned = [1, 2, 3, 4].map((model) => ({ model, account: model % 2 === 1 ? 'ada' : 'bob' }));
  const story = await begin({
    isAutomatic: true,
    funds: tokens(100_000),
    rounds: 3,
    owned,
    scoreOf(round, model) {
      const key = `${round}/${model}`;
      drawn.set(key, drawn.get(key) ?? (below(1_000) - 700) / 20_000);
      return drawn.get(key) as number;
    },
  });
  const { on, opened, run, settled, storage } = story;
  const positions = owned.map(({ model, account }) => ({
    model: String(model),
    address: account === 'ada' ? on.alice : on.bob,
  }));
  const part = (units: bigint): bigint => (units * BigInt(1 + below(1_000))) / 1_000n;
  const claim = async ({ model, address }: (typeof positions)[number]): Promise<void> => {
    await claimed(on, claimOf((await opened.claims(address)).claims, model));
    await settled();
    const { active } = await on.stakeOf(address, model);
    const row = (await opened.reconcile())?.rows.flatMap(({ models }) => models).find((each) => each.model === model);
    const { least, most } = row as { least: bigint; most: bigint };
    assert.equal(row?.active, active);
    // What later rounds have burned and no root has yet is all that may lie between.
    if (row?.least === row?.most) assert.equal(await at(story, `stake:${model}`), active);
    assert.ok(most === active && least > (active * 9n) / 10n - 1n);
  };
  const act = async (): Promise<void> => {
    const position = positions[below(4)] as (typeof positions)[number];
    const { model, address } = position;
    const { active, available, withdrawable } = await on.stakeOf(address, model);
    const kind = below(6);
    if (kind === 0 || active === 0n) await on.deposit(address, model, tokens(1 + below(100)));
    else if (kind <= 2) await on.release(address, model, part(active));
    else if (kind === 3 && withdrawable > 0n) await on.withdraw(address, model);
    else if (kind === 4 && available > 0n) await on.send(address, 'restake', modelKey(model), available);
    else await on.send(address, 'setCompounding', modelKey(model), below(2) === 1);
  };
  for (const round of [1, 2, 3]) await run(round, 'open');
  await settled();
  await settled();
  for (const { model, address } of positions) await on.deposit(address, model, tokens(100));
  for (const round of [1, 2, 3]) {
    await act();
    await act();
    await playRound(story, round);
    await act();
    await act();
    await settled();
    await on.waitUntilFinal();
    await settled();
    for (const position of positions) if (below(3) > 0) await claim(position);
  }
  for (const position of positions) await claim(position);
  for (const { model, address } of positions)
    assert.equal(await at(story, `stake:${model}`), (await on.stakeOf(address, model)).active);
  const { entries } = await story.ledger.journal();
  assert.ok(
    [...entries].some(([key]) => /:split-(up|\d+)$/.test(key)),
    'a claim put a stake right',
  );
  assert.deepEqual(await chainList(storage, 'chain/halts'), []);
});
