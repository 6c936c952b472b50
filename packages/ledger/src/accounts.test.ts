import assert from 'node:assert/strict';
import { test } from 'node:test';
import { accountParts, payoutClearing, pendingRelease, roundEscrow, roundId, stake, wallet } from './accounts.ts';

test('an account’s name tells its parts', () => {
  const round = roundId('classic', 7);
  assert.deepEqual(accountParts(pendingRelease('12', round)), { kind: 'pending', owner: '12', after: 'classic/7' });
  assert.deepEqual(accountParts(wallet('ada')), { kind: 'wallet', owner: 'ada', after: '' });
  const names = [wallet('x'), stake('x'), roundEscrow(round), payoutClearing(round), pendingRelease('x', round)];
  assert.equal(new Set(names).size, names.length);
});

test('an id that would blur the parts is refused', () => {
  for (const id of ['', 'a:b', 'a b', '\n']) assert.throws(() => wallet(id), RangeError);
});
