import assert from 'node:assert/strict';
import { test } from 'node:test';
import { column } from '@robata/kernels';
import { alphaFromMetaModel } from '../alpha.ts';
import { scaleProblem } from '../optimizer/scaledProblem.ts';
import { alphaPair } from './alphaLoader.ts';
import { roundSignals, startProblem } from './roundSignals.ts';
import { randomKit } from './testing/randomKit.ts';

const kit = randomKit(5, 6, { stocks: 75 });
const signals = roundSignals(kit);
const { metaModel, totalStake } = signals;
const source = { metaModel, totalStake, ...kit };
const problem = scaleProblem(startProblem(signals, 'held'));

function assertAlpha(actual: Float64Array, signal: Float64Array): void {
  const expected = alphaFromMetaModel(signal, kit.volatility, kit.informationCoefficient);
  expected.forEach((a, i) => assert.ok(Math.abs(actual[i] * problem.units.alpha - a) < 1e-16, `stock ${i}`));
}

test('the alphas with and without a model are those of their definition, whatever was loaded before', () => {
  for (const u of [0, 3, 4, 0]) {
    const g = column(signals.gaussianized, u);
    const stake = kit.stakes[u];
    const pair = alphaPair(problem, source, g, stake);
    const without = metaModel.map((m, i) => (totalStake * m - stake * g[i]) / (totalStake - stake));
    assertAlpha(pair.loadWithout().alpha, without);
    assertAlpha(
      pair.loadWith(0.3).alpha,
      without.map((m, i) => 0.7 * m + 0.3 * g[i]),
    );
  }
});

test('a constant signal has no alpha', () => {
  const constant = { ...source, metaModel: new Float64Array(75).fill(0.3) };
  const pair = alphaPair(problem, constant, column(signals.gaussianized, 1), 0);
  assert.ok(pair.loadWithout().alpha.every((a) => a === 0));
});
