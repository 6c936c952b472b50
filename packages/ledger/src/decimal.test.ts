import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { divideHalfEven, divideTowardsBurn, readDecimal, writeDecimal } from './decimal.ts';

test('a decimal text is read exactly, exponents included', () => {
  assert.deepEqual(readDecimal('-1.50'), { units: -150n, places: 2 });
  assert.deepEqual(readDecimal('1e-05'), { units: 1n, places: 5 });
  assert.deepEqual(readDecimal('1.5E+3'), { units: 1500n, places: 0 });
  assert.deepEqual(readDecimal('007'), { units: 7n, places: 0 });
});

test('what is no plain decimal is not read', () => {
  for (const text of [
    '',
    ' ',
    '1 ',
    'NaN',
    'Infinity',
    '.5',
    '1.',
    '1,000',
    '0x10',
    '1e',
    '--1',
    '1e9999',
    '٣',
    '1'.repeat(101),
  ]) {
    assert.equal(readDecimal(text), undefined, text);
  }
});

test('writing is short and exact', () => {
  assert.equal(writeDecimal(-50n, 2), '-0.5');
  assert.equal(writeDecimal(0n, 18), '0');
  assert.equal(writeDecimal(1200n, 0), '1200');
  fc.assert(
    fc.property(fc.bigInt(-(10n ** 40n), 10n ** 40n), fc.integer({ min: 0, max: 40 }), (units, places) => {
      const read = readDecimal(writeDecimal(units, places));
      assert.ok(read !== undefined && read.units * 10n ** BigInt(places) === units * 10n ** BigInt(read.places));
    }),
  );
});

test('half-even division goes to the nearest integer, and from the middle to the even one', () => {
  assert.deepEqual(
    [-5n, -3n, -1n, 1n, 3n, 5n].map((n) => divideHalfEven(n, 2n)),
    [-2n, -2n, 0n, 0n, 2n, 2n],
  );
  assert.deepEqual(
    [7n, 8n, -7n, -8n].map((n) => divideHalfEven(n, 3n)),
    [2n, 3n, -2n, -3n],
  );
  fc.assert(
    fc.property(fc.bigInt(), fc.bigInt({ min: 1n }), (n, d) => {
      const off = 2n * (n - divideHalfEven(n, d) * d);
      assert.ok(off <= d && -off <= d);
      assert.equal(divideHalfEven(-n, d), -divideHalfEven(n, d));
    }),
  );
});

test('rounding towards burn never rounds up', () => {
  assert.deepEqual(
    [7n, 6n, -6n, -7n].map((n) => divideTowardsBurn(n, 3n)),
    [2n, 2n, -2n, -3n],
  );
  fc.assert(
    fc.property(fc.bigInt(), fc.bigInt({ min: 1n }), (n, d) => {
      const rest = n - divideTowardsBurn(n, d) * d;
      assert.ok(rest >= 0n && rest < d);
    }),
  );
});
