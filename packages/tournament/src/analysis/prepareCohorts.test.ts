import assert from 'node:assert/strict';
import { it } from 'node:test';
import { fromColumns } from '@robata/kernels';
import { alphaFromMetaModel, gaussianizedPredictions, metaModelOf, type PortfolioProblem } from '@robata/portfolio';
import { normalScores, prepareCorr } from '@robata/scoring';
import { SCORE_COLUMNS } from '../rounds/tournamentConfig.ts';
import { cohortScores } from './cohortScores.ts';
import { prepareCohorts } from './prepareCohorts.ts';

const STOCKS = 30;
const P = Array.from({ length: STOCKS }, (_, i) => (i + 1) / (STOCKS + 1));
const Q = P.map((_, i) => (((11 * i) % STOCKS) + 1) / (STOCKS + 1));
const TARGET = Float64Array.from(P, (_, i) => (((7 * i) % STOCKS) + 1) / (STOCKS + 1));

it('scores a cohort of one model as that model is scored', () => {
  const predictions = fromColumns([P, Q]);
  const cohorts = prepareCohorts({
    kit: { predictions, stakes: Float64Array.of(3, 1) },
    members: [
      { account: 'a', dataVersion: null },
      { account: 'b', dataVersion: null },
    ],
    columns: SCORE_COLUMNS,
  });
  const [alone] = prepareCorr(normalScores(fromColumns([Q]))).score(TARGET);
  const without = cohorts(new Map([['janet_20', TARGET]])).find(({ key }) => key === 'withoutLargest');
  assert.equal(without?.models, 1);
  assert.ok(Math.abs((without?.corr as number) - (alone as number)) < 1e-6);
  assert.ok(
    cohorts(new Map()).every(({ corr }) => corr === null),
    'without a target there is no score',
  );
});

/** Net zero, gross 1, and risk that is the same in every stock. */
const problem = {
  ids: P.map((_, i) => `s${i}`),
  horizonDays: 20,
  riskAversion: 5,
  holdings: new Float64Array(STOCKS).fill(0.5),
  exposureNames: [],
  exposures: { rows: STOCKS, columns: 0, data: new Float64Array(0) },
  factorCovariance: null,
  specificVariance: new Float64Array(STOCKS).fill(0.01),
  linearCost: new Float64Array(STOCKS).fill(0.01),
  limits: {
    exposureLower: new Float64Array(0),
    exposureUpper: new Float64Array(0),
    positionLower: new Float64Array(STOCKS).fill(-1),
    positionUpper: new Float64Array(STOCKS).fill(1),
    gross: null,
    turnover: 0.1,
    net: [0, 0],
  },
} as unknown as Omit<PortfolioProblem, 'alpha'>;

it('says what a portfolio of each cohort would have earned: without limits that bind, α over risk, by hand', () => {
  const kit = {
    predictions: fromColumns([P, Q]),
    stakes: Float64Array.of(3, 1),
    problem,
    volatility: new Float64Array(STOCKS).fill(0.1),
    informationCoefficient: 0.02,
  };
  const members = ['a', 'b'].map((account) => ({ account, dataVersion: null }));
  const returns = Float64Array.from(P, (_, i) => 0.03 * Math.sin(i));
  const cohorts = prepareCohorts({ kit, members, columns: SCORE_COLUMNS });
  const scored = cohorts(new Map([['janet_20', TARGET]]), returns);
  const earned = (key: string) => scored.find((each) => each.key === key)?.portfolioReturn ?? Number.NaN;
  // Net zero is α's own; what was held, its costs and the turnover limit count for nothing: w = α / (γ · d), and α = IC · σ · z.
  const byHand = (signal: Float64Array): number => {
    const alpha = alphaFromMetaModel(signal, kit.volatility, kit.informationCoefficient);
    return alpha.reduce((sum, value, i) => sum + (value / (5 * 0.01)) * (returns[i] as number), 0);
  };
  const ranks = gaussianizedPredictions(kit.predictions);
  assert.ok(Math.abs(earned('all') - byHand(metaModelOf(ranks, kit.stakes))) < 1e-6);
  assert.ok(Math.abs(earned('withoutLargest') - byHand(metaModelOf(ranks, Float64Array.of(0, 1)))) < 1e-6);
  assert.ok(Math.abs(earned('all') - earned('withoutLargest')) > 1e-5);
  assert.ok(
    cohorts(new Map([['janet_20', TARGET]])).every((each) => !('portfolioReturn' in each)),
    'before the last day nothing is said',
  );
  const kept = cohortScores({ round: 1, day: 20, columns: SCORE_COLUMNS, values: new Map(), cohorts: scored });
  assert.equal(kept.portfolioReturn, earned('all'));
  assert.ok(kept.cohorts.every(({ key }) => key !== 'all'));
});

it('has no cohorts where nobody is known, or no column is a CORR', () => {
  const kit = { predictions: fromColumns([P, Q]), stakes: Float64Array.of(3, 1) };
  assert.deepEqual(prepareCohorts({ kit, members: [], columns: SCORE_COLUMNS })(new Map()), []);
  const members = ['a', 'b'].map((account) => ({ account, dataVersion: null }));
  assert.deepEqual(prepareCohorts({ kit, members, columns: [] })(new Map()), []);
});

it('places the meta model, which is the last, among everybody', () => {
  const values = new Map([['corr', Float64Array.of(0.01, 0.02, Number.NaN, 0.03, 0.04, 0.025)]]);
  const scored = cohortScores({ round: 3, day: 20, columns: SCORE_COLUMNS, values, cohorts: [] });
  assert.equal(scored.percentile, 0.5);
  assert.deepEqual(scored.quantiles, [0.0115, 0.0175, 0.025, 0.0325, 0.0385]);
  const nobody = cohortScores({ round: 3, day: 1, columns: SCORE_COLUMNS, values: new Map(), cohorts: [] });
  assert.deepEqual([nobody.quantiles, nobody.percentile], [null, null]);
});
