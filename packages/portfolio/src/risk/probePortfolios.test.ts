import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dotProduct, matrixVector, transposedMatrixVector } from '@robata/kernels';
import { factorPortfolio, optimizedPortfolio, randomLongShortPortfolio, stylePortfolio } from './probePortfolios.ts';
import { predictedVolatility } from './riskModel.ts';
import { plantedMarket, seededNormal, seededRandom } from './testing/plantedMarket.ts';

const { truth: model } = plantedMarket(150, 41);
const gross = (weights: Float64Array) => weights.reduce((sum, weight) => sum + Math.abs(weight), 0);

test('a random long-short portfolio has gross 1, net 0, and another seed gives another one', () => {
  for (const stocks of [150, 151]) {
    const weights = randomLongShortPortfolio(stocks, seededRandom(1));
    assert.ok(Math.abs(gross(weights) - 1) < 1e-12);
    assert.ok(Math.abs(weights.reduce((sum, weight) => sum + weight, 0)) < 1e-12);
    assert.deepEqual(weights, randomLongShortPortfolio(stocks, seededRandom(1)));
    assert.notDeepEqual(weights, randomLongShortPortfolio(stocks, seededRandom(2)));
  }
});

test('a style portfolio is its exposure less the mean, of gross 1 and net 0', () => {
  const weights = stylePortfolio(model, 'momentum');
  assert.ok(Math.abs(gross(weights) - 1) < 1e-12);
  assert.ok(Math.abs(weights.reduce((sum, weight) => sum + weight, 0)) < 1e-12);
  const exposure = model.exposures.data.subarray(model.factorNames.indexOf('momentum') * 150);
  const slope = (weights[0] - weights[1]) / (exposure[0] - exposure[1]);
  weights.forEach((weight, i) =>
    assert.ok(Math.abs(weight - weights[0] - slope * (exposure[i] - exposure[0])) < 1e-12),
  );
  assert.throws(() => stylePortfolio(model, 'value'), /no factor 'value'/);
});

test('a pure factor portfolio is exposed to its factor only', () => {
  const held = transposedMatrixVector(model.exposures, factorPortfolio(model, 'momentum'));
  model.factorNames.forEach((name, k) => {
    if (name === 'momentum') assert.ok(held[k] > 0.1);
    else assert.ok(Math.abs(held[k]) < 1e-10, name);
  });
  assert.throws(() => factorPortfolio(model, 'value'), /no factor 'value'/);
});

test('the optimized portfolio solves Ωw ∝ α, and no other has more alpha per risk', () => {
  const alpha = Float64Array.from({ length: 150 }, seededNormal(42));
  const weights = optimizedPortfolio(model, alpha);
  assert.ok(Math.abs(gross(weights) - 1) < 1e-12);
  const factorPart = matrixVector(
    model.exposures,
    matrixVector(model.factorCovariance, transposedMatrixVector(model.exposures, weights)),
  );
  const risk = factorPart.map((value, i) => value + model.specificVariance[i] * weights[i]);
  const scale = dotProduct(risk, alpha) / dotProduct(alpha, alpha);
  risk.forEach((value, i) => assert.ok(Math.abs(value - scale * alpha[i]) < 1e-12));
  const ratio = (w: Float64Array) => dotProduct(w, alpha) / predictedVolatility(model, w);
  const normal = seededNormal(43);
  for (let trial = 0; trial < 20; trial++) {
    assert.ok(ratio(weights.map((weight) => weight + 1e-3 * normal())) < ratio(weights));
  }
});
