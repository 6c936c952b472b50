import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { type Address, encodeFunctionData, getAddress, type Hex, keccak256, type Log, parseEventLogs } from 'viem';
import { signPermit } from './testing/gasOfVault.ts';
import { DAY, HOUR, refusal, sharedVault, type TestVault, tokens } from './testing/vaultForTests.ts';
import { BURN_SINK, modelKey, settlementLeafHash, stakingVaultAbi, VAULT_PARAMETERS } from './index.ts';

const { fresh, close } = sharedVault({}, async (vault) => {
  await vault.send(vault.owner, 'fund', tokens(1_000));
});
after(close);

/** Alice and Bob stake 100 on `m` each, a round closes, and it is settled: Alice gains 2, Bob loses 3. */
async function settledRound(vault: TestVault) {
  await vault.deposit(vault.alice, 'm', tokens(100));
  await vault.deposit(vault.bob, 'm', tokens(100));
  const round = await vault.closeRound();
  const rows = [vault.row(vault.alice, 'm', tokens(2), 0n), vault.row(vault.bob, 'm', 0n, tokens(3))];
  const tree = await vault.settle({ round, rows, payout: tokens(2), burn: tokens(3) });
  return { round, tree, rows };
}

test('a deposit is staked in its block and counts from the next close on', async () => {
  const vault = await fresh();
  const { alice } = vault;
  await vault.deposit(alice, 'm', tokens(5));
  const { active, pending, available } = await vault.stakeOf(alice, 'm');
  assert.deepEqual([active, pending, available], [tokens(5), 0n, 0n]);
  const first = await vault.closeRound();
  await vault.deposit(alice, 'm', tokens(2));
  assert.equal(await vault.read('atRisk', alice, modelKey('m'), first), tokens(5));
  assert.equal(await vault.read('atRisk', alice, modelKey('m'), first + 1), tokens(7));
  assert.deepEqual(await vault.read('totalAtRisk', first), [tokens(5), 1n]);
  assert.equal(await refusal(vault.deposit(alice, 'm', 0n)), 'NothingToDo');
});

test('what a round counted stays readable after many later changes', async () => {
  const vault = await fresh();
  const { alice } = vault;
  for (let round = 1; round <= 9; round += 1) {
    if (round % 3 !== 0) await vault.deposit(alice, 'm', tokens(round));
    assert.equal(await vault.closeRound(), round);
  }
  const counted = await Promise.all(
    Array.from({ length: 9 }, (_, i) => vault.read<bigint>('atRisk', alice, modelKey('m'), i + 1)),
  );
  assert.deepEqual(counted, [1, 3, 3, 7, 12, 12, 19, 27, 27].map(tokens));
});

test('the stakes of one account on several models, and of several accounts on one, are apart', async () => {
  const vault = await fresh();
  const { alice, bob } = vault;
  await vault.deposit(alice, 'm', tokens(1));
  await vault.deposit(alice, 'n', tokens(2));
  await vault.deposit(bob, 'm', tokens(4));
  assert.equal((await vault.stakeOf(alice, 'm')).active, tokens(1));
  assert.equal((await vault.stakeOf(alice, 'n')).active, tokens(2));
  assert.equal((await vault.stakeOf(bob, 'm')).active, tokens(4));
  assert.deepEqual(await vault.read('totalAtRisk', 1), [tokens(7), 3n]);
});

test('a deposit with a permit needs no allowance, and a permit that somebody sent before it does no harm', async () => {
  const vault = await fresh();
  const { carol, stranger } = vault;
  await vault.onToken(carol, 'approve', vault.vault, 0n);
  const { signature, deadline } = await signPermit(vault, carol, tokens(100));
  const sent = await vault.chain.snapshot();
  const deposit = () => vault.send(carol, 'depositWithPermit', modelKey('m'), tokens(100), deadline, ...signature);
  await deposit();
  assert.equal((await vault.stakeOf(carol, 'm')).active, tokens(100));
  await vault.chain.revert(sent);
  await vault.onToken(stranger, 'permit', carol, vault.vault, tokens(100), deadline, ...signature);
  await deposit();
  assert.equal((await vault.stakeOf(carol, 'm')).active, tokens(100));
  assert.match(await refusal(deposit()), /^ERC20InsufficientAllowance/);
});

test('a release leaves the next snapshot at once, stays burnable, and arrives when its rounds are final', async () => {
  const vault = await fresh();
  const { bob } = vault;
  const { round, tree } = await settledRound(vault);
  await vault.release(bob, 'm', tokens(40));
  const next = await vault.closeRound();
  assert.equal(await vault.read('atRisk', bob, modelKey('m'), round), tokens(100));
  assert.equal(await vault.read('atRisk', bob, modelKey('m'), next), tokens(60));
  assert.equal(await refusal(vault.withdraw(bob, 'm')), 'NothingToDo');
  await vault.waitUntilFinal();
  assert.equal(await refusal(vault.withdraw(bob, 'm')), 'NothingToDo');
  assert.ok((await vault.stakeOf(bob, 'm')).unproved, 'a final root may burn it: it has to be claimed first');
  await vault.claim(tree, bob, 'm');
  const { active, pending, withdrawable } = await vault.stakeOf(bob, 'm');
  assert.deepEqual([active, pending, withdrawable], [tokens(60), tokens(37), tokens(37)]);
  const before = await vault.balanceOf(bob);
  await vault.withdraw(bob, 'm');
  assert.equal((await vault.balanceOf(bob)) - before, tokens(37));
});

test('a release that no round has counted arrives at once, and after the delay where nothing is settled', async () => {
  const vault = await fresh();
  const { alice } = vault;
  await vault.deposit(alice, 'm', tokens(10));
  await vault.release(alice, 'm', tokens(4));
  await vault.withdraw(alice, 'm');
  await vault.closeRound();
  await vault.release(alice, 'm', tokens(6));
  const [{ due }] = await vault.read<readonly [{ due: number }]>('releasesOf', alice, modelKey('m'));
  assert.equal(due, (await vault.chain.now()) + VAULT_PARAMETERS.weekly.releaseDelay);
  await vault.chain.advance(due - (await vault.chain.now()) - 2);
  assert.equal(await refusal(vault.withdraw(alice, 'm')), 'NothingToDo');
  await vault.withdraw(alice, 'm');
  assert.equal(await vault.balanceOf(alice), tokens(1_000_000));
});

test('more than the stake is not released, nor nothing, nor in more than 16 parts at once', async () => {
  const vault = await fresh();
  const { alice } = vault;
  await vault.deposit(alice, 'm', tokens(20));
  assert.equal(await refusal(vault.release(alice, 'm', tokens(20) + 1n)), 'TooMuch');
  assert.equal(await refusal(vault.release(alice, 'm', 0n)), 'NothingToDo');
  await vault.closeRound();
  for (let part = 1; part <= 16; part += 1) await vault.release(alice, 'm', tokens(1));
  assert.equal(await refusal(vault.release(alice, 'm', tokens(1))), 'TooManyReleases');
  await vault.chain.advance(VAULT_PARAMETERS.weekly.releaseDelay);
  await vault.withdraw(alice, 'm');
  await vault.release(alice, 'm', tokens(1));
});

test('a claim makes payouts available and takes burns from what leaves soonest', async () => {
  const vault = await fresh();
  const { alice, bob, stranger } = vault;
  const { tree, round } = await settledRound(vault);
  await vault.release(bob, 'm', tokens(1));
  await vault.release(bob, 'm', tokens(1));
  await vault.waitUntilFinal();
  await vault.claim(tree, alice, 'm', stranger);
  await vault.claim(tree, bob, 'm', stranger);
  const { active, available, paid, synced } = await vault.stakeOf(alice, 'm');
  assert.deepEqual([active, available, paid, synced], [tokens(100), tokens(2), tokens(2), round]);
  const burnt = await vault.stakeOf(bob, 'm');
  assert.deepEqual([burnt.active, burnt.pending, burnt.burned], [tokens(97), 0n, tokens(3)]);
  assert.deepEqual(await vault.read('releasesOf', bob, modelKey('m')), []);
  assert.equal(await vault.read('burnedHeld'), tokens(3));
  assert.equal(await vault.surplus(), 0n);
});

test('a burn as great as a release takes it whole, and keeps none of its 16 places', async () => {
  const vault = await fresh();
  const { bob } = vault;
  const { tree } = await settledRound(vault);
  await vault.release(bob, 'm', tokens(3));
  await vault.release(bob, 'm', tokens(1));
  await vault.waitUntilFinal();
  await vault.claim(tree, bob, 'm');
  const open = await vault.read<readonly { amount: bigint }[]>('releasesOf', bob, modelKey('m'));
  assert.deepEqual(
    open.map(({ amount }) => amount),
    [tokens(1)],
  );
});

test('what is available is staked again, or withdrawn at once; and payouts compound where their owner said so', async () => {
  const vault = await fresh();
  const { alice } = vault;
  const { tree, rows } = await settledRound(vault);
  await vault.waitUntilFinal();
  await vault.claim(tree, alice, 'm');
  assert.equal(await refusal(vault.send(alice, 'restake', modelKey('m'), tokens(2) + 1n)), 'TooMuch');
  assert.equal(await refusal(vault.send(alice, 'restake', modelKey('m'), 0n)), 'NothingToDo');
  await vault.send(alice, 'restake', modelKey('m'), tokens(0.5));
  await vault.withdraw(alice, 'm');
  assert.equal(await vault.balanceOf(alice), tokens(1_000_000 - 100 + 1.5));
  await vault.send(alice, 'setCompounding', modelKey('m'), true);
  const round = await vault.closeRound();
  const [mine, other] = rows as [(typeof rows)[0], (typeof rows)[0]];
  const next = await vault.settle({ round, rows: [{ ...mine, payout: tokens(3) }, other], payout: tokens(1) });
  await vault.waitUntilFinal();
  await vault.claim(next, alice, 'm');
  const { active, available } = await vault.stakeOf(alice, 'm');
  assert.deepEqual([active, available], [tokens(101.5), 0n]);
});

test('one claim takes up all rounds since the last, and claim and withdrawal fit into one transaction', async () => {
  const vault = await fresh();
  const { alice } = vault;
  await vault.deposit(alice, 'm', tokens(100));
  let tree = vault.treeOf([vault.row(alice, 'm', 0n, 0n)]);
  for (let count = 1; count <= 5; count += 1) {
    const round = await vault.closeRound();
    const rows = [vault.row(alice, 'm', tokens(2 * count), tokens(count))];
    tree = await vault.settle({ round, rows, payout: tokens(2), burn: tokens(1) });
    await vault.waitUntilFinal();
  }
  const call = (functionName: string, ...args: unknown[]): Hex =>
    encodeFunctionData({ abi: stakingVaultAbi, functionName, args } as never);
  const key = modelKey('m');
  await vault.send(alice, 'multicall', [call('claim', alice, key, tree.leaf(alice, key)), call('withdraw', key)]);
  const { active, available } = await vault.stakeOf(alice, 'm');
  assert.deepEqual([active, available], [tokens(95), 0n]);
  assert.equal(await vault.balanceOf(alice), tokens(1_000_000 - 100 + 10));
});

test('the contract hashes a leaf as the tree does', async () => {
  const vault = await fresh();
  const row = vault.row(vault.alice, 'm', tokens(1), 7n);
  const hash = await vault.read('leafOf', row.account, row.model, row.payout, row.burn);
  assert.equal(hash, settlementLeafHash(vault.identity, row));
});

test('a settlement reserves its payouts out of the treasury, and a struck one gives them back', async () => {
  const vault = await fresh();
  const { guardian } = vault;
  const { rows, round } = await settledRound(vault);
  const funds = async () => [...(await vault.read<readonly bigint[]>('funds'))];
  const reserves = async () => [...(await vault.read<readonly bigint[]>('reserves'))];
  assert.deepEqual(
    [await funds(), await reserves()],
    [
      [tokens(200), tokens(998)],
      [tokens(2), tokens(3)],
    ],
  );
  await vault.send(guardian, 'veto');
  assert.deepEqual(
    [await funds(), await reserves()],
    [
      [tokens(200), tokens(1_000)],
      [0n, 0n],
    ],
  );
  assert.equal(await refusal(vault.send(guardian, 'veto')), 'NoSettlementPending');
  await vault.settle({ round, rows, payout: tokens(2), burn: tokens(3) });
  await vault.waitUntilFinal();
  assert.equal(await refusal(vault.send(guardian, 'veto')), 'NoSettlementPending');
  const [settled, pending] = await vault.read<readonly [{ round: number }, { round: number }]>('settlements');
  assert.deepEqual([settled.round, pending.round], [round, 0]);
});

test('rounds settle once, in the order of their closes, after them and within their window', async () => {
  const vault = await fresh();
  const { alice } = vault;
  await vault.deposit(alice, 'm', tokens(1));
  const rows = [vault.row(alice, 'm', 0n, 0n)];
  const first = await vault.announce();
  assert.equal(await refusal(vault.settle({ round: first, rows })), 'BadRound', 'not closed');
  await vault.chain.advance(2 * HOUR);
  const second = await vault.closeRound();
  assert.equal(await refusal(vault.settle({ round: second + 1, rows })), 'BadRound', 'not announced');
  await vault.settle({ round: second, rows });
  assert.equal(await refusal(vault.settle({ round: second, rows })), 'SettlementPending');
  await vault.waitUntilFinal();
  assert.equal(await refusal(vault.settle({ round: second, rows })), 'BadRound', 'settled');
  assert.equal(await refusal(vault.settle({ round: first, rows })), 'BadRound', 'passed over');
  const third = await vault.closeRound();
  await vault.chain.advance(VAULT_PARAMETERS.weekly.settleWindow);
  assert.equal(await refusal(vault.settle({ round: third, rows })), 'BadRound', 'too late');
});

test('closes are announced ahead, apart, in order, and not without end', async () => {
  const vault = await fresh();
  const { settler } = vault;
  const now = await vault.chain.now();
  const announce = (...closes: number[]) => refusal(vault.send(settler, 'announceRounds', closes));
  assert.equal(await announce(now + HOUR - 60), 'BadRound');
  assert.equal(await announce(now + 2 * HOUR, now + 3 * HOUR), 'BadRound');
  assert.equal(await announce(now + 2 * DAY, now + DAY), 'BadRound');
  const many = Array.from({ length: 129 }, (_, i) => now + (i + 1) * DAY);
  assert.equal(await announce(...many), 'BadRound');
  assert.equal(await announce(...many.slice(1)), 'done');
  assert.deepEqual(await vault.read('roundCounts'), [128, 0]);
  const { closesAt, settleBy, clip } = await vault.read<Record<string, number>>('roundOf', 1);
  assert.deepEqual([closesAt, settleBy, clip], [now + 2 * DAY, now + 37 * DAY, 0.05e12]);
});

test('rounds that have closed make room for new ones', async () => {
  const vault = await fresh();
  const { settler } = vault;
  const closes = async () => {
    const now = await vault.chain.now();
    return Array.from({ length: 128 }, (_, i) => now + 2 * HOUR + i * DAY);
  };
  await vault.send(settler, 'announceRounds', await closes());
  await vault.chain.advance(128 * DAY);
  await vault.send(settler, 'announceRounds', await closes());
  assert.deepEqual(await vault.read('roundCounts'), [256, 128]);
});

test('a vault holds less than 2^96 units: what would not fit is refused, not cut', async () => {
  const vault = await fresh();
  const { carol } = vault;
  const room = 2n ** 96n - 1n - (await vault.balanceOf(vault.vault));
  await vault.onToken(carol, 'mint', carol, 2n ** 97n);
  for (const amount of [room + 1n, 2n ** 96n + 1n]) {
    assert.equal(await refusal(vault.deposit(carol, 'm', amount)), 'TooMuch');
    assert.equal(await refusal(vault.send(carol, 'fund', amount)), 'TooMuch');
  }
  await vault.deposit(carol, 'm', room);
  await vault.release(carol, 'm', room);
  await vault.withdraw(carol, 'm');
  assert.equal(await vault.surplus(), 0n);
});

test('what is burned leaves for the sink, and whoever wants sends it', async () => {
  const vault = await fresh();
  const { bob, stranger } = vault;
  assert.equal(await refusal(vault.send(stranger, 'sendBurned')), 'NothingToDo');
  const { tree } = await settledRound(vault);
  await vault.waitUntilFinal();
  await vault.claim(tree, bob, 'm');
  await vault.send(stranger, 'sendBurned');
  assert.equal(await vault.balanceOf(BURN_SINK), tokens(3));
  assert.equal(await vault.surplus(), 0n);
});

test('each thing that happens to a stake is in an event, with the amounts that were moved', async () => {
  const vault = await fresh();
  const { alice, bob, guardian, chain } = vault;
  const { tree, round } = await settledRound(vault);
  const fromBlock = await chain.request<Hex>('eth_blockNumber');
  const key = modelKey('m');
  const finalAt = BigInt((await chain.now()) + VAULT_PARAMETERS.weekly.challengeDelay);
  assert.deepEqual(await eventsSince(vault, fromBlock, 'Settled'), [
    {
      round: BigInt(round),
      root: tree.root,
      payout: tokens(2),
      burn: tokens(3),
      atRisk: tokens(200),
      stakes: 2n,
      finalAt,
      planHash: `0x${'ab'.repeat(32)}`,
    },
  ]);
  await vault.release(bob, 'm', tokens(10));
  const due = BigInt((await chain.now()) + VAULT_PARAMETERS.weekly.releaseDelay);
  await vault.waitUntilFinal();
  await vault.claim(tree, alice, 'm');
  await vault.claim(tree, bob, 'm');
  await vault.send(alice, 'restake', key, tokens(0.5));
  await vault.withdraw(alice, 'm');
  await vault.withdraw(bob, 'm');
  await vault.send(bob, 'sendBurned');
  await vault.settle({ round: await vault.closeRound(), rows: tree.rows, payout: tokens(1) });
  await vault.send(guardian, 'veto');
  await vault.release(alice, 'm', tokens(30));
  await chain.advance(VAULT_PARAMETERS.weekly.silence);
  await vault.send(alice, 'exit', key);
  const who = (account: Address) => ({ account: getAddress(account), model: key });
  const since = (name: string) => eventsSince(vault, fromBlock, name);
  assert.deepEqual((await since('ReleaseRequested'))[0], {
    ...who(bob),
    amount: tokens(10),
    due,
    round: BigInt(round),
  });
  assert.deepEqual(await since('Claimed'), [
    { ...who(alice), round: BigInt(round), payout: tokens(2), burn: 0n, compounded: false },
    { ...who(bob), round: BigInt(round), payout: 0n, burn: tokens(3), compounded: false },
  ]);
  assert.deepEqual(await since('Restaked'), [{ ...who(alice), amount: tokens(0.5) }]);
  assert.deepEqual(await since('Withdrawn'), [
    { ...who(alice), released: 0n, available: tokens(1.5) },
    { ...who(bob), released: tokens(7), available: 0n },
  ]);
  assert.deepEqual(await since('BurnedSent'), [{ amount: tokens(3) }]);
  assert.deepEqual(await since('Struck'), [{ round: BigInt(round + 1), root: tree.root, disputed: false }]);
  assert.deepEqual(await since('Exited'), [
    { ...who(alice), active: tokens(70.5), pending: tokens(30), available: 0n },
  ]);
});

/** What the events of that name say, oldest first. */
async function eventsSince({ chain, vault }: TestVault, fromBlock: Hex, eventName: string): Promise<unknown[]> {
  const logs = await chain.request<Log[]>('eth_getLogs', [{ address: vault, fromBlock }]);
  return parseEventLogs({ abi: stakingVaultAbi, eventName: eventName as 'Claimed', logs }).map(({ args }) => args);
}

test('a change is announced, carried out after the delay and once, or cancelled, and lapses', async () => {
  const vault = await fresh();
  const { owner, carol } = vault;
  const call = encodeFunctionData({
    abi: stakingVaultAbi,
    functionName: 'withdrawTreasury',
    args: [carol, tokens(400)],
  });
  assert.equal(await refusal(vault.send(owner, 'carryOut', call)), 'NotAllowed');
  await vault.send(owner, 'announce', call);
  const from = (await vault.chain.now()) + 7 * DAY;
  assert.equal(await refusal(vault.send(owner, 'carryOut', call)), `TooEarly(${from})`);
  const announced = await vault.chain.snapshot();
  await vault.chain.advance(7 * DAY);
  await vault.send(owner, 'carryOut', call);
  assert.equal(await vault.balanceOf(carol), tokens(1_000_400));
  assert.equal(await refusal(vault.send(owner, 'carryOut', call)), 'NotAllowed');
  await vault.chain.revert(announced);
  const again = await vault.chain.snapshot();
  await vault.chain.advance(38 * DAY);
  assert.equal(await refusal(vault.send(owner, 'carryOut', call)), `TooEarly(${from})`, 'lapsed');
  await vault.chain.revert(again);
  const id = keccak256(call);
  await vault.send(owner, 'cancel', id);
  assert.equal(await refusal(vault.send(owner, 'cancel', id)), 'NothingToDo');
  await vault.chain.advance(7 * DAY);
  assert.equal(await refusal(vault.send(owner, 'carryOut', call)), 'NotAllowed');
});

test('a pause stops what moves money, but no request to leave; it ends by itself or when lifted', async () => {
  const vault = await fresh();
  const { alice, guardian } = vault;
  const { tree } = await settledRound(vault);
  const started = await vault.chain.now();
  await vault.send(guardian, 'pause');
  const until = started + 1 + 14 * DAY;
  const [, , pendingUntil] = await vault.read<readonly [unknown, unknown, number]>('settlements');
  assert.ok(pendingUntil < started);
  for (const refused of [
    () => vault.deposit(alice, 'm', 1n),
    () => vault.withdraw(alice, 'm'),
    () => vault.claim(tree, alice, 'm'),
    () => vault.send(alice, 'restake', modelKey('m'), 1n),
    () => vault.settle({ round: 1, rows: tree.rows }),
    () => vault.announce(),
    () => vault.send(guardian, 'pause'),
  ]) {
    assert.equal(await refusal(refused()), 'IsPaused');
  }
  await vault.release(alice, 'm', tokens(1));
  const [, finalAt, , pausedUntil] = await vault.read<readonly number[]>('clock');
  assert.equal(pausedUntil, until);
  assert.equal(finalAt, started + VAULT_PARAMETERS.weekly.challengeDelay + 14 * DAY, 'the challenge waits');
  const paused = await vault.chain.snapshot();
  await vault.chain.advance(until - (await vault.chain.now()) - 1);
  await vault.deposit(alice, 'm', tokens(1));
  await vault.chain.revert(paused);
  await vault.chain.advance(3 * DAY);
  await vault.send(guardian, 'unpause');
  const lifted = await vault.chain.now();
  const clock = await vault.read<readonly number[]>('clock');
  assert.equal(
    clock[1],
    started + VAULT_PARAMETERS.weekly.challengeDelay + (lifted - started - 1),
    'by as long as it lasted',
  );
  assert.equal(clock[4], lifted + (lifted - started - 1), 'and so long is no further pause');
  assert.equal(await refusal(vault.send(guardian, 'unpause')), 'NothingToDo');
  assert.equal(await refusal(vault.send(guardian, 'pause')), `TooEarly(${clock[4]})`);
});
