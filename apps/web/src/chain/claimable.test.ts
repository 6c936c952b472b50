import assert from 'node:assert/strict';
import test from 'node:test';
import { claimable } from './claimable.ts';

const STAKE = { unproved: false, pending: '0', withdrawable: '0' };
const CLAIM = { payout: '30', burn: '10' };

test('a claim takes up what is not taken up yet, and nothing is done twice', () => {
  const first = claimable(CLAIM, { paid: 10n, burned: 10n }, STAKE);
  assert.deepEqual(first, { payout: 20n, burn: 0n, isDone: false, isProofAlone: false, brings: true });
  assert.equal(claimable(CLAIM, { paid: 30n, burned: 10n }, STAKE).isDone, true);
  const unknown = claimable(CLAIM, null, STAKE);
  assert.deepEqual(
    [unknown.payout, unknown.burn, unknown.isDone],
    [30n, 10n, false],
    'no wallet says what was taken up',
  );
  assert.equal(claimable(CLAIM, { paid: 30n, burned: 0n }, STAKE).brings, false, 'a burn alone brings nothing');
});

test('who has nothing to take up and released is offered the claim that his release waits for', () => {
  const taken = { paid: 0n, burned: 0n };
  const waits = claimable({ payout: '0', burn: '0' }, taken, { ...STAKE, unproved: true, pending: '100' });
  assert.deepEqual(waits, { payout: 0n, burn: 0n, isDone: false, isProofAlone: true, brings: true });
  const unreleased = claimable({ payout: '0', burn: '0' }, taken, { ...STAKE, unproved: true });
  assert.deepEqual([unreleased.isDone, unreleased.brings], [false, false]);
});
