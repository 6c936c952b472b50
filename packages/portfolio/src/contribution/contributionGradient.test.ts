import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { column, dotProduct, gaussianizedRank } from '@robata/kernels';
import { metaModelOf } from '../alpha.ts';
import { optimize } from '../optimizer/optimize.ts';
import { contributionGradient, directionOfRound } from './contributionGradient.ts';
import { gradient, prepareGradient } from './gradient.ts';
import { alphaOf, roundSignals, type Start, startProblem } from './roundSignals.ts';
import { seededRandom } from './seededRandom.ts';
import { randomKit } from './testing/randomKit.ts';

const STOCKS = 40;
const kit = randomKit(5, 8, { stocks: STOCKS, styles: 3, bound: 0.05, position: 0.08, turnover: 0.6, riskAversion: 8 });
const signals = roundSignals(kit);
const direction = directionOfRound(kit) ?? assert.fail('not solved');
const STEP = 1e-6;

/** The return of the book that is optimal for a meta model: solved from cold, with its own certificate. */
function bookReturn(metaModel: Float64Array, start: Start): number {
  const problem = { ...startProblem(signals, start), alpha: alphaOf(signals, metaModel) };
  const { status, weights } = optimize(problem);
  assert.equal(status, 'solved');
  return dotProduct(weights, kit.returns);
}

/** Central differences of the book's return, stock by stock, averaged over the draws. */
function differences(draws: readonly { readonly stakes: Float64Array }[], start: Start): Float64Array {
  const result = new Float64Array(STOCKS);
  for (const { stakes } of draws) {
    const metaModel = metaModelOf(signals.gaussianized, stakes);
    for (let i = 0; i < STOCKS; i++) {
      const moved = (by: number): number => bookReturn(metaModel.with(i, metaModel[i] + by), start);
      result[i] += (moved(STEP) - moved(-STEP)) / (2 * STEP) / draws.length;
    }
  }
  return result;
}

const assertClose = (actual: ArrayLike<number>, expected: ArrayLike<number>, tolerance: number): void => {
  const size = Math.max(...Array.from(expected, Math.abs));
  assert.ok(size > 0);
  assert.equal(actual.length, expected.length);
  for (let i = 0; i < expected.length; i++) {
    const miss = Math.abs(actual[i] - expected[i]);
    assert.ok(miss <= tolerance * size, `${i}: ${actual[i]} and not ${expected[i]}, of values up to ${size}`);
  }
};

describe('directionOfRound', () => {
  for (const start of ['zero', 'held'] as const) {
    test(`is what the book's return changes by with each stock's signal, by finite differences, start ${start}`, () => {
      const single = directionOfRound(kit, { draws: 0, start }) ?? assert.fail('not solved');
      assertClose(single, differences([{ stakes: kit.stakes }], start), 1e-5);
    });
  }

  test('of draws is the mean of the differences of their books', () => {
    const options = { draws: 3, seed: 11 };
    const draws = prepareGradient(kit, options).draws(0, 3);
    const averaged = directionOfRound(kit, options) ?? assert.fail('not solved');
    assertClose(averaged, differences(draws, 'zero'), 1e-5);
  });

  test('scores as the round did, to the last bit', () => {
    gradient(kit).contributions.forEach(({ tc }, model) => {
      assert.equal(contributionGradient(column(kit.predictions, model), direction).tc, tc);
    });
  });

  test('of a partial kit is the single gradient of the published meta model', () => {
    const { metaModel, totalStake } = signals;
    const partial = {
      ...kit,
      models: [],
      predictions: { rows: STOCKS, columns: 0, data: new Float64Array() },
      stakes: new Float64Array(),
      others: { metaModel, totalStake },
    };
    assert.deepEqual(directionOfRound(partial), directionOfRound(kit, { draws: 0 }));
  });

  test('of limits that cannot hold is none; without returns it is refused', () => {
    const limits = { ...kit.problem.limits, net: [2, 3] as const };
    assert.equal(directionOfRound({ ...kit, problem: { ...kit.problem, limits } }, { draws: 2 }), null);
    const { returns: _, ...unresolved } = kit;
    assert.throws(() => directionOfRound(unresolved), /no returns yet/);
  });
});

describe('contributionGradient', () => {
  const random = seededRandom(3);
  const predictions = Float64Array.from({ length: STOCKS }, () => random() ** 2);

  test('is the derivative of the stand-in, by finite differences', () => {
    const { gradient: found } = contributionGradient(predictions, direction);
    const smooth = (i: number, by: number): number =>
      contributionGradient(predictions.with(i, predictions[i] + by), direction).smoothTc;
    const expected = found.map((_, i) => (smooth(i, STEP) - smooth(i, -STEP)) / (2 * STEP));
    assertClose(found, expected, 1e-7);
    assert.ok(Math.abs(found.reduce((sum, value) => sum + value, 0)) < 1e-14);
    assert.ok(Math.abs(dotProduct(found, predictions)) < 1e-14);
  });

  test('TC is that of the ranks; the stand-in is TC where predictions are normal scores', () => {
    const { tc, smoothTc } = contributionGradient(predictions, direction);
    assert.equal(tc, dotProduct(gaussianizedRank(predictions), direction));
    assert.notEqual(smoothTc, tc);
    const scores = gaussianizedRank(predictions);
    const deviation = Math.sqrt(dotProduct(scores, scores) / STOCKS);
    const ofScores = contributionGradient(scores, direction);
    assertClose([ofScores.smoothTc * deviation], [ofScores.tc], 1e-12);
  });

  test('a step along the gradient raises TC', () => {
    const { tc, gradient: slope } = contributionGradient(predictions, direction);
    const length = Math.sqrt(dotProduct(slope, slope));
    const stepped = predictions.map((value, i) => value + (0.2 * slope[i]) / length);
    assert.ok(contributionGradient(stepped, direction).tc > tc);
  });

  test('scale and shift of the predictions change nothing but the length of the gradient', () => {
    const before = contributionGradient(predictions, direction);
    const after = contributionGradient(
      predictions.map((value) => 4 * value + 1),
      direction,
    );
    assert.equal(after.tc, before.tc);
    assertClose(
      after.gradient.map((value) => 4 * value),
      before.gradient,
      1e-12,
    );
  });

  test('constant predictions earn nothing and say nothing; faulty ones are refused', () => {
    const { tc, smoothTc, gradient: slope } = contributionGradient(new Float64Array(STOCKS).fill(0.5), direction);
    assert.deepEqual(
      [tc, smoothTc, ...slope],
      Array.from({ length: STOCKS + 2 }, () => 0),
    );
    assert.throws(() => contributionGradient(predictions.slice(1), direction), /39 predictions do not fit 40 stocks/);
    assert.throws(() => contributionGradient(predictions.with(2, Number.NaN), direction), /prediction 3 is NaN/);
  });
});
