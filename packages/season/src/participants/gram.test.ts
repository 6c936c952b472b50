import assert from 'node:assert/strict';
import test from 'node:test';
import * as fc from 'fast-check';
import { centredBin, gram } from './gram.ts';
import { toyBins } from './testing/toyMarket.ts';

function reference(features: Int8Array, rows: number, columns: number): Int32Array {
  return Int32Array.from({ length: columns * columns }, (_, k) => {
    const [a, b] = [Math.floor(k / columns) * rows, (k % columns) * rows];
    let sum = 0;
    for (let i = 0; i < rows; i += 1) sum += centredBin(features[a + i]) * centredBin(features[b + i]);
    return sum;
  });
}

test('the Gram matrix equals the sums of products, whatever the shape', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 1100 }), fc.integer({ min: 1, max: 13 }), fc.nat(), (rows, columns, seed) => {
      const features = toyBins(rows, columns, seed);
      assert.deepEqual(gram(features, rows, columns), reference(features, rows, columns));
    }),
    { numRuns: 40 },
  );
});

test('the largest possible sums stay exact: equal and opposite columns of extreme bins', () => {
  const rows = 2048;
  const columns = 9;
  const features = Int8Array.from({ length: rows * columns }, (_, k) => (Math.floor(k / rows) % 2 === 0 ? 4 : 0));
  const result = gram(features, rows, columns);
  assert.deepEqual(result, reference(features, rows, columns));
  assert.equal(result[0], 4 * rows);
  assert.equal(result[1], -4 * rows);
});

test('bins that do not fill the shape are refused', () => {
  assert.throws(() => gram(new Int8Array(7), 2, 3), /2 × 3 bins were expected and 7 given/);
});
