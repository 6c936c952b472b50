import type { TrailBlock } from './chainDocuments.ts';

/** Of an older block the chain says no more than that it is another: a backup has to be restored. */
const KEPT_BLOCKS = 20_000;
/** The further back, the further apart: a gap is an eighth of the age at most, so that some 70 blocks are kept. */
const GAP = 8;

/**
 * The trail with the block that reading has come to. What is not needed is left out, its steps go to the block after it; `forgotten` are the steps that
 * nobody asks for any more.
 */
export function withBlock(
  trail: readonly TrailBlock[],
  newest: TrailBlock,
): { readonly trail: readonly TrailBlock[]; readonly forgotten: readonly number[] } {
  const kept: TrailBlock[] = [newest];
  for (const [at, each] of [...trail.entries()].reverse()) {
    const last = kept.at(-1) as TrailBlock;
    const age = newest.block - each.block;
    // The end stays where it is, until it is too old.
    const isNeeded = at === 0 || last.block - each.block >= age / GAP;
    if (age > KEPT_BLOCKS && kept.length > 1) {
      const forgotten = [...trail.slice(0, at + 1).flatMap(({ steps }) => steps), ...last.steps];
      return { trail: [...kept.slice(0, -1), { ...last, steps: [] }].reverse(), forgotten };
    }
    if (isNeeded) kept.push(each);
    else kept[kept.length - 1] = { ...last, steps: [...each.steps, ...last.steps] };
  }
  return { trail: kept.reverse(), forgotten: [] };
}
