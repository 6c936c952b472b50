import assert from 'node:assert/strict';
import { test } from 'node:test';
import { obfuscatedIds } from './obfuscatedIds.ts';

test('an id is n and 15 hex digits, and the same for the same key, security and era', () => {
  const [first] = obfuscatedIds('key', ['AAPL'], '0001');
  assert.match(first, /^n[0-9a-f]{15}$/);
  assert.deepEqual(obfuscatedIds('key', ['AAPL'], '0001'), [first]);
});

test('another era, key or security gives another id', () => {
  const ids = [
    ...obfuscatedIds('key', ['AAPL', 'MSFT'], '0001'),
    ...obfuscatedIds('key', ['AAPL'], '0002'),
    ...obfuscatedIds('other', ['AAPL'], '0001'),
  ];
  assert.equal(new Set(ids).size, 4);
});

test('a security given twice is an error', () => {
  assert.throws(() => obfuscatedIds('key', ['AAPL', 'AAPL'], '0001'), RangeError);
});
