import assert from 'node:assert/strict';
import { test } from 'node:test';
import { roundId } from './accounts.ts';
import { amount } from './amount.ts';
import { roundOf } from './roundOf.ts';

test('a command is about its own round, the one that it waits for, or none', () => {
  const round = roundId('classic', 7);
  const release = { account: 'ada', model: '1', after: round, amount: amount('1') };
  assert.equal(roundOf({ kind: 'snapshot', round, models: [] }), round);
  assert.equal(roundOf({ kind: 'release_cancellation', ...release }), round);
  assert.equal(roundOf({ kind: 'deposit', account: 'ada', amount: amount('1') }), null);
});
