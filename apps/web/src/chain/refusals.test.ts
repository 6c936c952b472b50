import assert from 'node:assert/strict';
import test from 'node:test';
import { walletSentence } from './refusals.ts';

test('a wallet that says no is told from one that has no gas and one that failed for a reason of its own', () => {
  assert.match(walletSentence({ code: 4001 }) ?? '', /nothing was sent/);
  assert.match(walletSentence({ code: -32_000, message: 'insufficient funds for gas * price' }) ?? '', /gas/);
  assert.equal(walletSentence({ code: -32_000, message: 'nonce too low' }), null);
  assert.equal(walletSentence(new Error('oh')), null);
});
