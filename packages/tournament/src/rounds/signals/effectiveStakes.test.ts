import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { effectiveStakes } from './effectiveStakes.ts';

const sum = (values: Iterable<number>): number => [...values].reduce((a, b) => a + b, 0);

test('Signals has its share of the joint meta model, the sum stays, and so do the proportions within each part', () => {
  const stakes = Float64Array.of(48, 144, 16, 48);
  assert.deepEqual([...effectiveStakes(stakes, Int32Array.of(2, 3), 0.5)], [32, 96, 32, 96]);
  assert.deepEqual([...effectiveStakes(stakes, Int32Array.of(2, 3), 0)], [64, 192, 0, 0]);
  assert.equal(effectiveStakes(stakes, Int32Array.of(2, 3), null), stakes);
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.double({ min: 0.01, max: 1e6, noNaN: true }), fc.boolean()), {
        minLength: 1,
        maxLength: 30,
      }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (models, share) => {
        const own = Float64Array.from(models, ([stake]) => stake);
        const places = Int32Array.from(models.flatMap(([, isSignals], j) => (isSignals ? [j] : [])));
        const joined = effectiveStakes(own, places, share);
        const total = sum(own);
        assert.ok(Math.abs(sum(joined) - total) <= 1e-9 * total);
        if (places.length === 0 || places.length === own.length) assert.deepEqual(joined, own);
        else assert.ok(Math.abs(sum([...places].map((j) => joined[j] as number)) - share * total) <= 1e-9 * total);
      },
    ),
  );
});

test('a part without stakes leaves all as it is, and a share outside 0…1 is refused', () => {
  const stakes = Float64Array.of(0, 0, 10);
  assert.equal(effectiveStakes(stakes, Int32Array.of(0, 1), 0.5), stakes);
  assert.throws(() => effectiveStakes(stakes, Int32Array.of(2), 1.5), RangeError);
});
