import assert from 'node:assert/strict';
import test from 'node:test';
import { gaussianizedRank, normalQuantile, pearsonCorrelation } from '@robata/kernels';
import { PLANTED_CORRELATION, plantedParticipant } from './planted.ts';
import { noiseById } from './randomness.ts';

const ROWS = 40_000;
const IDS = Array.from({ length: ROWS }, (_, i) => `n${i}`);
const live = { position: 40, ids: IDS, features: new Int8Array(0) };
const specificReturns = noiseById('returns', IDS).map((u) => 0.1 * normalQuantile(u) + 0.02);
const planted = plantedParticipant({ name: 'planted', initialStake: 800n }, '1/planted');
const standardError = 1 / Math.sqrt(ROWS);

const skill = (foresight: Float64Array | null, of = planted) =>
  pearsonCorrelation(
    gaussianizedRank(of.predict(live, foresight === null ? null : { specificReturns: foresight })),
    specificReturns,
  );

test('the gaussianized score correlates .05 with the specific return', () => {
  const found = skill(specificReturns);
  assert.ok(Math.abs(found - PLANTED_CORRELATION) < 3 * standardError, `correlation ${found}`);
});

test('a stronger one has its own stated correlation, whatever the scale of the returns', () => {
  const strong = plantedParticipant({ name: 'planted', initialStake: 800n }, '1/planted', 0.3);
  assert.ok(
    Math.abs(
      skill(
        specificReturns.map((r) => 7 * r - 1),
        strong,
      ) - 0.3,
    ) <
      3 * standardError,
  );
});

test('without foresight, or where all returns are missing or equal, it submits the same noise', () => {
  const blind = planted.predict(live, null);
  assert.ok(Math.abs(skill(null)) < 3 * standardError);
  for (const value of [Number.NaN, 0.01]) {
    const predictions = planted.predict(live, { specificReturns: new Float64Array(ROWS).fill(value) });
    assert.deepEqual(Array.from(predictions), Array.from(blind));
  }
});

test('missing returns leave the others their information', () => {
  const half = specificReturns.map((r, i) => (i % 2 === 0 ? r : Number.NaN));
  const found = skill(half);
  assert.ok(Math.abs(found - PLANTED_CORRELATION / 2) < 3 * standardError, `correlation ${found}`);
  assert.ok(planted.predict(live, { specificReturns: half }).every((p) => p > 0 && p < 1));
});

test('the noise is fresh each era', () => {
  const next = planted.predict({ ...live, position: 41 }, null);
  assert.ok(Math.abs(pearsonCorrelation(next, planted.predict(live, null))) < 3 * standardError);
});

test('foresight of another era is refused', () => {
  assert.throws(() => planted.predict(live, { specificReturns: new Float64Array(3) }), /foresight of 3 stocks/);
});
