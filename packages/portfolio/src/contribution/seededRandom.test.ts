import assert from 'node:assert/strict';
import { test } from 'node:test';
import { seededRandom } from './seededRandom.ts';

const draw = (seed: number, count: number): number[] => {
  const random = seededRandom(seed);
  return Array.from({ length: count }, random);
};

test('a seed gives the same numbers for ever', () => {
  assert.deepEqual(draw(1, 3), [0.09156953175513294, 0.8881928137485323, 0.43427017709149285]);
  assert.deepEqual(draw(1, 50), draw(1, 50));
  assert.deepEqual(draw(1, 5), draw(1 + 2 ** 32, 5));
});

test('neighbouring seeds are unrelated', () => {
  const [a, b] = [draw(1, 4000), draw(2, 4000)];
  const covariance = a.reduce((sum, x, i) => sum + (x - 0.5) * (b[i] - 0.5), 0) / 4000;
  assert.ok(Math.abs(covariance) < 4 / 12 / Math.sqrt(4000));
});

test('numbers are uniform in [0, 1)', () => {
  const numbers = draw(7, 20_000);
  assert.ok(numbers.every((x) => x >= 0 && x < 1));
  const counts = new Float64Array(20);
  for (const x of numbers) counts[Math.floor(20 * x)] += 1;
  const chiSquare = counts.reduce((sum, count) => sum + (count - 1000) ** 2 / 1000, 0);
  assert.ok(chiSquare < 45, `${chiSquare}`);
  const serial = numbers.slice(1).reduce((sum, x, i) => sum + (x - 0.5) * (numbers[i] - 0.5), 0) / 20_000;
  assert.ok(Math.abs(serial) < 4 / 12 / Math.sqrt(20_000));
});
