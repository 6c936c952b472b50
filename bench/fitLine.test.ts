import assert from 'node:assert/strict';
import { it } from 'node:test';
import { fitLine } from './fitLine.ts';

const near = (actual: number, expected: number) =>
  assert.ok(Math.abs(actual - expected) < 1e-9, `${actual} is not ${expected}`);

it('finds the line that costs lie on', () => {
  const { fixed, perUnit, explained, largestResidual } = fitLine([1, 2, 5], [5, 7, 13]);
  near(fixed, 3);
  near(perUnit, 2);
  near(explained, 1);
  near(largestResidual, 0);
});

it('tells quadratic growth from linear growth by the exponent and by what the line leaves', () => {
  const sizes = [500, 1000, 2000, 5000, 10_000];
  const linear = fitLine(
    sizes,
    sizes.map((n) => 3 * n),
  );
  const quadratic = fitLine(
    sizes,
    sizes.map((n) => n * n),
  );
  near(linear.exponent, 1);
  near(quadratic.exponent, 2);
  assert.ok(quadratic.largestResidual > 0.05);
});
