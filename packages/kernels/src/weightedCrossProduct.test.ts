import assert from 'node:assert/strict';
import { test } from 'node:test';
import { column, matrix } from './matrix.ts';
import { crossProduct } from './multiply.ts';
import { syntheticMatrix } from './testing/syntheticMatrix.ts';
import { gram, weightedCrossProduct } from './weightedCrossProduct.ts';

for (const [n, k] of [
  [0, 3],
  [5, 0],
  [7, 3],
  [300, 21],
  [513, 70],
]) {
  test(`a ${n} × ${k} matrix: X’X is the product with itself, X’WX that with the weighted columns, to the bit`, () => {
    const x = syntheticMatrix(n, k, 1);
    const weights = syntheticMatrix(n, 1, 2).data;
    const weighted = matrix(
      n,
      k,
      x.data.map((value, at) => weights[at % n] * value),
    );
    const plain = crossProduct(x, x);
    const products = crossProduct(weighted, x);
    const [g, h] = [gram(x), weightedCrossProduct(x, weights)];
    for (let j = 0; j < k; j += 1) {
      for (let i = 0; i <= j; i += 1) {
        assert.equal(g.data[j * k + i], plain.data[j * k + i]);
        assert.equal(h.data[j * k + i], products.data[j * k + i]);
        assert.equal(h.data[i * k + j], h.data[j * k + i]);
      }
    }
  });
}

test('a NaN reaches its column and row only; a result of another shape is refused', () => {
  const x = syntheticMatrix(400, 12, 3);
  column(x, 4)[7] = Number.NaN;
  const h = gram(x, matrix(12, 12));
  h.data.forEach((value, at) => assert.equal(value !== value, at % 12 === 4 || Math.floor(at / 12) === 4));
  assert.throws(() => gram(x, matrix(11, 12)), /the result needs 12 × 12/);
  assert.throws(() => weightedCrossProduct(x, new Float64Array(399)), /399 weights for 400 rows/);
});
