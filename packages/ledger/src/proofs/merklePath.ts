/** All about one leaf of a Merkle tree (see `merkleTree`) but its bytes. Knows no hash function: browsers have one of their own. */
export interface MerklePath {
  readonly index: number;
  readonly size: number;
  readonly path: readonly string[];
}

/** One node on the way up: what it is joined with, and on which side that stands. */
export interface MerkleStep {
  /** 64 lower-case hexadecimal digits. */
  readonly sibling: string;
  readonly side: 'left' | 'right';
}

/** The way from a leaf to the root, bottom up; null where there is none to such a place, or the path is too short, too long, or holds what is no hash. */
export function merkleSteps({ index, size, path }: MerklePath): readonly MerkleStep[] | null {
  if (!Number.isSafeInteger(size) || !Number.isSafeInteger(index) || index < 0 || index >= size || size > 2 ** 32) {
    return null;
  }
  if (path.length > 32 || !path.every((hash) => /^[0-9a-f]{64}$/.test(hash))) return null;
  const steps: MerkleStep[] = [];
  for (let at = index, last = size - 1; last > 0; at = Math.floor(at / 2), last = Math.floor(last / 2)) {
    // The last of an odd number goes up alone.
    if (at % 2 === 0 && at === last) continue;
    const sibling = path[steps.length];
    if (sibling === undefined) return null;
    steps.push({ sibling, side: at % 2 === 0 ? 'right' : 'left' });
  }
  return steps.length === path.length ? steps : null;
}
