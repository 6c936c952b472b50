import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { type Address, encodePacked, type Hex, keccak256 } from 'viem';
import {
  modelKey,
  nextSettlement,
  type SettlementRow,
  settlementLeafHash,
  settlementTree,
  verifySettlementLeaf,
} from './settlementTree.ts';

const VAULT: Address = '0x1111111111111111111111111111111111111111';
const HERE = { chainId: 31_337, vault: VAULT };
const ACCOUNT: Address = '0x2222222222222222222222222222222222222222';

const rowOf = (i: number): SettlementRow => ({
  account: `0x${String(i + 1).padStart(40, '0')}`,
  model: modelKey(`model ${i % 3}`),
  payout: BigInt(i) * 10n ** 18n,
  burn: BigInt(i % 7),
});
const rowsOf = (count: number): SettlementRow[] => Array.from({ length: count }, (_, i) => rowOf(i));

test('every row of a tree of any size has a proof, and it is as long as the tree is high', () => {
  for (const count of [1, 2, 3, 4, 5, 8, 13, 64, 65]) {
    const tree = settlementTree(HERE, rowsOf(count));
    for (const row of tree.rows) {
      const leaf = tree.leaf(row.account, row.model);
      assert.ok(leaf !== undefined);
      assert.deepEqual([leaf.payout, leaf.burn], [row.payout, row.burn]);
      assert.ok(verifySettlementLeaf(HERE, tree.root, row, leaf), `${count}`);
      assert.ok(leaf.proof.length <= Math.ceil(Math.log2(count)));
    }
  }
});

test('a tree of three is what OpenZeppelin verifies: sorted pairs, the third goes up alone', () => {
  const rows = rowsOf(3);
  const [a, b, c] = rows.map((row) => settlementLeafHash(HERE, row)).sort() as [Hex, Hex, Hex];
  const pair = (x: Hex, y: Hex): Hex => keccak256(encodePacked(['bytes32', 'bytes32'], x < y ? [x, y] : [y, x]));
  assert.equal(settlementTree(HERE, rows).root, pair(pair(a, b), c));
});

test('a tree of one row is the row itself', () => {
  const [row] = rowsOf(1) as [SettlementRow];
  const tree = settlementTree(HERE, [row]);
  assert.equal(tree.root, settlementLeafHash(HERE, row));
  assert.deepEqual(tree.leaf(row.account, row.model)?.proof, []);
});

test('the order of the rows does not matter, every field of them does', () => {
  fc.assert(
    fc.property(fc.shuffledSubarray(rowsOf(9), { minLength: 9 }), fc.nat(8), (shuffled, which) => {
      const { root } = settlementTree(HERE, rowsOf(9));
      assert.equal(settlementTree(HERE, shuffled).root, root);
      const row = shuffled[which] as SettlementRow;
      for (const changed of [
        { ...row, account: ACCOUNT },
        { ...row, model: modelKey('another') },
        { ...row, payout: row.payout + 1n },
        { ...row, burn: row.burn + 1n },
      ]) {
        assert.notEqual(settlementTree(HERE, shuffled.with(which, changed)).root, root);
      }
      assert.notEqual(settlementTree({ ...HERE, chainId: 1 }, shuffled).root, root);
      assert.notEqual(settlementTree({ ...HERE, vault: ACCOUNT }, shuffled).root, root);
    }),
    { numRuns: 20 },
  );
});

test('a proof shows no other amounts, stake or root', () => {
  const tree = settlementTree(HERE, rowsOf(6));
  const [row, other] = tree.rows as [SettlementRow, SettlementRow];
  const leaf = tree.leaf(row.account, row.model);
  assert.ok(leaf !== undefined);
  assert.ok(!verifySettlementLeaf(HERE, tree.root, row, { ...leaf, payout: leaf.payout + 1n }));
  assert.ok(!verifySettlementLeaf(HERE, tree.root, row, { ...leaf, burn: leaf.burn + 1n }));
  assert.ok(!verifySettlementLeaf(HERE, tree.root, other, leaf));
  assert.ok(!verifySettlementLeaf(HERE, tree.root, row, { ...leaf, proof: leaf.proof.slice(1) }));
  assert.ok(!verifySettlementLeaf(HERE, settlementTree(HERE, rowsOf(5)).root, row, leaf));
});

test('no rows, and two rows of one stake, are refused', () => {
  assert.throws(() => settlementTree(HERE, []), RangeError);
  assert.throws(() => settlementTree(HERE, [rowOf(0), { ...rowOf(0), burn: 9n }]), /same account and model/);
  assert.equal(settlementTree(HERE, rowsOf(2)).leaf(ACCOUNT, modelKey('none')), undefined);
});

test('a round adds its plan to what was before: payouts and burns apart, a new stake even with nothing', () => {
  const owners = new Map<string, Address>([
    ['a', ACCOUNT],
    ['b', VAULT],
    ['c', VAULT],
  ]);
  const first = nextSettlement(
    [],
    [
      { model: 'a', payout: 5n },
      { model: 'b', payout: -3n },
    ],
    (id) => owners.get(id),
  );
  assert.deepEqual([first.payout, first.burn], [5n, 3n]);
  const second = nextSettlement(
    first.rows,
    [
      { model: 'a', payout: -2n },
      { model: 'b', payout: 0n },
      { model: 'c', payout: 0n },
    ],
    (id) => owners.get(id),
  );
  assert.deepEqual([second.payout, second.burn], [0n, 2n]);
  assert.deepEqual(second.rows, [
    { account: ACCOUNT, model: modelKey('a'), payout: 5n, burn: 2n },
    { account: VAULT, model: modelKey('b'), payout: 0n, burn: 3n },
    { account: VAULT, model: modelKey('c'), payout: 0n, burn: 0n },
  ]);
});

test('a model without an owner, or with another than before, is refused', () => {
  const plan = [{ model: 'a', payout: 1n }];
  assert.throws(() => nextSettlement([], plan, () => undefined), /no account owns a/);
  const { rows } = nextSettlement([], plan, () => ACCOUNT);
  assert.throws(() => nextSettlement(rows, plan, () => VAULT), /another owner/);
});
