import { createHash } from 'node:crypto';
import { type MerklePath, merkleSteps } from './merklePath.ts';

/**
 * The Merkle tree of RFC 6962 §2.1 over a list of byte strings, with SHA-256. Hashes of leaves and of nodes come from different
 * domains, so that no node can pass for a leaf:
 *
 *     leaf  SHA-256(0x00 ‖ bytes)
 *     node  SHA-256(0x01 ‖ left ‖ right)          left and right are 32 bytes each
 *
 * Level by level neighbours are joined; the last of an odd number goes up unchanged (it is not joined with itself, so that no two lists
 * have one root). The root of no leaves is SHA-256 of nothing. A verifier needs the leaf's place and the number of leaves besides the path;
 * a proof shows that the root has this leaf. That it stands at this place it shows only to whom knows the number of leaves.
 */
export interface MerkleTree {
  /** 32 bytes as lower-case hexadecimal, as are all hashes here. */
  readonly root: string;
  readonly size: number;
  /** The siblings of leaf `index` from the bottom up; none where it goes up alone. Throws RangeError beyond the leaves. */
  path(index: number): string[];
}

/** The tree of the leaves in this order. */
export function merkleTree(leaves: readonly Uint8Array[]): MerkleTree {
  const levels: Buffer[][] = [leaves.map(leafHash)];
  for (let level = levels[0] as Buffer[]; level.length > 1; level = levels.at(-1) as Buffer[]) {
    const above: Buffer[] = [];
    for (let i = 0; i < level.length; i += 2) {
      const [left, right] = [level[i] as Buffer, level[i + 1]];
      above.push(right === undefined ? left : nodeHash(left, right));
    }
    levels.push(above);
  }
  const top = levels.at(-1)?.[0] ?? createHash('sha256').digest();
  return {
    root: top.toString('hex'),
    size: leaves.length,
    path(index) {
      if (!Number.isInteger(index) || index < 0 || index >= leaves.length) {
        throw new RangeError(`there is no leaf ${index} of ${leaves.length}`);
      }
      return levels.slice(0, -1).flatMap((level, height) => {
        const sibling = level[(index >>> height) ^ 1];
        return sibling === undefined ? [] : [sibling.toString('hex')];
      });
    },
  };
}

/**
 * Whether a list of `size` leaves with this root has these bytes at place `index`, given that it has `size` leaves. Never throws: what is no path (a fraction, too short, too
 * long, a hash that is none) proves nothing.
 */
export function verifyMerkleProof(leaf: Uint8Array, place: MerklePath, root: string): boolean {
  const steps = merkleSteps(place);
  if (steps === null) return false;
  let hash = leafHash(leaf);
  for (const { sibling, side } of steps) {
    const other = Buffer.from(sibling, 'hex');
    hash = side === 'right' ? nodeHash(hash, other) : nodeHash(other, hash);
  }
  return hash.toString('hex') === root;
}

const leafHash = (bytes: Uint8Array): Buffer => createHash('sha256').update(Uint8Array.of(0)).update(bytes).digest();

const nodeHash = (left: Uint8Array, right: Uint8Array): Buffer =>
  createHash('sha256').update(Uint8Array.of(1)).update(left).update(right).digest();
