import assert from 'node:assert/strict';
import test from 'node:test';
import { formatTokens } from './formatTokens.ts';

test('a token amount is shown with two places', () => {
  assert.equal(formatTokens('4000.123456789012345678'), '4,000.12');
  assert.equal(formatTokens('-12.5', { signed: true }), '−12.50');
  assert.equal(formatTokens('0'), '0.00');
});
