import assert from 'node:assert/strict';
import { it } from 'node:test';
import { leaveOneOut } from '@robata/portfolio';
import { changeErrors, ladderErrors } from './exactPair.ts';
import { randomKit } from './randomInput.ts';

it('counts wrong signs and relative errors only where the exact change is above 1e-9', () => {
  const { largestRelativeError, wrongSigns, models } = changeErrors([1.1, -2, 5e-10], [1, 2, -5e-10]);
  assert.equal(models, 3);
  assert.equal(wrongSigns, 1);
  assert.equal(largestRelativeError, 2);
});

it('finds no error in leave-one-out, and finds one that is put in', () => {
  const kit = randomKit(5, 6, 60);
  const changes = Float64Array.from(leaveOneOut(kit).contributions, ({ tc }) => (tc as number) * kit.stakeFraction);
  const honest = ladderErrors(kit, changes, 6);
  assert.ok(honest.largestRelativeError < 1e-6, String(honest.largestRelativeError));
  assert.ok(honest.ladderResidual < 1e-9);
  const wrong = ladderErrors(
    kit,
    changes.map((change) => 1.001 * change),
    6,
  );
  assert.ok(Math.abs(wrong.largestRelativeError - 0.001) < 1e-5, String(wrong.largestRelativeError));
});
