import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { merkleTree, verifyMerkleProof } from './merkleTree.ts';

const bytes = (hex: string): Uint8Array => Buffer.from(hex, 'hex');

/** The eight leaves that implementations of RFC 6962 test with (certificate-transparency, trillian), and the roots of the first 0 … 8. */
const LEAVES = ['', '00', '10', '2021', '3031', '40414243', '5051525354555657', '606162636465666768696a6b6c6d6e6f'];
const ROOTS = [
  'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
  '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
  'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
  'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
  'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
  '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
  '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
  'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
  '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
];

test('the roots are those of the reference tests of RFC 6962', () => {
  ROOTS.forEach((root, size) => assert.equal(merkleTree(LEAVES.slice(0, size).map(bytes)).root, root, `${size}`));
});

/** RFC 6962 §2.1 word for word: split at the largest power of two below n. */
function rootByDefinition(leaves: readonly Uint8Array[]): Buffer {
  const sha = (...parts: Uint8Array[]) => createHash('sha256').update(Buffer.concat(parts)).digest();
  if (leaves.length === 0) return sha();
  if (leaves.length === 1) return sha(bytes('00'), leaves[0] as Uint8Array);
  let split = 1;
  while (split * 2 < leaves.length) split *= 2;
  return sha(bytes('01'), rootByDefinition(leaves.slice(0, split)), rootByDefinition(leaves.slice(split)));
}

const someLeaves = fc.array(fc.uint8Array({ maxLength: 70 }), { minLength: 1, maxLength: 40 });

test('the root is that of the recursive definition, and every leaf has a proof', () => {
  fc.assert(
    fc.property(someLeaves, (leaves) => {
      const tree = merkleTree(leaves);
      assert.equal(tree.root, rootByDefinition(leaves).toString('hex'));
      leaves.forEach((leaf, index) => {
        const place = { index, size: tree.size, path: tree.path(index) };
        assert.ok(verifyMerkleProof(leaf, place, tree.root));
      });
    }),
  );
});

test('no other leaf, place, path or root is proved', () => {
  fc.assert(
    fc.property(someLeaves, fc.nat(), fc.nat(), fc.nat(255), (leaves, which, where, change) => {
      const tree = merkleTree(leaves);
      const index = which % leaves.length;
      const leaf = leaves[index] as Uint8Array;
      const path = tree.path(index);
      const proved = (
        l = leaf,
        place: Partial<{ index: number; size: number; path: string[] }> = {},
        root = tree.root,
      ) => verifyMerkleProof(l, { index, size: tree.size, path, ...place }, root);
      assert.ok(proved());
      assert.ok(!proved(Uint8Array.from([...leaf, change])));
      if (leaf.length > 0) {
        const flipped = leaf.slice();
        flipped[where % leaf.length] = (flipped[where % leaf.length] as number) ^ (1 << (change % 8));
        assert.ok(!proved(flipped));
      }
      assert.ok(!proved(leaf, { path: [...path, tree.root] }));
      if (path.length > 0) {
        const at = where % path.length;
        assert.ok(!proved(leaf, { path: path.toSpliced(at, 1) }));
        assert.ok(!proved(leaf, { path: path.with(at, createHash('sha256').update(`${change}`).digest('hex')) }));
        assert.ok(!proved(leaf, { path: path.with(at, path[at]?.toUpperCase().replace(/^./, 'x') ?? '') }));
      }
      const other = where % leaves.length;
      if (Buffer.compare(leaf, leaves[other] as Uint8Array) !== 0)
        assert.ok(!proved(leaf, { index: other, path: tree.path(other) }));
      assert.ok(!proved(leaf, { index: -1 }) && !proved(leaf, { index: tree.size }) && !proved(leaf, { index: 0.5 }));
      assert.ok(
        !proved(
          leaf,
          {},
          tree.root.replace(/^./, (digit) => (digit === '0' ? '1' : '0')),
        ),
      );
      assert.ok(!proved(leaf, { size: tree.size * 4 + 3 }), 'a longer list has longer paths');
    }),
  );
});

test('a second preimage is none: two hashes joined are not a leaf, and repeating the last leaf gives another root', () => {
  const leaves = LEAVES.slice(0, 4).map(bytes);
  const tree = merkleTree(leaves);
  const hash = (leaf: string) =>
    createHash('sha256')
      .update(bytes(`00${leaf}`))
      .digest('hex');
  const [left, right] = [`${hash('')}${hash('00')}`, `${hash('10')}${hash('2021')}`].map(bytes) as [
    Uint8Array,
    Uint8Array,
  ];
  // Without domains the list of these two inner nodes would have the root of the four leaves.
  assert.notEqual(merkleTree([left, right]).root, tree.root);
  const rightNode = createHash('sha256').update(bytes('01')).update(right).digest('hex');
  assert.ok(!verifyMerkleProof(left, { index: 0, size: 2, path: [rightNode] }, tree.root));
  const three = leaves.slice(0, 3);
  assert.notEqual(merkleTree([...three, three[2] as Uint8Array]).root, merkleTree(three).root);
});

test('a leaf beyond the list has no path', () => {
  const tree = merkleTree([bytes('00')]);
  assert.deepEqual(tree.path(0), []);
  for (const index of [1, -1, 0.5, Number.NaN]) assert.throws(() => tree.path(index), RangeError);
});
