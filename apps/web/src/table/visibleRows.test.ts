import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { visibleRows } from './visibleRows.ts';

test('what is seen is drawn wherever the frame is scrolled to, and never much more', () => {
  const numbers = fc.record({
    share: fc.double({ min: 0, max: 1, noNaN: true }),
    height: fc.integer({ min: 200, max: 2_000 }),
    rowPx: fc.double({ min: 20, max: 80, noNaN: true }),
    count: fc.integer({ min: 1, max: 20_000 }),
  });
  fc.assert(
    fc.property(numbers, ({ share, height, rowPx, count }) => {
      const top = share * Math.max(0, count * rowPx - height);
      const { from, to } = visibleRows({ top, height, rowPx, count });
      assert.ok(from <= Math.floor(top / rowPx));
      assert.ok(to >= Math.min(count, Math.ceil((top + height) / rowPx)));
      assert.ok(to - from <= (4 * height) / rowPx + 21);
      assert.ok(from >= 0 && to <= count);
    }),
  );
});

test('scrolling by a row or two draws nothing new', () => {
  const at = (top: number) => visibleRows({ top, height: 800, rowPx: 40, count: 10_000 });
  assert.deepEqual(at(40_010), at(40_090));
  assert.notDeepEqual(at(40_010), at(40_810));
});

test('a list of nothing, and one that is shorter than before, are drawn', () => {
  assert.deepEqual(visibleRows({ top: 0, height: 800, rowPx: 40, count: 0 }), { from: 0, to: 0 });
  assert.deepEqual(visibleRows({ top: 400_000, height: 800, rowPx: 40, count: 5 }), { from: 5, to: 5 });
});
