import assert from 'node:assert/strict';
import test from 'node:test';
import { freshKey } from './freshKey.ts';

test('a key is 32 hexadecimal digits and another one each time', () => {
  const keys = Array.from({ length: 100 }, freshKey);
  for (const key of keys) assert.match(key, /^[0-9a-f]{32}$/);
  assert.equal(new Set(keys).size, keys.length);
});
