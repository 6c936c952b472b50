import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { TrailBlock } from './chainDocuments.ts';
import { withBlock } from './trail.ts';

const blockAt = (block: number, steps: readonly number[] = []): TrailBlock => {
  return { block, hash: `0x${block.toString(16)}`, time: block, steps };
};

test('every step with events since the oldest block is named once, what is forgotten never again, and gaps are an eighth of the age', () => {
  const stride = fc.record({ blocks: fc.integer({ min: 1, max: 2_000 }), hasEvents: fc.boolean() });
  fc.assert(
    fc.property(fc.array(stride, { minLength: 1, maxLength: 80 }), (strides) => {
      let trail: readonly TrailBlock[] = [blockAt(0)];
      const told = new Set<number>();
      const gone = new Set<number>();
      let block = 0;
      for (const { blocks, hasEvents } of strides) {
        block += blocks;
        if (hasEvents) told.add(block);
        const next = withBlock(trail, blockAt(block, hasEvents ? [block] : []));
        trail = next.trail;
        for (const step of next.forgotten) gone.add(step);
        const named = trail.flatMap(({ steps }) => steps);
        assert.deepEqual(
          named,
          [...told].filter((step) => !gone.has(step)).sort((a, b) => a - b),
        );
        trail.forEach(({ block: at, steps }, place) => {
          const before = trail[place - 1];
          assert.ok(steps.every((step) => step <= at && (before === undefined || step > before.block)));
        });
        const oldest = trail[0] as TrailBlock;
        assert.ok(
          [...gone].every((step) => step <= oldest.block),
          'all events since the oldest block are kept',
        );
      }
    }),
  );
});

test('a trail of a long time is short, and the newest blocks are all on it', () => {
  let trail: readonly TrailBlock[] = [blockAt(0)];
  for (let block = 1; block <= 50_000; block += 1) trail = withBlock(trail, blockAt(block)).trail;
  assert.ok(trail.length < 90, `${trail.length} blocks`);
  assert.deepEqual(
    trail.slice(-8).map(({ block }) => block),
    [49_993, 49_994, 49_995, 49_996, 49_997, 49_998, 49_999, 50_000],
  );
});
