import assert from 'node:assert/strict';
import test from 'node:test';
import { pearsonCorrelation } from '@robata/kernels';
import { draw, hash32, noiseById, uniforms } from './randomness.ts';

const IDS = Array.from({ length: 20_000 }, (_, i) => `n${i.toString(36)}`);

test('noise is uniform in (0, 1): mean ½, variance 1/12, every decile a tenth', () => {
  const noise = noiseById('key', IDS);
  const mean = noise.reduce((sum, x) => sum + x, 0) / IDS.length;
  const variance = noise.reduce((sum, x) => sum + (x - mean) ** 2, 0) / IDS.length;
  assert.ok(Math.abs(mean - 0.5) < 0.01 && Math.abs(variance - 1 / 12) < 0.002);
  assert.ok(noise.every((x) => x > 0 && x < 1));
  for (let d = 0; d < 10; d += 1) {
    const share = noise.filter((x) => Math.floor(10 * x) === d).length / IDS.length;
    assert.ok(Math.abs(share - 0.1) < 0.01, `decile ${d}: ${share}`);
  }
});

test('noise of different keys is uncorrelated, and each id keeps its own whatever the order', () => {
  const noise = noiseById('1/random/40', IDS);
  for (const key of ['1/random/41', '2/random/40', '1/random_2/40']) {
    assert.ok(Math.abs(pearsonCorrelation(noise, noiseById(key, IDS))) < 0.025, key);
  }
  assert.deepEqual(noiseById('1/random/40', IDS.toReversed()), noise.toReversed());
});

test('hashes and sequences are fixed for ever: their first values', () => {
  assert.deepEqual([hash32(''), hash32('robata')], [2_872_998_923, 1_585_066_075]);
  const random = uniforms(1);
  assert.deepEqual([random(), random()], [0.6270739405881613, 0.002735721180215478]);
});

test('a draw holds distinct values and reaches all of them', () => {
  const values = [1, 2, 3, 4, 5];
  const seen = new Set<number>();
  for (let seed = 0; seed < 40; seed += 1) {
    const drawn = draw(values, 2, uniforms(seed));
    assert.equal(new Set(drawn).size, 2);
    for (const value of drawn) seen.add(value);
  }
  assert.equal(seen.size, 5);
  assert.deepEqual(values, [1, 2, 3, 4, 5]);
});
