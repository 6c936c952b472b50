import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fromColumns } from '@robata/kernels';
import { maxChurnAndTurnover } from '../maxChurnAndTurnover.ts';
import { idsOf, randomVector } from '../testing/sampleData.ts';
import { portfolioNeutralizers } from './portfolioNeutralizers.ts';
import { type GatePolicy, type SignalsBook, signalsBook, submissionGates } from './submissionGate.ts';

const n = 200;
const POLICY: GatePolicy = { submissions: 5, churn: 0.15, turnover: 0.25, needsPrevious: true };
const everyStock = Int32Array.from({ length: n }, (_, i) => i);
/** A book without exposures but the market. */
const neutralizers = fromColumns([new Float64Array(n).fill(1), randomVector(n, 5)], n);
const sampleWeights = randomVector(n, 77_777).map((x) => 0.5 + x);
const base = randomVector(n, 12_345);
/** The share `drift` of something else. */
const drifted = (drift: number, seed: number): Float64Array => {
  const other = randomVector(n, 104_729 * seed);
  return base.map((x, i) => (1 - drift) * x + drift * other[i]);
};
const bookOf = (round: number, models: number[], signals: Float64Array[], securities = everyStock): SignalsBook =>
  signalsBook({
    round,
    securities,
    models: Int32Array.from(models),
    values: fromColumns(signals, n),
    neutralizers,
    sampleWeights,
  });

test('churn and turnover are those of the public function, the largest over the last submissions', () => {
  const earlier = [drifted(0.1, 1), drifted(0.3, 2), drifted(0.05, 3)];
  const now = drifted(0.02, 4);
  const ids = idsOf(n);
  const dated = (values: Float64Array) => ({
    submission: { ids, values },
    neutralizers: { ids, names: ['a', 'b'], values: portfolioNeutralizers(neutralizers, sampleWeights) },
    sampleWeights: { ids, values: sampleWeights },
  });
  const { maxChurn, maxTurnover } = maxChurnAndTurnover(dated(now), earlier.map(dated));
  const books = earlier.map((signal, k) => bookOf(9 - k, [7], [signal]));
  const [state] = submissionGates(bookOf(10, [7], [now]), books, POLICY);
  assert.equal(state.compared, 3);
  assert.ok(Math.abs((state.churn as number) - maxChurn) < 1e-6);
  assert.ok(Math.abs((state.turnover as number) - maxTurnover) < 1e-6);
  const [two] = submissionGates(bookOf(10, [7], [now]), books, { ...POLICY, submissions: 1 });
  assert.ok((two.churn as number) < (state.churn as number), 'the second is not looked at');
});

test('a steady signal counts, a jumpy one is not paid and says why, and a limit that is reached is passed', () => {
  const books = [bookOf(9, [1, 2], [base, base])];
  const [steady, jumpy] = submissionGates(bookOf(10, [1, 2], [drifted(0.01, 5), drifted(0.9, 6)]), books, POLICY);
  assert.deepEqual(steady.reasons, []);
  assert.ok((steady.churn as number) > 0 && (steady.churn as number) < 0.01);
  assert.deepEqual(jumpy.reasons, ['churn', 'turnover']);
  const [same] = submissionGates(bookOf(10, [1], [base]), books, { ...POLICY, churn: -1e-9, turnover: null });
  assert.ok((same.churn as number) < 1e-12);
  assert.deepEqual(same.reasons, ['churn'], 'a limit that is reached');
  const [free] = submissionGates(bookOf(10, [2], [drifted(0.9, 6)]), books, {
    ...POLICY,
    churn: null,
    turnover: null,
  });
  assert.deepEqual(free.reasons, []);
});

test('who left out the round before is not paid where the policy says so; the first round of all has nothing before it', () => {
  const books = [bookOf(9, [1], [base]), bookOf(8, [1, 2], [base, base])];
  const now = bookOf(10, [1, 2, 3], [base, base, base]);
  const [held, away, fresh] = submissionGates(now, books, POLICY);
  assert.deepEqual([held.reasons, away.reasons, fresh.reasons], [[], ['no_previous'], ['no_previous']]);
  assert.deepEqual([held.compared, away.compared, fresh.compared], [2, 1, 0]);
  assert.deepEqual([fresh.churn, fresh.turnover], [null, null]);
  for (const state of submissionGates(now, books, { ...POLICY, needsPrevious: false }))
    assert.deepEqual(state.reasons, []);
  for (const state of submissionGates(now, [], POLICY)) assert.deepEqual(state.reasons, []);
});

test('stocks are matched by their numbers, those of one round alone do not count, and too few in common are not compared', () => {
  const shifted = Int32Array.from({ length: n }, (_, i) => i + 20);
  const moved = base.map((_, i) => base[Math.min(n - 1, i + 20)]);
  const [state] = submissionGates(bookOf(10, [1], [moved], shifted), [bookOf(9, [1], [base])], POLICY);
  assert.equal(state.compared, 1);
  assert.ok((state.churn as number) < 0.02, 'nearly the same order on the common stocks');
  const far = Int32Array.from({ length: n }, (_, i) => i + 60);
  const [apart] = submissionGates(bookOf(10, [1], [base], far), [bookOf(9, [1], [base])], POLICY);
  assert.deepEqual([apart.compared, apart.churn, apart.reasons], [0, null, []]);
});

test('a constant signal has no churn to speak of', () => {
  const flat = new Float64Array(n).fill(0.5);
  const [state] = submissionGates(bookOf(10, [1], [flat]), [bookOf(9, [1], [flat])], POLICY);
  assert.deepEqual([state.compared, state.churn], [0, null]);
});
