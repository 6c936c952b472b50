import assert from 'node:assert/strict';
import { test } from 'node:test';
import { modelKey, settlementTree, verifySettlementLeaf } from '@robata/contracts';
import { emptyJournal } from '@robata/ledger';
import fc from 'fast-check';
import type { KeptRow } from './chainDocuments.ts';
import type { Hex } from './chainPort.ts';
import { nextRows, settlementPlan } from './settlementPlan.ts';

const addressOf = (number: number): Hex => `0x${String(number).repeat(40)}`;
const position = (address: number, model: number) => ({
  address: addressOf(address),
  key: modelKey(String(model)),
  model: String(model),
});
const row = (address: number, model: number, payout: bigint, burn: bigint): KeptRow => ({
  account: addressOf(address),
  model: modelKey(String(model)),
  payout,
  burn,
});

test('a position that the ledger does not know any more keeps its row, also where its model is now of another address', () => {
  const before = [row(1, 1, 10n, 3n), row(2, 2, 5n, 0n), row(3, 2, 0n, 4n)];
  // Model 1 is now of address 2; address 3 was never the owner of model 2.
  const next = nextRows(before, [position(2, 1), position(2, 2)], new Map([['1', { payout: 7n, burn: 0n }]]));
  assert.deepEqual(next, {
    rows: [row(2, 2, 5n, 0n), row(2, 1, 7n, 0n), row(1, 1, 10n, 3n), row(3, 2, 0n, 4n)],
    payout: 7n,
    burn: 0n,
  });
});

test('a plan has each position once, with what it had before', () => {
  const rows = [row(1, 1, 10n, 3n), row(2, 2, 5n, 0n)];
  const positions = [position(1, 1), position(2, 2), position(4, 4)];
  const plan = settlementPlan({
    identity: { chainId: 1, vault: addressOf(9) },
    journal: emptyJournal,
    afterSequence: 0,
    round: { round: 2, closesAt: 1, settleBy: 2, clip: 0n },
    records: [],
    positions,
    matched: [{ ...position(2, 2), account: 'bob' }],
    atRisk: [0n],
    before: { round: 1, root: '0x', planHash: '0x', payout: 15n, burn: 3n, included: ['classic/1'], rows },
    treasury: 0n,
  });
  assert.deepEqual(plan?.leaves.rows, [row(2, 2, 5n, 0n), row(1, 1, 10n, 3n), row(4, 4, 0n, 0n)]);
  assert.deepEqual([plan?.leaves.payout, plan?.leaves.burn, plan?.leaves.included], [0n, 0n, ['classic/1']]);
});

test('whoever owns which model from round to round, no amount of a row ever falls, and the sums grow by what the round adds', () => {
  const model = fc.integer({ min: 1, max: 3 });
  const amount = fc.bigInt({ min: 0n, max: 9n });
  const round = fc.uniqueArray(
    fc.record({ model, address: fc.integer({ min: 1, max: 3 }), payout: amount, burn: amount }),
    { selector: (each) => each.model },
  );
  const sum = (rows: readonly KeptRow[], of: 'payout' | 'burn'): bigint =>
    rows.reduce((total, each) => total + each[of], 0n);
  fc.assert(
    fc.property(fc.array(round, { maxLength: 6 }), (rounds) => {
      let rows: readonly KeptRow[] = [];
      for (const owners of rounds) {
        const matched = owners.map((each) => position(each.address, each.model));
        const moved = new Map(owners.map((each) => [String(each.model), each]));
        const next = nextRows(rows, matched, moved);
        for (const old of rows) {
          const found = next.rows.filter((each) => each.account === old.account && each.model === old.model);
          assert.equal(found.length, 1);
          assert.ok((found[0] as KeptRow).payout >= old.payout && (found[0] as KeptRow).burn >= old.burn);
        }
        assert.equal(sum(next.rows, 'payout') - sum(rows, 'payout'), next.payout);
        assert.equal(sum(next.rows, 'burn') - sum(rows, 'burn'), next.burn);
        rows = next.rows;
      }
    }),
  );
});

test('a tournament of 5,000 stakes has one root, and each of them its proof', () => {
  const stakes = 5_000;
  const at = (model: number) => ({
    address: `0x${model.toString(16).padStart(40, '0')}` as Hex,
    key: modelKey(String(model)),
    model: String(model),
    account: `account ${model}`,
  });
  const matched = Array.from({ length: stakes }, (_, model) => at(model + 1));
  const identity = { chainId: 1, vault: addressOf(9) };
  const plan = settlementPlan({
    identity,
    journal: emptyJournal,
    afterSequence: 0,
    round: { round: 2, closesAt: 1, settleBy: 2, clip: 0n },
    records: [],
    positions: matched,
    matched,
    atRisk: matched.map(() => 10n ** 18n),
    before: {
      round: 1,
      root: '0x',
      planHash: '0x',
      payout: 0n,
      burn: 0n,
      included: [],
      rows: matched.map(({ address, key }, place) => ({
        account: address,
        model: key,
        payout: BigInt(place),
        burn: 0n,
      })),
    },
    treasury: 0n,
  });
  const rows = plan?.leaves.rows ?? [];
  const tree = settlementTree(identity, rows);
  assert.deepEqual([rows.length, tree.root], [stakes, plan?.leaves.root]);
  for (const row of rows.filter((_, place) => place % 97 === 0)) {
    const leaf = tree.leaf(row.account, row.model);
    assert.ok(leaf !== undefined && leaf.proof.length <= 13);
    assert.ok(verifySettlementLeaf(identity, tree.root, row, leaf));
  }
});
