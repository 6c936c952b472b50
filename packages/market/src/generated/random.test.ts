import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mean } from '@robata/kernels';
import { Random } from './random.ts';
import { kurtosis } from './testing/statistics.ts';

const draws = (count: number, draw: () => number): Float64Array => Float64Array.from({ length: count }, draw);
const share = (x: Float64Array, limit: number): number => mean(x.map((value) => (Math.abs(value) > limit ? 1 : 0)));
const meanSquare = (x: Float64Array): number => mean(x.map((value) => value * value));

test('the same seed and stream give the same numbers, another seed or stream others', () => {
  const first = (random: Random): number[] => [...draws(5, () => random.uniform())];
  assert.deepEqual(first(new Random(7, 3)), first(new Random(7, 3)));
  assert.notDeepEqual(first(new Random(7, 3)), first(new Random(7, 4)));
  assert.notDeepEqual(first(new Random(7, 3)), first(new Random(8, 3)));
  assert.notDeepEqual(first(new Random(1)), first(new Random(2 ** 32 + 1)));
  assert.notDeepEqual(first(new Random(3, 7)), first(new Random(7, 3)));
});

test('uniform draws are even, independent of their predecessors and inside the open interval', () => {
  const random = new Random(1);
  const x = draws(200_000, () => random.uniform());
  const counts = Array.from({ length: 20 }, () => 0);
  for (const value of x) counts[Math.floor(value * 20)] += 1;
  for (const count of counts) assert.ok(Math.abs(count - 10_000) < 500, `${count} of 200000 in a twentieth`);
  assert.ok(x.every((value) => value > 0 && value < 1));
  const products = x.subarray(1).map((value, i) => (value - 0.5) * (x[i] - 0.5));
  assert.ok(Math.abs(mean(products)) < 0.001);
});

test('first draws of neighbouring streams are as good as random', () => {
  const x = Float64Array.from({ length: 50_000 }, (_, stream) => new Random(42, stream).normal());
  assert.ok(Math.abs(mean(x)) < 0.02);
  assert.ok(Math.abs(meanSquare(x) - 1) < 0.03);
  assert.ok(Math.abs(mean(x.subarray(1).map((value, i) => value * x[i]))) < 0.02);
});

test('a normal has kurtosis 3', () => {
  const random = new Random(2);
  const x = draws(200_000, () => random.normal());
  assert.ok(Math.abs(meanSquare(x) - 1) < 0.02);
  assert.ok(Math.abs(kurtosis(x) - 3) < 0.1);
});

test('t(4) has the tails of its distribution function F = 1/2 + 3s/4 - s^3/4 with s = t/sqrt(4 + t^2)', () => {
  const random = new Random(3);
  const x = draws(400_000, () => random.studentT(2));
  for (const limit of [0.5, 1, 3, 5]) {
    const t = limit * Math.SQRT2;
    const s = t / Math.sqrt(4 + t * t);
    const tail = 1 - 1.5 * s + 0.5 * s ** 3;
    assert.ok(Math.abs(share(x, limit) / tail - 1) < 0.1, `${share(x, limit)} beyond ${limit}, not ${tail}`);
  }
});

test('t(8) has variance 1 and kurtosis 4.5', () => {
  const random = new Random(4);
  const x = draws(400_000, () => random.studentT(4));
  assert.ok(Math.abs(meanSquare(x) - 1) < 0.02);
  assert.ok(Math.abs(kurtosis(x) - 4.5) < 0.4);
});

test('weighted picks follow the weights', () => {
  const random = new Random(5);
  const counts = [0, 0, 0];
  for (let i = 0; i < 10_000; i += 1) counts[random.weighted([1, 0, 3])] += 1;
  assert.equal(counts[1], 0);
  assert.ok(Math.abs(counts[0] - 2500) < 200);
});

test('a seed that is no whole number is refused', () => {
  for (const seed of [-1, 0.5, Number.NaN, 2 ** 53]) assert.throws(() => new Random(seed), RangeError);
});
