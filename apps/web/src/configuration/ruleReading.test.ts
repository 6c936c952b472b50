import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isRead } from './isRead.ts';
import { namedScores } from './namedScores.ts';

test('the scale of a score that is not paid is left out, in both tournaments', () => {
  const rules = {
    'payout.corr.multiplier': '1',
    'payout.mmc.multiplier': '0',
    'signals.payout.alpha.multiplier': '1',
    'signals.payout.mpc.multiplier': '0',
    'weighting.power': null,
  };
  const read = (name: string) => isRead({ name }, rules);
  assert.deepEqual(
    ['payout.corr.scale', 'payout.mmc.scale', 'signals.payout.alpha.scale', 'signals.payout.mpc.scale'].map(read),
    [true, false, true, false],
  );
  assert.equal(read('payout.mmc.multiplier'), true);
  assert.equal(read('weighting.power'), false);
});

test('the scores of a round bear the names under which they are paid', () => {
  const fields = [
    { name: 'payout.corr.multiplier', title: 'CORR, paid' },
    { name: 'signals.payout.corrFilled.multiplier', title: 'CORR, neutral, paid' },
  ];
  assert.deepEqual(
    namedScores('corr: corr20v2 on janet_20, corrFilled: signals-corr@robata-1 on janet_20, odd: x', fields),
    [
      { key: 'corr', name: 'CORR', definition: 'corr20v2 on janet_20' },
      { key: 'corrFilled', name: 'CORR, neutral', definition: 'signals-corr@robata-1 on janet_20' },
      { key: 'odd', name: 'odd', definition: 'x' },
    ],
  );
  assert.deepEqual(namedScores('', fields), []);
});
