import assert from 'node:assert/strict';
import { test } from 'node:test';
import { column, fromColumns } from '@robata/kernels';
import { exposureDissimilarity, featureExposures, summarizeExposures } from './featureExposure.ts';

test('exposures are correlations, of ranks where asked', () => {
  const predictions = fromColumns([[1, 2, 3, 1000]]);
  const features = fromColumns([
    [0, 1, 2, 3],
    [3, 2, 1, 0],
    [5, 5, 5, 5],
  ]);
  const [up, down, constant] = column(featureExposures(predictions, features, 'spearman'), 0);
  assert.ok(Math.abs(up - 1) < 1e-15 && Math.abs(down + 1) < 1e-15 && Number.isNaN(constant));
  assert.ok(column(featureExposures(predictions, features), 0)[0] < 0.8);
});

test('the summary skips what has no correlation', () => {
  assert.deepEqual(summarizeExposures([0.3, Number.NaN, -0.4]), { maximum: 0.4, rootMeanSquare: Math.sqrt(0.25 / 2) });
  assert.ok(Number.isNaN(summarizeExposures([]).maximum) && Number.isNaN(summarizeExposures([]).rootMeanSquare));
});

test('the example has no dissimilarity to itself and its reverse has 2', () => {
  const example = [0.1, -0.2, Number.NaN];
  assert.equal(exposureDissimilarity(example, example), 0);
  assert.equal(
    exposureDissimilarity(
      example.map((x) => -x),
      example,
    ),
    2,
  );
});
