import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { normalQuantile } from '@robata/kernels';
import { sectorRelative } from './sectorRelative.ts';

test('the mean of every sector is 0', () => {
  const stock = fc.tuple(fc.integer(), fc.integer({ min: 0, max: 2 }));
  fc.assert(
    fc.property(fc.array(stock, { minLength: 1, maxLength: 60 }), (stocks) => {
      const relative = sectorRelative(
        Float64Array.from(stocks, ([value]) => value),
        Int32Array.from(stocks, ([, sector]) => sector),
        3,
      );
      const sums = [0, 0, 0];
      stocks.forEach(([, sector], i) => (sums[sector] += relative[i]));
      assert.ok(sums.every((sum) => Math.abs(sum) < 1e-12));
    }),
  );
});

test('a value is its normal score less the mean score of its sector', () => {
  const scores = [1, 2, 3, 4].map((rank) => normalQuantile((rank - 0.5) / 4));
  const relative = sectorRelative(Float64Array.of(10, 20, 30, 40), Int32Array.of(0, 0, 1, 1), 2);
  assert.ok(Math.abs(relative[0] - (scores[0] - scores[1]) / 2) < 1e-15);
  assert.ok(Math.abs(relative[3] - (scores[3] - scores[2]) / 2) < 1e-15);
});

test('missing values stay missing and do not count', () => {
  const relative = sectorRelative(Float64Array.of(10, Number.NaN, 30), Int32Array.of(0, 0, 1), 2);
  assert.ok(Number.isNaN(relative[1]));
  assert.equal(relative[0], 0);
});
