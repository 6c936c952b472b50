import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { normalDistribution } from './normalDistribution.ts';
import { normalQuantile } from './normalQuantile.ts';

const close = (a: number, b: number, relative: number) =>
  assert.ok(Math.abs(a - b) <= relative * Math.abs(b), `${a} is not ${b}`);

test('published quantiles come out to all digits, far tails included', () => {
  close(normalQuantile(0.975), 1.959963984540054, 1e-15);
  close(normalQuantile(0.25), -0.6744897501960817, 1e-15);
  close(normalQuantile(1e-300), -37.0470962993612, 1e-14);
  assert.equal(normalQuantile(0.5), 0);
});

test('the quantile has the edges of the distribution', () => {
  assert.equal(normalQuantile(0), Number.NEGATIVE_INFINITY);
  assert.equal(normalQuantile(1), Number.POSITIVE_INFINITY);
  for (const p of [-0.1, 1.1, Number.NaN]) assert.ok(Number.isNaN(normalQuantile(p)));
});

test('distribution function and quantile undo each other', () => {
  fc.assert(
    fc.property(fc.double({ min: -37, max: 5, noNaN: true }), (x) => {
      const back = normalQuantile(normalDistribution(x));
      return Math.abs(back - x) <= 1e-9 * Math.max(1, Math.abs(x));
    }),
  );
});

test('the distribution function is right in the centre and in both tails', () => {
  assert.equal(normalDistribution(0), 0.5);
  close(normalDistribution(-1), 0.15865525393145707, 1e-14);
  close(normalDistribution(-20), 2.7536241186062337e-89, 1e-13);
  close(normalDistribution(3), 0.9986501019683699, 1e-15);
  assert.deepEqual([Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY, Number.NaN].map(normalDistribution), [
    0,
    1,
    Number.NaN,
  ]);
});

test('the two methods of the distribution function meet where they change over', () => {
  close(normalDistribution(-2.5 - 1e-12), normalDistribution(-2.5), 1e-11);
});
