import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gasOfClaimAfter, gasOfSettlement } from './testing/gasOfVault.ts';

const IS_LONG = process.env.ROBATA_LONG === '1';
const SIZES = IS_LONG ? [10, 100, 1_000, 10_000] : [10, 1_000];

test(`a settlement costs at most 120,000 gas and the same with ${SIZES.join(', ')} stakes`, async () => {
  const measured = [];
  for (const size of SIZES) measured.push(await gasOfSettlement(size));
  for (const { stakes, first, later } of measured) {
    assert.ok(first <= 120_000, `${stakes} stakes: ${first}`);
    assert.ok(later <= 80_000, `${stakes} stakes: ${later}`);
  }
  const all = measured.map(({ later }) => later);
  // Bytes of the call that are zero cost less: the sums are longer where there are more stakes.
  assert.ok(Math.max(...all) - Math.min(...all) <= 200, `${all}`);
});

test('a claim costs the same after 1 and after 30 rounds', async () => {
  const [once, later] = [await gasOfClaimAfter(1), await gasOfClaimAfter(30)];
  assert.ok(Math.abs(once - later) <= 5_000, `${once}, ${later}`);
});
