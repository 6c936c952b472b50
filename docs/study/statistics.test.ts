import assert from 'node:assert/strict';
import { test } from 'node:test';
import { normalQuantile, standardDeviation } from '@robata/kernels';
import { uniforms } from '@robata/season';
import {
  columnMeans,
  overRounds,
  randomHalves,
  rankCorrelation,
  splitHalf,
  spreadOfMeans,
  throughOrigin,
  windowMeans,
  windowPrediction,
} from './statistics.ts';

const near = (found: number, expected: number, within = 1e-12) =>
  assert.ok(Math.abs(found - expected) <= within, `${found} is not ${expected}`);

/** Rounds × models: a constant of the model, as far apart as `spread`, plus noise of size 1. */
function rows(rounds: number, models: number, spread: number, seed = 5): Float64Array[] {
  const random = uniforms(seed);
  const normal = () => normalQuantile(0.5 / 2 ** 32 + random() * (1 - 2 ** -32));
  const skill = Float64Array.from({ length: models }, () => spread * normal());
  return Array.from({ length: rounds }, () => skill.map((value) => value + normal()));
}

test('ranks are compared, whatever the scale, and what is not a number is left out', () => {
  near(rankCorrelation([1, 2, 3, 4], [10, 100, 1000, 10_000]), 1);
  near(rankCorrelation([1, 2, 3, 4], [4, 3, 2, 1]), -1);
  // Pearson of the average ranks (1, 2.5, 2.5, 4) and (1, 2, 3, 4).
  near(rankCorrelation([1, 2, 2, 3], [1, 2, 3, 4]), 4.5 / Math.sqrt(4.5 * 5));
  near(rankCorrelation([1, 2, Number.NaN, 4], [1, 2, 0, 4]), 1);
  assert.ok(Number.isNaN(rankCorrelation([1, 1, 1], [1, 2, 3])), 'one side is constant');
  assert.ok(Number.isNaN(rankCorrelation([1, Number.NaN, 3, 4], [1, 9, 3, Number.NaN])), 'two places are too few');
});

test('the error of a weekly series counts the overlap of four weeks, that of every fifth round none', () => {
  const independent = rows(2000, 1, 0).map(([value]) => value as number);
  // Each of five weeks has the same value in it: the mean of moving sums has five times the variance.
  const overlapping = independent.slice(4).map((_, at) => independent.slice(at, at + 5).reduce((a, b) => a + b, 0));
  const naive = standardDeviation(Float64Array.from(overlapping)) / Math.sqrt(overlapping.length);
  const ratio = overRounds(overlapping).error / naive;
  assert.ok(ratio > 1.6 && ratio < 2.1, `${ratio}`);
  const apart = overlapping.filter((_, at) => at % 5 === 0);
  const plain = standardDeviation(Float64Array.from(apart)) / Math.sqrt(apart.length);
  near(overRounds(apart, 5).error, plain);
});

test('windows are taken from the end, with a gap that no return spans', () => {
  const numbered = Array.from({ length: 30 }, (_, at) => Float64Array.of(at));
  const means = windowMeans(numbered, 10, 4).map(([value]) => value);
  assert.deepEqual(means, [10.5, 24.5]);
  assert.deepEqual([...columnMeans([Float64Array.of(1, Number.NaN), Float64Array.of(3, 4)])], [2, 4]);
});

test('skill shows in halves, windows and the spread of means; noise does not', () => {
  const skilled = rows(184, 40, 1);
  const lucky = rows(184, 40, 0);
  assert.ok(splitHalf(skilled) > 0.95);
  assert.ok(Math.abs(splitHalf(lucky)) < 0.45);
  const { seen, fromNoise } = spreadOfMeans(skilled);
  assert.ok(seen > 8 * fromNoise, `${seen} ${fromNoise}`);
  const noise = spreadOfMeans(lucky);
  assert.ok(noise.seen / noise.fromNoise > 0.7 && noise.seen / noise.fromNoise < 1.4);
  const prediction = windowPrediction(skilled, skilled, 20);
  assert.equal(prediction.pairs, 6);
  assert.ok(prediction.mean > 0.85 && prediction.mean / prediction.error > 10);
});

test('random halves correlate as the theory of reliability says: τ²/(τ² + σ²)', () => {
  // Of 180 rounds a half has 90: noise variance 1/90 beside a skill variance of the same size gives 1/2.
  const found = randomHalves(rows(180, 1000, Math.sqrt(1 / 90)), uniforms(3), 10);
  near(found.mean, 0.48, 0.05);
  assert.ok(found.sd < 0.03);
  const again = randomHalves(rows(180, 1000, Math.sqrt(1 / 90)), uniforms(3), 10);
  assert.deepEqual(again, found);
});

test('a slope goes through the origin', () => {
  const { slope, correlation } = throughOrigin([1, 2, -3], [2, 4, -6]);
  near(slope, 2);
  near(correlation, 1);
});
