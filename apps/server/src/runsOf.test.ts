import assert from 'node:assert/strict';
import test from 'node:test';
import { runsOf } from './runsOf.ts';

const upTo = (count: number): number[] => Array.from({ length: count }, (_, i) => i);

test('nothing gives no runs, few items give runs of one', () => {
  assert.deepEqual(runsOf([], 10), []);
  assert.deepEqual(runsOf(['a', 'b'], 10), [['a'], ['b']]);
});

test('runs are at most the limit, lose nothing, keep the order, and only the first may be shorter', () => {
  for (const count of [10, 11, 19, 20, 21, 99, 100, 101, 1234]) {
    const runs = runsOf(upTo(count), 10);
    assert.ok(runs.length <= 10, `${count} items gave ${runs.length} runs`);
    assert.deepEqual(runs.flat(), upTo(count));
    const size = runs.at(-1)?.length as number;
    assert.ok(runs.slice(1).every((run) => run.length === size) && (runs[0]?.length as number) <= size);
  }
});
