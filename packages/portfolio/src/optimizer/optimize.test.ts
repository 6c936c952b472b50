import assert from 'node:assert/strict';
import { test } from 'node:test';
import { matrix } from '@robata/kernels';
import { optimize } from './optimize.ts';
import type { PortfolioProblem } from './problem.ts';
import { FAMILIES } from './testing/families.ts';
import { randomProblem } from './testing/randomProblem.ts';
import { handProblem, solverContract } from './testing/solverContract.ts';

solverContract('newton');
solverContract('interior_point');

test('both engines reach the same portfolio or the same verdict', () => {
  for (const [name, family] of Object.entries(FAMILIES)) {
    const problem = family(3, 60);
    const [one, other] = (['newton', 'interior_point'] as const).map((engine) => optimize(problem, { engine }));
    assert.equal(one.status, other.status, name);
    const size = 1e-4 + Math.abs(one.objective);
    assert.ok(Math.abs(one.objective - other.objective) <= 1e-9 * size, `${name}: ${one.objective} ${other.objective}`);
    const apart = one.weights.reduce((sum, w, i) => sum + Math.abs(w - other.weights[i]), 0);
    const gross = one.weights.reduce((sum, w) => sum + Math.abs(w), 1e-6);
    assert.ok(apart <= 1e-6 * gross, `${name}: weights ${apart} apart`);
  }
});

test('any change of the weights within the limits lowers the objective', () => {
  const problem = FAMILIES.plain(2, 200);
  const { weights, objective, status } = optimize(problem);
  assert.equal(status, 'solved');
  const other = optimize({ ...problem, alpha: problem.alpha.map((a, i) => a * (1 + 0.1 * Math.sin(i))) }).weights;
  const value = (w: Float64Array): number => {
    let sum = 0;
    const k = problem.exposureNames.length;
    const y = Array.from({ length: k }, (_, j) =>
      w.reduce((s, v, i) => s + v * problem.exposures.data[j * 200 + i], 0),
    );
    w.forEach((v, i) => {
      sum += problem.alpha[i] * v - 0.5 * problem.riskAversion * problem.specificVariance[i] * v * v;
      sum -= problem.linearCost[i] * Math.abs(v - problem.holdings[i]);
    });
    for (let a = 0; a < k; a++) {
      for (let b = 0; b < k; b++) {
        sum -= 0.5 * problem.riskAversion * y[a] * y[b] * (problem.factorCovariance?.data[a * k + b] ?? 0);
      }
    }
    return sum;
  };
  assert.ok(Math.abs(value(weights) - objective) < 1e-14);
  for (const t of [1e-3, 0.1, 0.5, 1]) assert.ok(value(weights.map((w, i) => w + t * (other[i] - w))) < objective);
});

const invalid: [string, Partial<PortfolioProblem> | ((p: PortfolioProblem) => Partial<PortfolioProblem>), RegExp][] = [
  ['NaN in alpha', { alpha: Float64Array.of(1, NaN) }, /alpha is NaN in row 2/],
  ['infinite holdings', { holdings: Float64Array.of(Infinity, 0) }, /holdings is Infinity in row 1/],
  ['no risk aversion', { riskAversion: 0 }, /riskAversion is 0/],
  ['zero variance', { specificVariance: Float64Array.of(0, 1) }, /specificVariance is 0 in row 1/],
  ['negative variance', { specificVariance: Float64Array.of(1, -1) }, /specificVariance is -1 in row 2/],
  ['negative cost', { linearCost: Float64Array.of(0, -1) }, /linearCost is -1 in row 2/],
  ['too few holdings', { holdings: new Float64Array(1) }, /holdings has 1 values and not 2/],
  ['a repeated id', { ids: ['a', 'a'] }, /ids holds "a" twice/],
  ['no stocks', { ids: [] }, /ids is empty/],
  [
    'low above high',
    ({ limits }) => ({
      limits: { ...limits, positionLower: Float64Array.of(0, 2), positionUpper: Float64Array.of(1, 1) },
    }),
    /position limits in row 2/,
  ],
  [
    'lower above upper',
    ({ limits }) => ({ limits: { ...limits, exposureLower: Float64Array.of(1), exposureUpper: Float64Array.of(0) } }),
    /limits of exposure x/,
  ],
  ['net upside down', ({ limits }) => ({ limits: { ...limits, net: [1, 0] } }), /limits.net/],
  ['negative gross', ({ limits }) => ({ limits: { ...limits, gross: -1 } }), /limits.gross is -1/],
  ['NaN turnover', ({ limits }) => ({ limits: { ...limits, turnover: NaN } }), /limits.turnover is NaN/],
  ['an empty interval', ({ limits }) => ({ limits: { ...limits, net: [Infinity, Infinity] } }), /limits.net .* empty/],
  ['NaN exposure', { exposures: matrix(2, 1, Float64Array.of(1, NaN)) }, /exposures.values is NaN in row 2, column x/],
  [
    'negative factor variance',
    { factorCovariance: matrix(1, 1, Float64Array.of(-1)) },
    /factorCovariance of x is negative/,
  ],
];

for (const [name, change, reason] of invalid) {
  test(`a problem with ${name} is invalid, and the reason is named`, () => {
    const problem = handProblem([1, 2], {
      exposureNames: ['x'],
      exposures: matrix(2, 1, Float64Array.of(1, 2)),
      factorCovariance: matrix(1, 1, Float64Array.of(1)),
      limits: { exposureLower: Float64Array.of(-1), exposureUpper: Float64Array.of(1) },
    });
    assert.equal(optimize(problem).status, 'solved');
    const solution = optimize({ ...problem, ...(typeof change === 'function' ? change(problem) : change) });
    assert.equal(solution.status, 'invalid');
    assert.match(solution.reason ?? '', reason);
    assert.equal(solution.weights.length, 0);
  });
}

test('a covariance that is not symmetric or not positive semidefinite is invalid', () => {
  const problem = randomProblem(1, { stocks: 20, countries: 1, industries: 1, styles: 0 });
  const k = problem.exposureNames.length;
  const covariance = (change: (data: Float64Array) => void): PortfolioProblem => {
    const data = problem.factorCovariance?.data.slice() ?? new Float64Array(0);
    change(data);
    return { ...problem, factorCovariance: matrix(k, k, data) };
  };
  assert.match(optimize(covariance((data) => (data[1] *= 2))).reason ?? '', /not symmetric/);
  const flipped = optimize(covariance((data) => (data[1] = data[k] = 2 * Math.sqrt(data[0] * data[k + 1]))));
  assert.match(flipped.reason ?? '', /not positive semidefinite/);
});

test('numbers beyond the range of doubles end in a status, never in NaN', () => {
  for (const alpha of [1e300, 1e-300, 5e-324]) {
    const solution = optimize(handProblem([alpha, -alpha, alpha / 3], { limits: { gross: 1, turnover: 0.5 } }));
    assert.ok(solution.weights.every(Number.isFinite), `${alpha}`);
    assert.ok(Number.isFinite(solution.objective), `${alpha}`);
  }
});
