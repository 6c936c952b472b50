import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decimal12 } from './decimal12.ts';
import { PAYOUT_POLICIES, robataPolicy } from './payoutPolicy.ts';

test('each preset stands under its own id and offers its standard multipliers', () => {
  for (const [id, policy] of Object.entries(PAYOUT_POLICIES)) {
    assert.equal(policy.id, id);
    assert.equal(new Set(policy.scores.map(({ key }) => key)).size, policy.scores.length);
    for (const { choices, multiplier } of policy.scores) assert.ok(choices.includes(multiplier));
  }
});

test('the scale of TC and the threshold of robata-1 are the operator’s', () => {
  const policy = robataPolicy({ tcScale: '20.5', threshold: '1000', version: 2 });
  assert.equal(policy.scores[1]?.scale, decimal12('20.5'));
  assert.equal(policy.version, 2);
  assert.throws(() => robataPolicy({ tcScale: 'much' }), RangeError);
});
