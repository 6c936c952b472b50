import assert from 'node:assert/strict';
import test from 'node:test';
import { amountOf, changeOf, unitsIn, unitsSaid } from './tokenAmount.ts';

test('amounts are exact to the last of 18 places, and what has more, a sign or an exponent is refused, never rounded', () => {
  assert.equal(unitsIn('vault', '100.000000000000000001'), 100_000_000_000_000_000_001n);
  assert.equal(amountOf(100_000_000_000_000_000_001n), '100.000000000000000001');
  for (const text of ['1.0000000000000000001', '-1', '1e3', '1,5', '.5', '5.', '', 'all', '0x10', ' 1']) {
    assert.throws(() => unitsIn('vault deposit', text), /robata vault deposit: '.*' is no amount/, text);
  }
  for (const text of ['0', '0.000']) assert.throws(() => unitsIn('vault', text), /above 0/);
});

test('what a server says may be 0 or below, and a change carries its sign', () => {
  assert.deepEqual(['0', '-0.5', '12'].map(unitsSaid), [0n, -5n * 10n ** 17n, 12n * 10n ** 18n]);
  assert.throws(() => unitsSaid('1e3'), /another version/);
  assert.deepEqual([10n ** 18n, -5n * 10n ** 17n, 0n].map(changeOf), ['+1', '-0.5', '0']);
});
