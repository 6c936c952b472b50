import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { decimal12, decimal12FromDouble, formatDecimal12 } from './decimal12.ts';

test('a double is rounded from its shortest decimal, half to even', () => {
  assert.equal(decimal12FromDouble(0.02), 20_000_000_000n);
  assert.equal(decimal12FromDouble(0.0000000000005), 0n);
  assert.equal(decimal12FromDouble(0.0000000000015), 2n);
  assert.equal(decimal12FromDouble(0.0000000000025), 2n);
  assert.equal(decimal12FromDouble(0.00000000000250001), 3n);
  assert.equal(decimal12FromDouble(1e-300), 0n);
  assert.equal(decimal12FromDouble(-0), 0n);
});

test('rounding starts from the printed score and not from its binary value', () => {
  assert.match(
    (0.1000000000025).toFixed(20),
    /^0\.100000000002500005/,
    'the double itself lies above the tie it prints as',
  );
  assert.equal(decimal12FromDouble(0.1000000000025), 100_000_000_002n);
});

test('the sign of a score changes nothing else', () => {
  fc.assert(
    fc.property(fc.double({ min: -1e6, max: 1e6, noNaN: true }), (x) => {
      assert.equal(decimal12FromDouble(-x), -decimal12FromDouble(x));
      assert.ok(Math.abs(Number(decimal12FromDouble(x)) / 1e12 - x) <= 0.5e-12 + Math.abs(x) * 2 ** -51);
    }),
  );
});

test('what is no score is a programmer’s error', () => {
  for (const x of [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]) {
    assert.throws(() => decimal12FromDouble(x), RangeError);
  }
  for (const text of ['', '0.0000000000001', 'x']) assert.throws(() => decimal12(text), RangeError);
});

test('a decimal that is written reads back as it was', () => {
  fc.assert(
    fc.property(fc.bigInt(-(10n ** 20n), 10n ** 20n), (units) => {
      assert.equal(decimal12(formatDecimal12(units as ReturnType<typeof decimal12>)), units);
    }),
  );
});
