import assert from 'node:assert/strict';
import { test } from 'node:test';
import { amount, amountOf, ZERO } from './amount.ts';
import { atRiskSnapshot } from './atRiskSnapshot.ts';

test('a snapshot holds the stakes of the models that submitted, ordered by id', () => {
  const stakes = new Map([
    ['b', amount('2')],
    ['a', amount('1')],
    ['absent', amount('9')],
    ['unstaked', ZERO],
  ]);
  const snapshot = atRiskSnapshot(stakes, ['unstaked', 'b', 'unknown', 'a', 'b']);
  assert.deepEqual(
    [...snapshot],
    [
      ['a', amount('1')],
      ['b', amount('2')],
    ],
  );
  stakes.set('a', amountOf(0n));
  assert.equal(snapshot.get('a'), amount('1'), 'later changes of the stake do not reach it');
});
