import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fromColumns, gaussianizedRank, matrix } from '@robata/kernels';
import type { RiskModel } from '@robata/portfolio';
import type { ModelRecord } from '../../records.ts';
import { closedBook, closingBook, countedBy, roundGates } from './signalsGate.ts';
import { signalsNeutralizers } from './signalsNeutralizers.ts';

const n = 60;
const ranks = (step: number): Float64Array =>
  gaussianizedRank(Float64Array.from({ length: n }, (_, i) => ((i + 1) * step) % 61));
const modelOf = (id: number, tournament?: 'signals'): ModelRecord => ({
  id,
  name: `m${id}`,
  account: 'a',
  kind: 'participant',
  description: '',
  marked: false,
  ...(tournament && { tournament }),
});
const models = [modelOf(1), modelOf(2, 'signals'), modelOf(3, 'signals')];
const riskModel: RiskModel = {
  factorNames: ['market'],
  exposures: fromColumns([new Float64Array(n).fill(1)], n),
  factorCovariance: matrix(1, 1),
  specificVariance: new Float64Array(n).fill(0.01),
  totalVolatility: new Float64Array(n).fill(0.1),
  horizonDays: 20,
};
const securities = Int32Array.from({ length: n }, (_, i) => i);
const policy = { submissions: 2, churn: 0.15, turnover: 0.25, needsPrevious: false };
const closing = (round: number, signals: readonly Float64Array[]) =>
  closingBook({ round, securities, models, predictions: fromColumns([ranks(2), ...signals], n), riskModel });

test('a signal that turned over is refused and says why, one that stayed and every classic model count', () => {
  const gates = roundGates(closing(5, [ranks(3), ranks(7)]), [closing(4, [ranks(3), ranks(5)])], policy);
  assert.deepEqual(
    gates.states.map(({ model, reasons }) => [model, reasons]),
    [
      [2, []],
      [3, ['churn', 'turnover']],
    ],
  );
  assert.deepEqual(
    models.filter(countedBy(gates)).map(({ id }) => id),
    [1, 2],
  );
  assert.deepEqual(models.filter(countedBy(null)), models);
});

test('a closed round is compared as it was when it closed, and a round without signals is none', () => {
  const { neutralizers, names, sampleWeights } = signalsNeutralizers(riskModel);
  const values = fromColumns([ranks(3), ranks(5)], n);
  const signals = {
    places: Int32Array.of(1, 2),
    values,
    neutralizers,
    neutralizerNames: names,
    sampleWeights,
    metaModel: ranks(3),
  };
  assert.deepEqual(closedBook(4, { signals, models, securities }), closing(4, [ranks(3), ranks(5)]));
  assert.equal(closedBook(4, { models, securities }), null);
});

test('only as many rounds before are looked at as the policy says', () => {
  const far = closing(2, [ranks(11), ranks(11)]);
  const near = closing(4, [ranks(3), ranks(5)]);
  const { states } = roundGates(closing(5, [ranks(3), ranks(5)]), [near, near, far], policy);
  assert.deepEqual(
    states.map(({ compared, reasons }) => [compared, reasons]),
    [
      [2, []],
      [2, []],
    ],
  );
});
