import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { payout2022 } from './payout2022.ts';
import { fillMissedRounds2022, reputation2022, roundWeight2022 } from './reputation2022.ts';

const terms = { stake: 100, payoutFactor: 0.8, corr: 0.02, corrMultiplier: 1, mmc: 0.002, mmcMultiplier: 2 };

test('the examples of the documentation come out', () => {
  assert.ok(Math.abs(payout2022(terms) - 1.92) < 1e-12);
  assert.ok(Math.abs(payout2022({ ...terms, mmcMultiplier: 0 }) - 1.6) < 1e-12);
  assert.ok(Math.abs(payout2022({ ...terms, corr: -0.03, mmcMultiplier: 0.5 }) + 2.32) < 1e-12);
  assert.equal(payout2022({ ...terms, corr: 0.15, mmc: 0.1 }), 25);
});

test('no score pays or burns more than a quarter of the stake, and opposite scores pay opposite amounts', () => {
  const number = fc.double({ min: -1, max: 1, noNaN: true });
  fc.assert(
    fc.property(number, number, fc.double({ min: 0, max: 1e6, noNaN: true }), (corr, mmc, stake) => {
      const payout = payout2022({ ...terms, corr, mmc, stake });
      assert.ok(Math.abs(payout) <= 0.25 * stake);
      assert.equal(payout + payout2022({ ...terms, corr: -corr, mmc: -mmc, stake }), 0);
    }),
  );
});

test('the weights of a reputation sum to 16 on every day', () => {
  for (let day = 0; day <= 20; day += 1) {
    const weights = Array.from({ length: 20 }, (_, delta) => roundWeight2022(delta, day));
    assert.ok(Math.abs(weights.reduce((a, b) => a + b, 0) - 16) < 1e-12);
  }
  assert.deepEqual(
    [0, 1, 2, 3, 4, 15, 16, 17, 18, 19].map((d) => roundWeight2022(d, 3)),
    [0.15, 0.4, 0.65, 0.9, 1, 1, 0.85, 0.6, 0.35, 0.1],
  );
});

test('a reputation of equal scores is that score, and 21 rounds are refused', () => {
  assert.ok(
    Math.abs(
      reputation2022(
        Array.from({ length: 20 }, () => 0.03),
        7,
      ) - 0.03,
    ) < 1e-15,
  );
  assert.throws(
    () =>
      reputation2022(
        Array.from({ length: 21 }, () => 0),
        0,
      ),
    RangeError,
  );
  assert.ok(Number.isNaN(reputation2022([], 0)));
});

test('the first missed round counts as the example, later ones −0.1', () => {
  const example = [0.01, 0.02, 0.03, 0.04];
  assert.deepEqual(fillMissedRounds2022([undefined, 0.5, undefined, 0.6], example), [-0.1, 0.5, 0.03, 0.6]);
  assert.deepEqual(fillMissedRounds2022([0.1, 0.2], example), [0.1, 0.2]);
});
