import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { exponential } from './exponential.ts';
import { logarithm } from './logarithm.ts';

const near = (a: number, b: number, units: number) => Math.abs(a - b) <= units * Number.EPSILON * Math.abs(b);

test('the logarithm agrees with the engine to two units in the last place', () => {
  fc.assert(
    fc.property(fc.double({ min: 5e-324, max: Number.MAX_VALUE, noNaN: true }), (x) =>
      near(logarithm(x), Math.log(x), 2),
    ),
    { numRuns: 2000 },
  );
  for (let x = 0.5; x < 2; x += 0.001) assert.ok(near(logarithm(x), Math.log(x), 2), `ln ${x}`);
});

test('the logarithm of 1 is exactly 0 and its edges are those of mathematics', () => {
  assert.equal(logarithm(1), 0);
  assert.equal(logarithm(0), Number.NEGATIVE_INFINITY);
  assert.equal(logarithm(Number.POSITIVE_INFINITY), Number.POSITIVE_INFINITY);
  assert.ok(Number.isNaN(logarithm(-1)) && Number.isNaN(logarithm(Number.NaN)));
});

test('the exponential agrees with the engine to two units in the last place', () => {
  fc.assert(
    fc.property(fc.double({ min: -700, max: 709, noNaN: true }), (x) => near(exponential(x), Math.exp(x), 2)),
    { numRuns: 2000 },
  );
});

test('the exponential overflows, underflows and keeps NaN', () => {
  assert.equal(exponential(0), 1);
  assert.equal(exponential(710), Number.POSITIVE_INFINITY);
  assert.equal(exponential(-746), 0);
  assert.equal(exponential(-745), 5e-324);
  assert.ok(Number.isNaN(exponential(Number.NaN)));
});
