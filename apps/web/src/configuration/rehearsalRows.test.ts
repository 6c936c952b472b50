import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { RehearsalFigures } from '@robata/client';
import { rehearsalRows } from './rehearsalRows.ts';

const figures: RehearsalFigures = {
  metaModelCorr: 0.03,
  meanCorr: 0.02,
  meanTc: null,
  paid: '100.5',
  burned: '20',
  worstPayout: '-12.25',
  worstModel: 'random',
  largestStake: 0.25,
  effectiveStakes: 6.2,
  turnover: 0.15,
  gross: 1,
  positions: 120,
  cost: 4000,
  predictedVolatility: 0.03,
  volatility: 0.04,
  annualReturn: 0.1,
  maxDrawdown: 0.02,
  navEnd: 10_500_000,
  optimizerSeconds: 0.5,
  contributionSeconds: 2,
  worstResidual: 1e-12,
};
const rowOf = (after: Partial<RehearsalFigures>, name: string) =>
  rehearsalRows(figures, { ...figures, ...after }).find((row) => row.name === name);

test('each figure stands beside the other one, with the difference where there is one', () => {
  assert.deepEqual(
    rehearsalRows(figures, figures).filter(({ difference }) => difference !== null),
    [],
  );
  const turnover = rowOf({ turnover: 0.2 }, 'Turnover');
  assert.deepEqual([turnover?.before, turnover?.after, turnover?.difference], ['15.00 %', '20.00 %', '+5.00 %']);
  const worst = rowOf({ worstPayout: '-5', worstModel: 'reversal' }, 'Worst model');
  assert.deepEqual([worst?.before, worst?.after, worst?.difference], ['−12.25 (random)', '−5.00 (reversal)', '+7.25']);
  const tc = rowOf({ meanTc: 0.001 }, 'Mean TC');
  assert.deepEqual([tc?.before, tc?.after, tc?.difference], ['–', '0.0010', null]);
});

test('groups stand together', () => {
  const groups = rehearsalRows(figures, figures).map(({ group }) => group);
  assert.equal(groups.filter((group, at) => group !== groups[at - 1]).length, new Set(groups).size);
});
