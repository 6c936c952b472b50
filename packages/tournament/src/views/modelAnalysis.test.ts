import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { RoundAnalysis } from '../analysis/roundAnalysis.ts';
import { modelAnalysis } from './modelAnalysis.ts';

const analysis = (round: number, factors: readonly string[], models: RoundAnalysis['models']): RoundAnalysis =>
  ({ round, factors, models }) as unknown as RoundAnalysis;
const rows = [1, 2, 3].map((id) => ({ id, model: `model_${id}`, kind: 'ridge' }));

test('the newest analysis is shown, and means match factors by name although they come in another order', () => {
  const page = modelAnalysis(
    1,
    [
      analysis(
        5,
        ['size', 'beta'],
        [{ model: 1, weight: 0.2, exposures: [0.1, 0.5], nearest: [{ model: 2, correlation: 0.7 }], churn: null }],
      ),
      analysis(6, ['beta'], [{ model: 2, weight: 1, exposures: [0.9], nearest: [], churn: 0.1 }]),
      analysis(
        7,
        ['beta', 'size'],
        [
          {
            model: 1,
            weight: 0.4,
            exposures: [0.3, null],
            nearest: [
              { model: 3, correlation: 0.9 },
              { model: 99, correlation: 0.8 },
            ],
            churn: 0.25,
          },
        ],
      ),
    ],
    rows,
  );
  assert.deepEqual(page.factors, ['beta', 'size']);
  assert.deepEqual(page.meanExposures, [0.4, 0.1]);
  assert.deepEqual(page.latest, {
    round: 7,
    weight: 0.4,
    churn: 0.25,
    exposures: [0.3, null],
    nearest: [{ model: 'model_3', kind: 'ridge', correlation: 0.9 }],
  });
  assert.deepEqual(page.rounds, [
    { round: 5, weight: 0.2, churn: null, nearest: 0.7 },
    { round: 7, weight: 0.4, churn: 0.25, nearest: 0.9 },
  ]);
});

test('a model that no analysis holds has an empty page', () => {
  assert.deepEqual(modelAnalysis(3, [], rows), { factors: [], latest: null, meanExposures: [], rounds: [] });
});
