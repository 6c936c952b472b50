import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decimal12 } from './decimal12.ts';
import { paidScore, robataPolicy } from './payoutPolicy.ts';

test('the scale of TC and the threshold of robata-1 are the operator’s', () => {
  const policy = robataPolicy({ tcScale: '20.5', threshold: '1000', version: 2 });
  assert.equal(policy.scores[1]?.scale, decimal12('20.5'));
  assert.equal(policy.version, 2);
  assert.throws(() => robataPolicy({ tcScale: 'much' }), RangeError);
});

test('a paid score that names no choices offers its multiplier alone', () => {
  const score = paidScore({ key: 'corr', definitionId: 'corr20v2', multiplier: '0.5' });
  assert.deepEqual(score.choices, [decimal12('0.5')]);
  assert.deepEqual([score.scale, score.target], [decimal12('1'), null]);
  assert.ok(!('onlyWith' in score));
});
