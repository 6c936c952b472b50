import assert from 'node:assert/strict';
import test from 'node:test';
import { splitTokens } from './splitTokens.ts';

test('an amount is written out exactly, with thousands apart and at least two places', () => {
  assert.deepEqual(splitTokens('1234567.5'), { main: '1,234,567.50', rest: '' });
  assert.deepEqual(splitTokens('0'), { main: '0.00', rest: '' });
  assert.deepEqual(splitTokens('-999.123456789012345678'), { main: '−999.12', rest: '3456789012345678' });
  assert.deepEqual(splitTokens('1000'), { main: '1,000.00', rest: '' });
});
