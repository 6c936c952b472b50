import assert from 'node:assert/strict';
import { test } from 'node:test';
import { leastSquaresBasis } from '@robata/kernels';
import { featureBasis } from './featureBasis.ts';
import { randomMatrix } from './testing/sampleData.ts';

test('a matrix has one basis with the column of ones and one without, each made once', () => {
  const features = randomMatrix(20, 3, 1);
  for (const constant of [true, false, true]) {
    const basis = featureBasis(features, { constant });
    assert.deepEqual(basis, leastSquaresBasis(features, { constant }));
    assert.equal(featureBasis(features, { constant }), basis);
  }
});
