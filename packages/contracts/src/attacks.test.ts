import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, test } from 'node:test';
import { type Abi, type Address, encodeFunctionData, type Hex, zeroAddress } from 'viem';
import {
  MOST_LEAST_DEPOSIT,
  modelKey,
  type SettlementLeaf,
  settlementTree,
  stakingVaultAbi,
  VAULT_PARAMETERS,
} from './index.ts';
import { signPermit } from './testing/gasOfVault.ts';
import type { LocalChain } from './testing/localChain.ts';
import {
  DAY,
  HOUR,
  refusal,
  sharedVault,
  type StakeView,
  type TestVault,
  testVault,
  tokens,
} from './testing/vaultForTests.ts';

const KEY = modelKey('m');
const { challengeDelay, releaseDelay, settleWindow, silence } = VAULT_PARAMETERS.weekly;
const call = (functionName: string, ...args: unknown[]): Hex =>
  encodeFunctionData({ abi: stakingVaultAbi, functionName, args } as never);

/** Alice, Bob and Carol stake 100 each; the treasury holds 1,000; round 1 has closed. */
const { fresh, close } = sharedVault({}, async (vault) => {
  await vault.send(vault.owner, 'fund', tokens(1_000));
  for (const account of [vault.alice, vault.bob, vault.carol]) await vault.deposit(account, 'm', tokens(100));
  await vault.closeRound();
});
after(close);

const nothing = (vault: TestVault) =>
  [vault.alice, vault.bob, vault.carol].map((account) => vault.row(account, 'm', 0n, 0n));
const leafOf = (tree: Awaited<ReturnType<TestVault['settle']>>, account: Address): SettlementLeaf =>
  tree.leaf(account, KEY) ?? { payout: 0n, burn: 0n, proof: [] };

// ------------------------------------------------------------------------------------------------------------------------------- tokens

const artifactOf = (name: string): { abi: Abi; bytecode: Hex } =>
  JSON.parse(readFileSync(new URL(`../artifacts/testing/${name}.json`, import.meta.url), 'utf8'));
const deployBad =
  (name: string) =>
  (chain: LocalChain): Promise<Address> => {
    const { abi, bytecode } = artifactOf(name);
    return chain.deploy(chain.accounts[0] as Address, abi, bytecode);
  };
const onBad = async ({ chain }: TestVault, name: string, to: Address, functionName: string, ...args: unknown[]) => {
  const { abi } = artifactOf(name);
  await chain.send(chain.accounts[0] as Address, to, encodeFunctionData({ abi, functionName, args }));
};
async function withToken(name: string, attack: (vault: TestVault) => Promise<void>): Promise<void> {
  const vault = await testVault({ token: deployBad(name) });
  try {
    await attack(vault);
  } finally {
    await vault.chain.close();
  }
}

test('a token that keeps a fee: credited is what arrived, and all of it is there to leave', () =>
  withToken('FeeToken', async (vault) => {
    const { alice, bob } = vault;
    await vault.deposit(alice, 'm', tokens(100));
    await vault.deposit(bob, 'm', tokens(50));
    assert.equal((await vault.stakeOf(alice, 'm')).active, tokens(99));
    await vault.release(alice, 'm', tokens(99));
    await vault.withdraw(alice, 'm');
    await vault.release(bob, 'm', tokens(49.5));
    await vault.withdraw(bob, 'm');
    assert.equal(await vault.balanceOf(vault.vault), 0n);
    await vault.send(vault.owner, 'fund', tokens(100));
    assert.equal(await vault.surplus(), 0n);
  }));

test('a token that takes more than it was told: nobody is paid out of what belongs to others', () =>
  withToken('GreedyToken', async (vault) => {
    const { alice, bob } = vault;
    for (const account of [alice, bob]) await vault.deposit(account, 'm', tokens(100));
    await vault.release(alice, 'm', tokens(100));
    await onBad(vault, 'GreedyToken', vault.token, 'setGreedy', true);
    assert.equal(await refusal(vault.withdraw(alice, 'm')), 'TokenTookMore');
    assert.equal(await vault.balanceOf(vault.vault), tokens(200));
    await onBad(vault, 'GreedyToken', vault.token, 'setGreedy', false);
    await vault.withdraw(alice, 'm');
    assert.equal(await vault.surplus(), 0n);
  }));

test('a token that returns false: neither a deposit is credited nor a withdrawal booked', () =>
  withToken('FalseToken', async (vault) => {
    const { alice } = vault;
    await vault.deposit(alice, 'm', tokens(100));
    await vault.release(alice, 'm', tokens(40));
    await onBad(vault, 'FalseToken', vault.token, 'setRefuses', true);
    assert.match(await refusal(vault.deposit(alice, 'm', tokens(1))), /^SafeERC20FailedOperation/);
    assert.match(await refusal(vault.withdraw(alice, 'm')), /^SafeERC20FailedOperation/);
    const { active, pending } = await vault.stakeOf(alice, 'm');
    assert.deepEqual([active, pending], [tokens(60), tokens(40)]);
  }));

test('a token that says it transferred and did not: nothing is credited', () =>
  withToken('LyingToken', async (vault) => {
    assert.equal(await refusal(vault.deposit(vault.alice, 'm', tokens(1))), 'NothingToDo');
    assert.equal(await refusal(vault.send(vault.owner, 'fund', tokens(1))), 'NothingToDo');
  }));

test('a token that calls back: every function that moves money refuses to be entered again', () =>
  withToken('ReentrantToken', async (vault) => {
    const { chain, token } = vault;
    const { abi, bytecode } = artifactOf('ReentrantStaker');
    const staker = await chain.deploy(vault.deployer, abi, bytecode, [vault.vault, token]);
    await vault.onToken(vault.deployer, 'mint', staker, tokens(100));
    const run = (data: Hex) => onBad(vault, 'ReentrantStaker', staker, 'run', data);
    const read = async (functionName: string): Promise<Hex> => {
      const data = encodeFunctionData({ abi: abi, functionName });
      return chain.request<Hex>('eth_call', [{ to: staker, data }, 'latest']);
    };
    await vault.deposit(vault.bob, 'm', tokens(500));
    await run(call('deposit', KEY, tokens(50)));
    await run(call('release', KEY, tokens(10)));
    const empty = { payout: 0n, burn: 0n, proof: [] };
    const again = [
      ['withdraw', KEY],
      ['deposit', KEY, 1n],
      ['release', KEY, 1n],
      ['restake', KEY, 1n],
      ['exit', KEY],
      ['claim', staker, KEY, empty],
      ['fund', 1n],
      ['sendBurned'],
    ] as const;
    const state = { id: await chain.snapshot() };
    for (const [name, ...args] of again) {
      for (const entry of [call('withdraw', KEY), call('deposit', KEY, tokens(1))]) {
        await chain.revert(state.id);
        state.id = await chain.snapshot();
        const held = await vault.balanceOf(staker);
        await onBad(vault, 'ReentrantStaker', staker, 'prepare', call(name, ...args));
        await run(entry);
        assert.equal(BigInt(await read('succeeded')), 0n, name);
        assert.equal(BigInt(await read('calls')), 1n, `${name} was tried`);
        // ReentrancyGuardReentrantCall()
        assert.match(await read('answer'), /3ee5aeb5/, name);
        const { active, pending } = (await vault.read('stakeOf', staker, KEY)) as StakeView;
        const paid = (await vault.balanceOf(staker)) - held;
        assert.equal(active + pending + paid, tokens(50), name);
        assert.equal(await vault.surplus(), 0n);
      }
    }
  }));

test('a token without the ledger’s 18 decimals has no vault', async () => {
  const refused = await refusal(testVault({ token: deployBad('SixDecimalsToken') }));
  assert.equal(refused, 'BadParameters');
});

// ------------------------------------------------------------------------------------------------------------------------------- proofs

test('a second claim of the same leaf changes nothing', async () => {
  const vault = await fresh();
  const { alice } = vault;
  const rows = nothing(vault).with(0, vault.row(alice, 'm', tokens(2), tokens(1)));
  const tree = await vault.settle({ round: 1, rows, payout: tokens(2), burn: tokens(1) });
  await vault.waitUntilFinal();
  await vault.claim(tree, alice, 'm');
  const once = await vault.stakeOf(alice, 'm');
  const reserves = await vault.read('reserves');
  for (const from of [alice, vault.stranger]) await vault.claim(tree, alice, 'm', from);
  assert.deepEqual(await vault.stakeOf(alice, 'm'), once);
  assert.deepEqual(await vault.read('reserves'), reserves);
});

test('a proof for other amounts, another account or another model is refused', async () => {
  const vault = await fresh();
  const { alice, bob } = vault;
  const rows = nothing(vault).with(0, vault.row(alice, 'm', tokens(2), 0n));
  const tree = await vault.settle({ round: 1, rows, payout: tokens(2) });
  await vault.waitUntilFinal();
  const leaf = leafOf(tree, alice);
  const claim = (account: Address, key: Hex, shown: SettlementLeaf) =>
    refusal(vault.send(bob, 'claim', account, key, shown));
  assert.equal(await claim(alice, KEY, { ...leaf, payout: leaf.payout + 1n }), 'WrongProof');
  assert.equal(await claim(alice, KEY, { ...leaf, burn: 1n }), 'WrongProof');
  assert.equal(await claim(bob, KEY, leaf), 'WrongProof');
  assert.equal(await claim(alice, modelKey('n'), leaf), 'WrongProof');
  assert.equal(await claim(alice, KEY, { ...leaf, proof: [] }), 'WrongProof');
  assert.equal(await claim(alice, KEY, { ...leaf, proof: leaf.proof.toReversed() }), 'WrongProof');
});

test('an inner node is no leaf: leaves are hashed twice and are no 64 bytes', async () => {
  const vault = await fresh();
  const tree = await vault.settle({ round: 1, rows: nothing(vault) });
  await vault.waitUntilFinal();
  const { proof } = leafOf(tree, vault.alice);
  // The root itself, shown with an empty proof, would need a leaf that hashes to it.
  assert.equal(
    await refusal(vault.send(vault.bob, 'claim', vault.bob, proof.at(-1), { payout: 1n, burn: 0n, proof: [] })),
    'WrongProof',
  );
});

test('a stale proof is refused: only the root that is final counts, neither older nor pending nor struck ones', async () => {
  const vault = await fresh();
  const { alice, guardian } = vault;
  const first = await vault.settle({
    round: 1,
    rows: nothing(vault).with(0, vault.row(alice, 'm', 0n, tokens(1))),
    burn: tokens(1),
  });
  assert.equal(await refusal(vault.claim(first, alice, 'm')), 'WrongProof', 'pending');
  await vault.waitUntilFinal();
  const round = await vault.closeRound();
  const rows = nothing(vault).with(0, vault.row(alice, 'm', 0n, tokens(3)));
  const struck = await vault.settle({
    round,
    rows: rows.with(0, vault.row(alice, 'm', 0n, tokens(5))),
    burn: tokens(4),
  });
  await vault.send(guardian, 'veto');
  assert.equal(await refusal(vault.claim(struck, alice, 'm')), 'WrongProof', 'struck');
  const second = await vault.settle({ round, rows, burn: tokens(2) });
  await vault.claim(first, alice, 'm');
  await vault.waitUntilFinal();
  assert.equal(await refusal(vault.claim(first, alice, 'm')), 'WrongProof', 'older, with the smaller burn');
  assert.equal(await refusal(vault.claim(struck, alice, 'm')), 'WrongProof', 'struck');
  await vault.claim(second, alice, 'm');
  assert.equal((await vault.stakeOf(alice, 'm')).active, tokens(97));
});

test('a proof of another vault, or of this one on another chain, is refused', async () => {
  const vault = await fresh();
  const { alice, owner, settler, guardian, token, chain } = vault;
  const rows = nothing(vault).with(0, vault.row(alice, 'm', tokens(2), 0n));
  const other = await chain.deployVault({ token, owner, settler, guardian });
  for (const identity of [
    { chainId: chain.chainId, vault: other },
    { chainId: 1, vault: vault.vault },
  ]) {
    const state = await chain.snapshot();
    const foreign = settlementTree(identity, rows);
    await vault.send(settler, 'settle', 1, foreign.root, tokens(2), 0n, `0x${'00'.repeat(32)}`);
    await vault.waitUntilFinal();
    assert.equal(await refusal(vault.send(alice, 'claim', alice, KEY, leafOf(foreign, alice))), 'WrongProof');
    await chain.revert(state);
  }
});

// ------------------------------------------------------------------------------------------------------------------------------ settler

test('a settlement beyond the clip of all that was at risk is refused, to the unit', async () => {
  const vault = await fresh();
  const rows = nothing(vault);
  // 5 % of 300, and one unit for each of three stakes, whose burns round up.
  const limit = tokens(15) + 3n;
  assert.equal(await refusal(vault.settle({ round: 1, rows, burn: limit + 1n })), `BeyondClip(${limit})`);
  assert.equal(await refusal(vault.settle({ round: 1, rows, payout: limit + 1n })), `BeyondClip(${limit})`);
  assert.equal(await refusal(vault.settle({ round: 1, rows, burn: limit, payout: limit })), 'done');
});

test('a settlement that nobody can pay is refused', async () => {
  const vault = await fresh();
  const { owner, carol } = vault;
  const take = call('withdrawTreasury', carol, tokens(999));
  await vault.send(owner, 'announce', take);
  await vault.chain.advance(7 * DAY);
  await vault.send(owner, 'carryOut', take);
  assert.equal(
    await refusal(vault.settle({ round: 1, rows: nothing(vault), payout: tokens(1) + 1n })),
    `TreasuryShort(${tokens(1)})`,
  );
});

test('a root that burns one stake beyond its clip takes the clip and no more, and what it wanted is dropped for good', async () => {
  const vault = await fresh();
  const { alice } = vault;
  const rows = nothing(vault).with(0, vault.row(alice, 'm', 0n, tokens(15)));
  const tree = await vault.settle({ round: 1, rows, burn: tokens(15) });
  await vault.waitUntilFinal();
  await vault.claim(tree, alice, 'm');
  assert.equal((await vault.stakeOf(alice, 'm')).active, tokens(95));
  const round = await vault.closeRound();
  const same = await vault.settle({ round, rows });
  await vault.waitUntilFinal();
  await vault.claim(same, alice, 'm');
  assert.equal((await vault.stakeOf(alice, 'm')).active, tokens(95), 'not made up for later');
});

test('a root that burns one stake beyond its clip is struck out by whoever shows it', async () => {
  const vault = await fresh();
  const { alice, bob, stranger } = vault;
  const empty = { payout: 0n, burn: 0n, proof: [] };
  const rows = nothing(vault).with(0, vault.row(alice, 'm', 0n, tokens(5) + 1n));
  const tree = await vault.settle({ round: 1, rows, burn: tokens(5) + 1n });
  assert.equal(await refusal(vault.send(stranger, 'dispute', bob, KEY, leafOf(tree, bob), empty)), 'NoFault');
  assert.equal(await refusal(vault.send(stranger, 'dispute', alice, KEY, leafOf(tree, bob), empty)), 'WrongProof');
  await vault.send(stranger, 'dispute', alice, KEY, leafOf(tree, alice), empty);
  assert.equal(await refusal(vault.claim(tree, alice, 'm')), 'WrongProof');
  const right = await vault.settle({
    round: 1,
    rows: rows.with(0, vault.row(alice, 'm', 0n, tokens(5))),
    burn: tokens(5),
  });
  assert.equal(await refusal(vault.send(stranger, 'dispute', alice, KEY, leafOf(right, alice), empty)), 'NoFault');
  await vault.waitUntilFinal();
  assert.equal(
    await refusal(vault.send(stranger, 'dispute', alice, KEY, leafOf(right, alice), empty)),
    'NoSettlementPending',
  );
});

test('clips that several rounds left over cannot be taken at once: the round’s own limit holds against the leaf before', async () => {
  const vault = await fresh();
  const { alice, stranger } = vault;
  let tree = await vault.settle({ round: 1, rows: nothing(vault) });
  for (let count = 0; count < 3; count += 1) {
    await vault.waitUntilFinal();
    const round = await vault.closeRound();
    const before = tree;
    tree = await vault.settle({ round, rows: nothing(vault) });
    assert.equal(
      await refusal(vault.send(stranger, 'dispute', alice, KEY, leafOf(tree, alice), leafOf(before, alice))),
      'NoFault',
    );
  }
  await vault.waitUntilFinal();
  const round = await vault.closeRound();
  const rows = nothing(vault).with(0, vault.row(alice, 'm', 0n, tokens(12)));
  const greedy = await vault.settle({ round, rows, burn: tokens(12) });
  const dispute = (before: SettlementLeaf) =>
    vault.send(stranger, 'dispute', alice, KEY, leafOf(greedy, alice), before);
  assert.equal(
    await refusal(dispute({ payout: 0n, burn: 0n, proof: [] })),
    'WrongProof',
    'not without the leaf before',
  );
  const state = await vault.chain.snapshot();
  await dispute(leafOf(tree, alice));
  await vault.chain.revert(state);
  // Where nobody looks: not more than all those rounds together could have taken.
  await vault.waitUntilFinal();
  await vault.claim(greedy, alice, 'm');
  assert.equal((await vault.stakeOf(alice, 'm')).active, tokens(88));
});

test('whoever claims each round loses a clip a round at most, whatever rounds are passed over', async () => {
  const vault = await fresh();
  const { alice } = vault;
  const first = await vault.settle({ round: 1, rows: nothing(vault) });
  await vault.waitUntilFinal();
  await vault.claim(first, alice, 'm');
  await vault.closeRound();
  await vault.closeRound();
  const round = await vault.closeRound();
  const rows = nothing(vault).with(0, vault.row(alice, 'm', 0n, tokens(15)));
  const tree = await vault.settle({ round, rows, burn: tokens(15) });
  await vault.waitUntilFinal();
  await vault.claim(tree, alice, 'm');
  assert.equal((await vault.stakeOf(alice, 'm')).active, tokens(95));
});

test('a root that takes back what was cumulative is struck out, and changes nothing where it is not', async () => {
  const vault = await fresh();
  const { alice, stranger } = vault;
  const rows = nothing(vault).with(0, vault.row(alice, 'm', tokens(4), tokens(1)));
  const first = await vault.settle({ round: 1, rows, payout: tokens(4), burn: tokens(1) });
  await vault.waitUntilFinal();
  await vault.claim(first, alice, 'm');
  const known = await vault.stakeOf(alice, 'm');
  const round = await vault.closeRound();
  const second = await vault.settle({ round, rows: rows.with(0, vault.row(alice, 'm', tokens(3), tokens(1))) });
  const state = await vault.chain.snapshot();
  await vault.send(stranger, 'dispute', alice, KEY, leafOf(second, alice), leafOf(first, alice));
  await vault.chain.revert(state);
  await vault.waitUntilFinal();
  await vault.claim(second, alice, 'm');
  const { active, available, paid } = await vault.stakeOf(alice, 'm');
  assert.deepEqual([active, available, paid], [known.active, known.available, known.paid]);
});

test('a settler cannot pay a friend who had nothing at risk, nor more than the clip of what he had', async () => {
  const vault = await fresh();
  const { bob, stranger } = vault;
  const rows = [...nothing(vault).with(1, vault.row(bob, 'm', tokens(9), 0n)), vault.row(stranger, 'm', tokens(6), 0n)];
  const tree = await vault.settle({ round: 1, rows, payout: tokens(15) });
  const pending = await vault.chain.snapshot();
  const empty = { payout: 0n, burn: 0n, proof: [] };
  await vault.send(vault.carol, 'dispute', stranger, KEY, leafOf(tree, stranger), empty);
  await vault.chain.revert(pending);
  await vault.waitUntilFinal();
  await vault.claim(tree, stranger, 'm');
  await vault.claim(tree, bob, 'm');
  assert.equal((await vault.stakeOf(stranger, 'm')).available, 0n);
  assert.equal((await vault.stakeOf(bob, 'm')).available, tokens(5));
  const round = await vault.closeRound();
  const next = await vault.settle({ round, rows, payout: tokens(3) });
  await vault.waitUntilFinal();
  await vault.claim(next, bob, 'm');
  assert.equal((await vault.stakeOf(bob, 'm')).available, tokens(5), 'nor the rest of it out of later rounds');
});

test('leaves that add up to more than was declared cannot touch a stake: claims end with what was reserved', async () => {
  const vault = await fresh();
  const { alice, bob, carol } = vault;
  const rows = [alice, bob, carol].map((account) => vault.row(account, 'm', tokens(5), tokens(5)));
  const tree = await vault.settle({ round: 1, rows, payout: tokens(6), burn: tokens(6) });
  await vault.waitUntilFinal();
  for (const account of [alice, bob, carol]) await vault.claim(tree, account, 'm');
  const got = await Promise.all(
    [alice, bob, carol].map(async (account) => (await vault.stakeOf(account, 'm')).available),
  );
  const held = await Promise.all(
    [alice, bob, carol].map(async (account) => (await vault.stakeOf(account, 'm')).active),
  );
  assert.deepEqual(got, [tokens(5), tokens(1), 0n]);
  assert.deepEqual(held, [tokens(95), tokens(99), tokens(100)]);
  assert.deepEqual(await vault.read('reserves'), [0n, 0n]);
  assert.equal(await vault.surplus(), 0n);
});

test('a payout for which too little was reserved waits: neither another claim of a stranger nor the next round loses it', async () => {
  const vault = await fresh();
  const { alice, stranger } = vault;
  const rowsWith = (payout: bigint) => nothing(vault).with(0, vault.row(alice, 'm', payout, 0n));
  const first = await vault.settle({ round: 1, rows: rowsWith(tokens(5)), payout: tokens(2) });
  await vault.waitUntilFinal();
  await vault.claim(first, alice, 'm');
  await vault.claim(first, alice, 'm', stranger);
  assert.equal((await vault.stakeOf(alice, 'm')).available, tokens(2));
  // Five more, as much as its clip, and the three that are owed; the rest of what was declared is nobody's.
  const next = await vault.settle({ round: await vault.closeRound(), rows: rowsWith(tokens(10)), payout: tokens(9) });
  await vault.waitUntilFinal();
  for (const from of [stranger, alice]) await vault.claim(next, alice, 'm', from);
  const { available, paid } = await vault.stakeOf(alice, 'm');
  assert.deepEqual([available, paid], [tokens(10), tokens(10)]);
  assert.deepEqual(await vault.read('reserves'), [tokens(1), 0n]);
});

test('a settler who left a leaf out can take several rounds’ clips at once then, and no more than all of them together', async () => {
  const vault = await fresh();
  const { alice, bob } = vault;
  const without = await vault.settle({ round: 1, rows: nothing(vault).slice(1) });
  await vault.waitUntilFinal();
  const rows = nothing(vault).with(0, vault.row(alice, 'm', 0n, tokens(12)));
  const tree = await vault.settle({ round: await vault.closeRound(), rows, burn: tokens(12) });
  for (const before of [{ payout: 0n, burn: 0n, proof: [] }, leafOf(without, bob)]) {
    const dispute = vault.send(bob, 'dispute', alice, KEY, leafOf(tree, alice), before);
    assert.equal(await refusal(dispute), 'WrongProof');
  }
  await vault.waitUntilFinal();
  await vault.claim(tree, alice, 'm');
  // Rounded up once for each round.
  assert.equal((await vault.stakeOf(alice, 'm')).active, tokens(90) - 1n);
});

test('a root without a leaf puts an unclaimed payout out of reach only until a root has it again, and it stays reserved', async () => {
  const vault = await fresh();
  const { alice } = vault;
  const rows = nothing(vault).with(0, vault.row(alice, 'm', tokens(5), 0n));
  const good = await vault.settle({ round: 1, rows, payout: tokens(5) });
  await vault.waitUntilFinal();
  await vault.settle({ round: await vault.closeRound(), rows: rows.slice(1) });
  const pending = await vault.chain.snapshot();
  assert.equal(await refusal(vault.claim(good, alice, 'm')), 'done', 'in time');
  await vault.chain.revert(pending);
  await vault.waitUntilFinal();
  assert.equal(await refusal(vault.claim(good, alice, 'm')), 'WrongProof');
  assert.deepEqual(await vault.read('reserves'), [tokens(5), 0n]);
  const again = await vault.settle({ round: await vault.closeRound(), rows });
  await vault.waitUntilFinal();
  await vault.claim(again, alice, 'm');
  assert.equal((await vault.stakeOf(alice, 'm')).available, tokens(5));
});

test('a settler does not get ahead of a release: no close can be moved or announced before it', async () => {
  const vault = await fresh();
  const { alice, settler } = vault;
  await vault.announce(2 * DAY);
  // The release is seen coming; whatever the settler sends first in the same block changes nothing for it.
  const now = await vault.chain.now();
  for (const close of [now, now + 2, now + HOUR - 5]) {
    assert.equal(await refusal(vault.send(settler, 'announceRounds', [close])), 'BadRound');
  }
  await vault.release(alice, 'm', tokens(100));
  await vault.chain.advance(2 * DAY);
  assert.equal(await vault.read('atRisk', alice, KEY, 2), 0n);
  assert.equal(await vault.read('atRisk', alice, KEY, 1), tokens(100), 'round 1 had counted it');
  const rows = nothing(vault).with(0, vault.row(alice, 'm', 0n, tokens(5)));
  const tree = await vault.settle({ round: 2, rows, burn: tokens(5) });
  await vault.waitUntilFinal();
  await vault.claim(tree, alice, 'm', settler);
  const { pending } = await vault.stakeOf(alice, 'm');
  assert.equal(pending, tokens(100), 'round 2 counted nothing and takes nothing; round 1 was passed over');
});

test('settling and claiming for somebody just before his release takes only what the round may take anyway', async () => {
  const vault = await fresh();
  const { alice, settler } = vault;
  const rows = nothing(vault).with(0, vault.row(alice, 'm', 0n, tokens(5)));
  const tree = await vault.settle({ round: 1, rows, burn: tokens(5) });
  await vault.waitUntilFinal();
  const state = await vault.chain.snapshot();
  await vault.claim(tree, alice, 'm', settler);
  await vault.release(alice, 'm', tokens(95));
  await vault.withdraw(alice, 'm');
  assert.equal(await vault.balanceOf(alice), tokens(1_000_000 - 5), 'the settler first');
  await vault.chain.revert(state);
  await vault.release(alice, 'm', tokens(100));
  await vault.claim(tree, alice, 'm', settler);
  await vault.withdraw(alice, 'm');
  assert.equal(await vault.balanceOf(alice), tokens(1_000_000 - 5), 'the release first');
});

test('a settler who withholds or leaves out a leaf delays a withdrawal by the grace, no longer', async () => {
  const vault = await fresh();
  const { alice, bob } = vault;
  await vault.release(alice, 'm', tokens(100));
  const due = (await vault.chain.now()) + releaseDelay;
  const without = nothing(vault).slice(1);
  await vault.settle({ round: 1, rows: without });
  await vault.chain.advance(due - (await vault.chain.now()));
  assert.equal(await refusal(vault.withdraw(alice, 'm')), 'NothingToDo');
  await vault.chain.advance(7 * DAY - 3);
  assert.equal(await refusal(vault.withdraw(alice, 'm')), 'NothingToDo');
  await vault.withdraw(alice, 'm');
  assert.equal(await vault.balanceOf(alice), tokens(1_000_000));
  assert.equal((await vault.stakeOf(bob, 'm')).active, tokens(100));
});

test('settlements sent without end do not hold a release beyond its rounds', async () => {
  const vault = await fresh();
  const { alice } = vault;
  await vault.release(alice, 'm', tokens(100));
  const requested = await vault.chain.now();
  const rows = nothing(vault);
  let tree = await vault.settle({ round: 1, rows });
  let withdrawnAfter = 0;
  for (let count = 0; count < 40 && withdrawnAfter === 0; count += 1) {
    await vault.waitUntilFinal();
    const round = await vault.closeRound();
    const before = tree;
    tree = await vault.settle({ round, rows });
    assert.equal(await refusal(vault.claim(before, alice, 'm')), 'done');
    if ((await refusal(vault.withdraw(alice, 'm'))) === 'done') withdrawnAfter = (await vault.chain.now()) - requested;
  }
  assert.ok(withdrawnAfter > 0 && withdrawnAfter <= challengeDelay + 2 * DAY, `${withdrawnAfter}`);
});

test('a burn is not escaped by leaving: not before the claim, nor while the root is pending, nor at the last moment', async () => {
  const vault = await fresh();
  const { alice } = vault;
  await vault.release(alice, 'm', tokens(100));
  const requested = await vault.chain.now();
  const { settleBy } = await vault.read<{ settleBy: number }>('roundOf', 1);
  await vault.chain.advance(settleBy - requested - 2);
  const rows = nothing(vault).with(0, vault.row(alice, 'm', 0n, tokens(5)));
  const tree = await vault.settle({ round: 1, rows, burn: tokens(5) });
  await vault.chain.advance(challengeDelay - 5);
  assert.equal(await refusal(vault.withdraw(alice, 'm')), 'NothingToDo', 'pending');
  await vault.chain.advance(requested + releaseDelay - (await vault.chain.now()));
  assert.equal(await refusal(vault.withdraw(alice, 'm')), 'NothingToDo', 'final and unclaimed');
  await vault.claim(tree, alice, 'm');
  await vault.withdraw(alice, 'm');
  assert.equal(await vault.balanceOf(alice), tokens(1_000_000 - 5));
});

test('a pause does not let a burn be escaped: a due release waits for the root that counts it', async () => {
  const vault = await fresh();
  const { alice, guardian } = vault;
  await vault.release(alice, 'm', tokens(100));
  const requested = await vault.chain.now();
  const { settleBy } = await vault.read<{ settleBy: number }>('roundOf', 1);
  await vault.chain.advance(settleBy - requested - 2);
  const rows = nothing(vault).with(0, vault.row(alice, 'm', 0n, tokens(5)));
  const tree = await vault.settle({ round: 1, rows, burn: tokens(5) });
  await vault.send(guardian, 'pause');
  await vault.chain.advance(3 * DAY);
  await vault.send(guardian, 'unpause');
  assert.ok((await vault.chain.now()) > requested + releaseDelay, 'due');
  assert.equal((await vault.stakeOf(alice, 'm')).unproved, false);
  assert.equal(await refusal(vault.withdraw(alice, 'm')), 'NothingToDo', 'pending');
  await vault.chain.advance(challengeDelay);
  assert.equal(await refusal(vault.withdraw(alice, 'm')), 'NothingToDo', 'final and unclaimed');
  await vault.claim(tree, alice, 'm');
  await vault.withdraw(alice, 'm');
  assert.equal(await vault.balanceOf(alice), tokens(1_000_000 - 5));
});

test('rounds without end burn nobody who has left: closes keep their distance and settlements their delay', async () => {
  const vault = await fresh();
  const { settler } = vault;
  const now = await vault.chain.now();
  const hourly = Array.from({ length: 10 }, (_, i) => now + (i + 2) * HOUR);
  assert.equal(await refusal(vault.send(settler, 'announceRounds', hourly)), 'BadRound');
  assert.equal(await refusal(vault.send(settler, 'announceRounds', [now + 2 * HOUR + DAY])), 'done');
  await vault.settle({ round: 1, rows: nothing(vault) });
  await vault.chain.advance(2 * HOUR + DAY);
  assert.equal(await refusal(vault.settle({ round: 2, rows: nothing(vault) })), 'SettlementPending');
});

// -------------------------------------------------------------------------------------------------------------------- guardian and owner

test('a guardian who pauses whenever he may cannot keep a withdrawal from half of the days', async () => {
  const vault = await fresh();
  const { alice, guardian } = vault;
  await vault.release(alice, 'm', tokens(100));
  await vault.chain.advance(releaseDelay);
  await vault.send(guardian, 'pause');
  assert.equal(await refusal(vault.withdraw(alice, 'm')), 'IsPaused');
  await vault.chain.advance(14 * DAY);
  assert.match(await refusal(vault.send(guardian, 'pause')), /^TooEarly/);
  await vault.withdraw(alice, 'm');
  // Short pauses do no better: after each, a day at least is open.
  await vault.chain.advance(14 * DAY);
  await vault.send(guardian, 'pause');
  await vault.send(guardian, 'unpause');
  assert.match(await refusal(vault.send(guardian, 'pause')), /^TooEarly/);
});

test('a guardian who vetoes everything for ever: everybody leaves with everything after the silence, also while paused', async () => {
  const vault = await fresh();
  const { alice, bob, guardian } = vault;
  await vault.release(bob, 'm', tokens(30));
  const start = await vault.chain.now();
  const settled = await vault.settle({ round: 1, rows: nothing(vault) });
  await vault.send(guardian, 'veto');
  while ((await vault.chain.now()) < start + silence - 15 * DAY) {
    const round = await vault.closeRound();
    await vault.settle({ round, rows: settled.rows });
    await vault.send(guardian, 'veto');
    await vault.chain.advance(10 * DAY);
  }
  assert.equal(await refusal(vault.send(alice, 'exit', KEY)), 'NotSilent');
  await vault.send(guardian, 'pause');
  await vault.chain.advance(start + silence - (await vault.chain.now()));
  if (((await vault.read<readonly number[]>('clock'))[3] as number) <= (await vault.chain.now()))
    await vault.chain.advance(1);
  assert.equal(await refusal(vault.deposit(alice, 'm', 1n)), 'IsPaused');
  await vault.send(alice, 'exit', KEY);
  await vault.send(bob, 'exit', KEY);
  assert.equal(await vault.balanceOf(alice), tokens(1_000_000));
  assert.equal(await vault.balanceOf(bob), tokens(1_000_000));
  assert.equal(await refusal(vault.send(alice, 'exit', KEY)), 'NothingToDo');
  assert.equal(await vault.surplus(), 0n);
});

test('an operator who disappears: exit after the silence, not before, and not while settlements become final', async () => {
  const vault = await fresh();
  const { alice, stranger } = vault;
  await vault.chain.advance(settleWindow - 2 * DAY);
  await vault.settle({ round: 1, rows: nothing(vault) });
  await vault.waitUntilFinal();
  const finalAt = (await vault.read<readonly number[]>('clock'))[1] as number;
  await vault.chain.advance(finalAt + silence - (await vault.chain.now()) - 1);
  assert.equal(await refusal(vault.send(alice, 'exit', KEY)), 'NotSilent');
  await vault.send(alice, 'exit', KEY);
  assert.equal(await vault.balanceOf(alice), tokens(1_000_000));
  assert.equal(await refusal(vault.send(stranger, 'exit', KEY)), 'NothingToDo');
});

test('whoever has not the role is refused, each function by each other role', async () => {
  const vault = await fresh();
  const { alice, owner, settler, guardian } = vault;
  const root = `0x${'11'.repeat(32)}`;
  const functions: readonly (readonly [Address | null, Hex])[] = [
    [settler, call('announceRounds', [(await vault.chain.now()) + 3 * DAY])],
    [settler, call('settle', 1, root, 0n, 0n, root)],
    [guardian, call('veto')],
    [guardian, call('pause')],
    [guardian, call('unpause')],
    [owner, call('announce', '0x')],
    [owner, call('cancel', root)],
    [owner, call('carryOut', '0x')],
    // By nobody at all, but through an announced change.
    [null, call('setParameters', VAULT_PARAMETERS.daily)],
    [null, call('appoint', 0, alice)],
    [null, call('dropRounds')],
    [null, call('withdrawTreasury', alice, 1n)],
  ];
  for (const [may, data] of functions) {
    for (const from of [alice, owner, settler, guardian].filter((account) => account !== may)) {
      assert.equal(await refusal(vault.chain.send(from, vault.vault, data)), 'NotAllowed');
    }
  }
});

test('an owner can set no parameters that lock, burn more than a quarter, or leave no time to look', async () => {
  const vault = await fresh();
  const { owner } = vault;
  const weekly = VAULT_PARAMETERS.weekly;
  const bad = [
    { ...weekly, clip: 0.25e12 + 1 },
    { ...weekly, clip: 0 },
    { ...weekly, challengeDelay: HOUR - 1 },
    { ...weekly, challengeDelay: 14 * DAY + 1, releaseDelay: 100 * DAY },
    { ...weekly, releaseDelay: weekly.settleWindow + weekly.challengeDelay - 1 },
    { ...weekly, releaseDelay: 120 * DAY + 1 },
    { ...weekly, silence: 180 * DAY + 1 },
    { ...weekly, silence: 30 * DAY - 1 },
    { ...weekly, spacing: HOUR - 1 },
    { ...weekly, settleWindow: 0 },
    { ...weekly, leastDeposit: MOST_LEAST_DEPOSIT + 1n },
  ];
  const calls = [
    ...bad.map((parameters) => call('setParameters', parameters)),
    // Roles in one hand, or in nobody's.
    call('appoint', 1, owner),
    call('appoint', 2, vault.settler),
    call('appoint', 0, zeroAddress),
  ];
  for (const data of calls) await vault.send(owner, 'announce', data);
  await vault.chain.advance(7 * DAY);
  for (const data of calls) assert.equal(await refusal(vault.send(owner, 'carryOut', data)), 'BadParameters');
});

test('dust is refused: no deposit and no gift below the least, alone, by permit or many in one', async () => {
  const vault = await fresh();
  const { alice, stranger } = vault;
  const [least, dust] = [tokens(1), tokens(1) - 1n];
  const refused = `TooLittle(${least})`;
  assert.equal(await refusal(vault.deposit(alice, 'new', dust)), refused);
  assert.equal(await refusal(vault.deposit(alice, 'm', dust)), refused, 'nor on top of a stake: it is an event too');
  assert.equal(await refusal(vault.send(alice, 'fund', dust)), refused);
  const many = Array.from({ length: 20 }, (_, i) => call('deposit', modelKey(`dust ${i}`), 1n));
  assert.equal(await refusal(vault.send(alice, 'multicall', many)), refused);
  await vault.onToken(stranger, 'mint', stranger, dust);
  const { signature, deadline } = await signPermit(vault, stranger, dust);
  const byPermit = vault.send(stranger, 'depositWithPermit', KEY, dust, deadline, ...signature);
  assert.equal(await refusal(byPermit), refused);
  await vault.deposit(alice, 'new', least);
  await vault.send(alice, 'fund', least);
  assert.equal((await vault.stakeOf(alice, 'new')).active, least);
});

test('an owner who sets the least deposit as high as it goes keeps nothing from leaving, in whatever parts', async () => {
  const vault = await fresh();
  const { alice, bob, owner } = vault;
  await vault.send(alice, 'setCompounding', KEY, true);
  const data = call('setParameters', { ...VAULT_PARAMETERS.weekly, leastDeposit: MOST_LEAST_DEPOSIT });
  await vault.send(owner, 'announce', data);
  await vault.chain.advance(7 * DAY);
  await vault.send(owner, 'carryOut', data);
  assert.equal(await refusal(vault.deposit(bob, 'm', MOST_LEAST_DEPOSIT - 1n)), `TooLittle(${MOST_LEAST_DEPOSIT})`);
  // A payout below it becomes stake or stays available, and is staked again by the unit.
  const rows = [
    vault.row(alice, 'm', tokens(1), 0n),
    vault.row(bob, 'm', tokens(1), 0n),
    vault.row(vault.carol, 'm', 0n, 0n),
  ];
  const tree = await vault.settle({ round: 1, rows, payout: tokens(2) });
  await vault.waitUntilFinal();
  for (const account of [alice, bob]) await vault.claim(tree, account, 'm');
  await vault.send(bob, 'restake', KEY, 1n);
  assert.equal((await vault.stakeOf(alice, 'm')).active, tokens(101));
  assert.equal((await vault.stakeOf(bob, 'm')).active, tokens(100) + 1n);
  await vault.release(alice, 'm', 1n);
  await vault.release(alice, 'm', tokens(101) - 1n);
  await vault.withdraw(alice, 'm');
  assert.equal(await vault.balanceOf(alice), tokens(1_000_001));
  await vault.chain.advance(silence);
  await vault.send(bob, 'exit', KEY);
  assert.equal(await vault.balanceOf(bob), tokens(1_000_001));
  assert.equal(await vault.surplus(), 0n);
});

test('an owner who changes the terms changes no open round and no requested release', async () => {
  const vault = await fresh();
  const { alice, owner } = vault;
  await vault.release(alice, 'm', tokens(10));
  const before = [await vault.read('roundOf', 1), await vault.read('releasesOf', alice, KEY)];
  const data = call('setParameters', {
    ...VAULT_PARAMETERS.weekly,
    clip: 0.25e12,
    settleWindow: 100 * DAY,
    challengeDelay: HOUR,
    releaseDelay: 120 * DAY,
  });
  await vault.send(owner, 'announce', data);
  await vault.chain.advance(7 * DAY);
  await vault.send(owner, 'carryOut', data);
  assert.deepEqual([await vault.read('roundOf', 1), await vault.read('releasesOf', alice, KEY)], before);
  const limit = tokens(15) + 3n;
  assert.equal(
    await refusal(vault.settle({ round: 1, rows: nothing(vault), burn: tokens(16) })),
    `BeyondClip(${limit})`,
  );
  await vault.settle({ round: 1, rows: nothing(vault) });
  const [, finalAt] = await vault.read<readonly number[]>('clock');
  assert.equal(finalAt, (await vault.chain.now()) + challengeDelay);
});

test('a round keeps its clip of 5 % under an owner who raises it to 25 %: a root that burns 6 of 100 is struck out', async () => {
  const vault = await fresh();
  const { alice, owner, stranger } = vault;
  const empty = { payout: 0n, burn: 0n, proof: [] };
  const data = call('setParameters', { ...VAULT_PARAMETERS.weekly, clip: 0.25e12 });
  await vault.send(owner, 'announce', data);
  await vault.chain.advance(7 * DAY);
  await vault.send(owner, 'carryOut', data);
  const takes = (amount: bigint) => nothing(vault).with(0, vault.row(alice, 'm', 0n, amount));
  const dispute = (tree: Awaited<ReturnType<TestVault['settle']>>, before: SettlementLeaf) =>
    vault.send(stranger, 'dispute', alice, KEY, leafOf(tree, alice), before);
  await dispute(await vault.settle({ round: 1, rows: takes(tokens(6)), burn: tokens(6) }), empty);
  const right = await vault.settle({ round: 1, rows: takes(tokens(5)), burn: tokens(5) });
  assert.equal(await refusal(dispute(right, empty)), 'NoFault');
  await vault.waitUntilFinal();
  // Only a round that is announced under the new terms has the new clip.
  const round = await vault.closeRound();
  const next = await vault.settle({ round, rows: takes(tokens(11)), burn: tokens(6) });
  assert.equal(await refusal(dispute(next, leafOf(right, alice))), 'NoFault');
});

test('an owner who shortens the delays lets no burn be escaped: a release waits for the rounds of the old terms', async () => {
  const vault = await fresh();
  const { alice, owner } = vault;
  const long = { ...VAULT_PARAMETERS.weekly, settleWindow: 90 * DAY, challengeDelay: 5 * DAY, releaseDelay: 110 * DAY };
  const terms = [long, VAULT_PARAMETERS.weekly].map((parameters) => call('setParameters', parameters)) as [Hex, Hex];
  for (const data of terms) await vault.send(owner, 'announce', data);
  await vault.chain.advance(7 * DAY);
  await vault.send(owner, 'carryOut', terms[0]);
  const round = await vault.closeRound();
  const { settleBy } = await vault.read<{ settleBy: number }>('roundOf', round);
  await vault.send(owner, 'carryOut', terms[1]);
  // The last round that counts it has the short terms.
  const last = await vault.closeRound();
  await vault.release(alice, 'm', tokens(100));
  await vault.chain.advance(settleBy - (await vault.chain.now()) - 2);
  assert.equal(await refusal(vault.withdraw(alice, 'm')), 'NothingToDo');
  const rows = nothing(vault).with(0, vault.row(alice, 'm', 0n, tokens(5)));
  const tree = await vault.settle({ round, rows, burn: tokens(5) });
  await vault.chain.advance(5 * DAY);
  assert.equal(await refusal(vault.settle({ round: last, rows })), 'BadRound');
  assert.equal(await refusal(vault.withdraw(alice, 'm')), 'NothingToDo');
  await vault.claim(tree, alice, 'm');
  await vault.withdraw(alice, 'm');
  assert.equal(await vault.balanceOf(alice), tokens(1_000_000 - 5));
});

test('a vault is not built with a sink that gives back, a hasty owner or roles in one hand', async () => {
  const vault = await fresh();
  const { chain, token, owner, settler, guardian } = vault;
  const roles = { owner, settler, guardian };
  for (const bad of [
    { burnSink: zeroAddress },
    { changeDelay: 2 * DAY - 1 },
    { changeDelay: 60 * DAY + 1 },
    { guardian: settler },
    { settler: owner },
    { guardian: owner },
    { settler: zeroAddress },
  ]) {
    assert.equal(await refusal(chain.deployVault({ token, ...roles, ...bad })), 'BadParameters', Object.keys(bad)[0]);
  }
  assert.equal(await refusal(chain.deployVault({ token, ...roles, changeDelay: 2 * DAY })), 'done');
});

test('a calendar that a settler announced in bad faith is dropped by the owner, and what has closed stays', async () => {
  const vault = await fresh();
  const { alice, owner, settler } = vault;
  const now = await vault.chain.now();
  await vault.send(settler, 'announceRounds', [now + 2 * DAY, now + 1_000 * 365 * DAY]);
  const drop = call('dropRounds');
  await vault.send(owner, 'announce', drop);
  await vault.chain.advance(7 * DAY);
  await vault.send(owner, 'carryOut', drop);
  assert.deepEqual(await vault.read('roundCounts'), [2, 2]);
  assert.equal(await vault.read('atRisk', alice, KEY, 2), tokens(100));
  assert.equal(await vault.closeRound(), 3);
  assert.equal(await refusal(vault.settle({ round: 3, rows: nothing(vault) })), 'done');
});

test('an owner cannot take stakes, nor what a settlement has reserved', async () => {
  const vault = await fresh();
  const { owner } = vault;
  await vault.settle({ round: 1, rows: nothing(vault), payout: tokens(10) });
  const calls = [tokens(990) + 1n, tokens(990)].map((amount) => call('withdrawTreasury', owner, amount));
  for (const data of calls) await vault.send(owner, 'announce', data);
  await vault.chain.advance(7 * DAY);
  const [tooMuch, free] = calls as [Hex, Hex];
  assert.equal(await refusal(vault.send(owner, 'carryOut', tooMuch)), `TreasuryShort(${tokens(990)})`);
  await vault.send(owner, 'carryOut', free);
  assert.equal(await vault.read('liabilities'), tokens(310));
  assert.equal(await vault.surplus(), 0n);
});

test('an owner appoints a new settler only after the delay, and the old one is out at once then', async () => {
  const vault = await fresh();
  const { owner, settler, stranger } = vault;
  const data = call('appoint', 1, stranger);
  await vault.send(owner, 'announce', data);
  assert.match(await refusal(vault.send(owner, 'carryOut', data)), /^TooEarly/);
  await vault.chain.advance(7 * DAY);
  await vault.send(owner, 'carryOut', data);
  assert.equal(await refusal(vault.settle({ round: 1, rows: nothing(vault), from: settler })), 'NotAllowed');
  assert.equal(await refusal(vault.settle({ round: 1, rows: nothing(vault), from: stranger })), 'done');
});

test('tokens sent to the vault by hand belong to nobody and change nothing', async () => {
  const vault = await fresh();
  await vault.onToken(vault.stranger, 'mint', vault.vault, tokens(7));
  assert.equal(await vault.surplus(), tokens(7));
  await vault.deposit(vault.alice, 'm', tokens(1));
  assert.equal((await vault.stakeOf(vault.alice, 'm')).active, tokens(101));
  assert.equal(await vault.surplus(), tokens(7));
});

test('a deposit or a release in the block of the close is on the side on which its time puts it', async () => {
  const vault = await fresh();
  const { alice, bob } = vault;
  const round = await vault.announce(2 * DAY);
  const { closesAt } = await vault.read<{ closesAt: number }>('roundOf', round);
  await vault.chain.advance(closesAt - (await vault.chain.now()) - 2);
  await vault.release(alice, 'm', tokens(100));
  await vault.deposit(bob, 'm', tokens(1));
  assert.equal(await vault.chain.now(), closesAt);
  assert.equal(await vault.read('atRisk', alice, KEY, round), 0n, 'a second before the close: it is out');
  assert.equal(await vault.read('atRisk', bob, KEY, round), tokens(100), 'at the close: too late');
});
