import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { RoundRecord, RoundState } from '../records.ts';
import { roundRecord } from '../testing/roundRecord.ts';
import { advance } from './roundState.ts';

const round = (state: RoundState, scoredDays = 0): RoundRecord => roundRecord(7, { state, scoredDays });

it('goes from scheduled to resolved by way of every state', () => {
  let now = round('scheduled');
  now = advance(now, 'open');
  now = advance(now, 'closed', { commitment: 'abc' });
  for (let day = 1; day <= 20; day++) now = advance(now, 'scoring', { scoredDays: day });
  now = advance(now, 'resolved', { planHash: 'def' });
  assert.deepEqual([now.state, now.scoredDays, now.commitment, now.planHash], ['resolved', 20, 'abc', 'def']);
});

it('allows no shortcut and no way back', () => {
  assert.throws(() => advance(round('open'), 'scoring'), /cannot become scoring/);
  assert.throws(() => advance(round('resolved', 20), 'scoring'), /cannot become/);
  assert.throws(() => advance(round('cancelled'), 'open'), /cannot become/);
  assert.throws(() => advance(round('scoring', 19), 'resolved'), /day 19 of 20/);
  assert.throws(() => advance(round('scoring', 5), 'scoring', { scoredDays: 4 }), /cannot go from day 5 to day 4/);
  assert.throws(() => advance(round('scoring', 20), 'scoring', { scoredDays: 21 }), /cannot go/);
});

it('cancels with a reason only', () => {
  assert.throws(() => advance(round('open'), 'cancelled'), /needs a reason/);
  assert.equal(advance(round('scoring', 3), 'cancelled', { reason: 'The data were wrong.' }).state, 'cancelled');
});
