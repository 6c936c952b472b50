import assert from 'node:assert/strict';
import { test } from 'node:test';
import { column } from '@robata/kernels';
import { exposureMatrix, factorKind } from './exposureMatrix.ts';
import { seededNormal } from './testing/plantedMarket.ts';

const size = Float64Array.of(4, 3, 2, 1);
const values = Float64Array.of(0.3, -1, 2, 0.5);

test('columns stand in the order market, sectors by name, country, styles as given', () => {
  const { names, matrix } = exposureMatrix({
    size,
    sector: ['tech', 'energy', null, 'tech'],
    country: ['US', 'CA', null, 'US'],
    styles: [{ name: 'style:beta', values }],
  });
  assert.deepEqual(names, ['market', 'sector:energy', 'sector:tech', 'sector:unknown', 'country:non-US', 'style:beta']);
  assert.deepEqual([...column(matrix, 0)], [1, 1, 1, 1]);
  assert.deepEqual([...column(matrix, 3)], [0, 0, 1, 0]);
  const foreignShare = 3 / 8;
  assert.deepEqual([...column(matrix, 4)], [-foreignShare, 1 - foreignShare, 0, -foreignShare]);
});

test('every stock is in exactly one sector class', () => {
  const { names, matrix } = exposureMatrix({ size, sector: ['a', null, 'b', 'a'], country: null, styles: [] });
  for (let i = 0; i < 4; i++) {
    const sum = names.reduce(
      (total, name, k) => total + (factorKind(name) === 'sector' ? matrix.data[k * 4 + i] : 0),
      0,
    );
    assert.equal(sum, 1);
  }
});

test('the class of unlabelled stocks exists only where there are such stocks', () => {
  const { names } = exposureMatrix({ size, sector: ['a', 'b', 'b', 'a'], country: null, styles: [] });
  assert.deepEqual(names, ['market', 'sector:a', 'sector:b']);
});

test('sector and country columns fall away without labels and where all stocks have the same', () => {
  const inputs = [
    { sector: null, country: null },
    { sector: ['a', 'a', 'a', 'a'], country: ['US', 'US', null, 'US'] },
    { sector: [null, null, null, null], country: ['CA', 'CA', 'FR', null] },
  ];
  for (const labels of inputs) {
    assert.deepEqual(exposureMatrix({ size, ...labels, styles: [] }).names, ['market']);
  }
});

test('a style is uncorrelated with those taken out of it, apart from what clipping adds', () => {
  const n = 1500;
  const normal = seededNormal(11);
  const beta = Float64Array.from({ length: n }, normal);
  const volatility = beta.map((value) => 0.8 * value + 0.5 * normal());
  const { matrix } = exposureMatrix({
    size: new Float64Array(n).fill(1),
    sector: null,
    country: null,
    styles: [
      { name: 'style:beta', values: beta },
      { name: 'residual_volatility', values: volatility, orthogonalTo: ['style:beta'] },
    ],
  });
  const covariance = column(matrix, 1).reduce((sum, value, i) => sum + value * column(matrix, 2)[i], 0) / n;
  assert.ok(Math.abs(covariance) < 0.01, `${covariance}`);
});

test('a repeated or reserved name, an unknown style to take out, and unequal lengths are refused', () => {
  const none = { size, sector: null, country: null };
  const beta = { name: 'style:beta', values };
  assert.throws(() => exposureMatrix({ ...none, styles: [beta, beta] }), RangeError);
  assert.throws(() => exposureMatrix({ ...none, styles: [{ name: 'market', values }] }), RangeError);
  assert.throws(
    () => exposureMatrix({ ...none, styles: [{ ...beta, orthogonalTo: ['size'] }] }),
    /does not stand before/,
  );
  assert.throws(() => exposureMatrix({ ...none, styles: [{ name: 'style:beta', values: [1, 2] }] }), RangeError);
});
