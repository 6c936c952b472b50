import assert from 'node:assert/strict';
import { it } from 'node:test';
import { fromColumns } from '@robata/kernels';
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
