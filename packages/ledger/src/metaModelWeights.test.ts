import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { metaModelWeights, PROPORTIONAL, type StakeWeighting } from './metaModelWeights.ts';

const sum = (values: Float64Array): number => values.reduce((total, value) => total + value, 0);
const weights = (stakes: readonly number[], weighting: StakeWeighting) => [
  ...metaModelWeights(Float64Array.from(stakes), weighting),
];
const capped = (share: number): StakeWeighting => ({ kind: 'capped', share });
const concave = (exponent: number): StakeWeighting => ({ kind: 'concave', exponent });

test('proportional gives the stakes themselves', () => {
  const stakes = Float64Array.of(3, 0, 1e-18, 0.1);
  assert.equal(metaModelWeights(stakes, PROPORTIONAL), stakes);
});

test('a cap holds of the total after capping: 80, 10, 10 at 40 % become 13⅓, 10, 10', () => {
  const [whale, ...others] = weights([80, 10, 10], capped(0.4)) as [number, number, number];
  assert.ok(Math.abs(whale - 40 / 3) < 1e-14);
  assert.deepEqual(others, [10, 10]);
});

test('capping one model may bring the next above the share: it is capped too', () => {
  // 100, 30, then ten of 5 at 25 %: with the first alone capped c = .25·80/.75 = 26⅔ < 30, so both are: c = .25·50/.5 = 25.
  const found = weights([5, 100, 5, 5, 5, 5, 30, 5, 5, 5, 5, 5], capped(0.25));
  assert.deepEqual(found, [5, 25, 5, 5, 5, 5, 25, 5, 5, 5, 5, 5]);
});

test('a cap that nobody reaches changes nothing, and ties stay ties', () => {
  assert.deepEqual(weights([1, 2, 3, 4], capped(0.4)), [1, 2, 3, 4]);
  assert.deepEqual(weights([9, 9, 1, 1], capped(0.5)), [9, 9, 1, 1]);
  const [first, second] = weights([9, 9, 1, 1], capped(0.4)) as [number, number];
  assert.equal(first, second);
});

test('where no cap can hold all that staked weigh the same; zeros stay zero', () => {
  assert.deepEqual(weights([7, 3, 0, 2], capped(0.2)), [2, 2, 0, 2]);
  assert.deepEqual(weights([7, 3], capped(0.5)), [3, 3]);
  assert.deepEqual(weights([0, 0], capped(0.5)), [0, 0]);
  assert.deepEqual(weights([], capped(0.5)), []);
  assert.deepEqual(weights([5], capped(0.01)), [5]);
  assert.deepEqual(weights([5, 1], capped(1)), [5, 1]);
});

test('a share that rounding puts at one over the number of capped models still caps', () => {
  // 3 × the double next to ⅓ is 1, so the cap's divisor vanishes for three capped models.
  const found = weights([9, 9, 1, 1e-18], capped(1 / 3));
  assert.ok(Math.max(...found) <= 0.334 * found.reduce((total, weight) => total + weight, 0));
});

test('concave with exponent ½ is the square root, and 1 changes nothing', () => {
  assert.deepEqual(weights([0, 1, 4, 9, 2], concave(0.5)), [0, 1, 2, 3, Math.sqrt(2)]);
  assert.deepEqual(weights([0, 1.5, 4], concave(1)), [0, 1.5, 4]);
});

test('a stake that is no number, or a share or exponent outside (0, 1], is refused', () => {
  for (const stake of [-1, Number.NaN, Number.POSITIVE_INFINITY]) {
    assert.throws(() => weights([stake], PROPORTIONAL), RangeError);
  }
  for (const value of [0, -0.1, 1.1, Number.NaN]) {
    assert.throws(() => weights([1], capped(value)), RangeError);
    assert.throws(() => weights([1], concave(value)), RangeError);
  }
});

const stake = fc.oneof(fc.constant(0), fc.double({ min: 1e-18, max: 1e12, noNaN: true }), fc.nat(50));
const someStakes = fc.array(stake, { maxLength: 40 }).map((values) => Float64Array.from(values));
const share = fc.double({ min: 0.01, max: 1, noNaN: true });

test('after capping none has more than the share, or all have the same, and nobody is cut further than to the share', () => {
  fc.assert(
    fc.property(someStakes, share, (stakes, limit) => {
      const found = metaModelWeights(stakes, capped(limit));
      const staked = found.filter((weight) => weight > 0);
      assert.equal(staked.length, stakes.filter((value) => value > 0).length);
      const total = sum(found);
      const isEqual = staked.every((weight) => weight === staked[0]);
      if (!isEqual) assert.ok(Math.max(...found) <= limit * total * (1 + 1e-12));
      stakes.forEach((value, i) => {
        assert.ok((found[i] as number) <= value);
        // Only who would be above the share was cut, and to the share.
        if (!isEqual && (found[i] as number) < value) {
          assert.ok((found[i] as number) >= limit * total * (1 - 1e-12));
        }
      });
    }),
  );
});

test('the cap is what capping again and again comes to', () => {
  // Shares of k/20, so that each step comes at least a twentieth closer.
  const shares = fc.integer({ min: 1, max: 20 }).map((k) => k / 20);
  fc.assert(
    fc.property(fc.array(fc.nat(1000), { minLength: 21, maxLength: 40 }), shares, (values, limit) => {
      fc.pre(values.filter((value) => value > 0).length * limit > 1);
      let repeated = Float64Array.from(values);
      for (let step = 0; step < 1000; step++) {
        const cap = limit * sum(repeated);
        repeated = repeated.map((value) => Math.min(value, cap));
      }
      const found = weights(values, capped(limit));
      repeated.forEach((value, i) => assert.ok(Math.abs(value - (found[i] as number)) <= 1e-9 * value));
    }),
  );
});

test('weights follow the models, keep the order of stakes, and equal stakes weigh the same', () => {
  const any = fc.oneof(share.map(capped), share.map(concave), fc.constant(PROPORTIONAL));
  fc.assert(
    fc.property(someStakes, any, (stakes, weighting) => {
      const found = metaModelWeights(stakes, weighting);
      assert.deepEqual([...metaModelWeights(stakes.toReversed(), weighting)], [...found].reverse());
      for (let i = 0; i < stakes.length; i++) {
        for (let j = 0; j < stakes.length; j++) {
          const [a, b] = [stakes[i] as number, stakes[j] as number];
          if (a === b) assert.equal(found[i], found[j]);
          if (a < b) assert.ok((found[i] as number) <= (found[j] as number) * (1 + 1e-13));
        }
      }
    }),
  );
});

test('a concave weight is the power to about 1e-14', () => {
  fc.assert(
    fc.property(fc.double({ min: 1e-18, max: 1e12, noNaN: true }), share, (value, exponent) => {
      const [found] = weights([value], concave(exponent)) as [number];
      const expected = value ** exponent;
      assert.ok(Math.abs(found - expected) <= 5e-14 * expected, `${found} and not ${expected}`);
    }),
  );
});
