import assert from 'node:assert/strict';
import test from 'node:test';
import { tokenBuckets } from './tokenBuckets.ts';

test('a caller may burst, then goes at the rate, and no caller takes from another', () => {
  let time = 0;
  const { take } = tokenBuckets({ burst: 600, perSecond: 300, now: () => new Date(time) });
  const taken = (caller: string, tries: number) =>
    Array.from({ length: tries }, () => take(caller)).filter(Boolean).length;
  assert.equal(taken('ada', 1_000), 600);
  assert.equal(taken('eve', 10), 10);
  time += 1_000;
  assert.equal(taken('ada', 1_000), 300);
  time += 3_600_000;
  assert.equal(taken('ada', 1_000), 600, 'a long pause saves up one burst, not more');
});

test('three hundred requests a second go on for ever', () => {
  let time = 0;
  const { take } = tokenBuckets({ burst: 600, perSecond: 300, now: () => new Date(time) });
  for (let i = 0; i < 30_000; i++) {
    time = (i * 1_000) / 300;
    assert.ok(take('ada'), `request ${i}`);
  }
});

test('a clock that steps back gives nothing and takes nothing', () => {
  let time = 10_000;
  const { take } = tokenBuckets({ burst: 1, perSecond: 1, now: () => new Date(time) });
  assert.ok(take('ada'));
  time = 0;
  assert.ok(!take('ada'));
});
