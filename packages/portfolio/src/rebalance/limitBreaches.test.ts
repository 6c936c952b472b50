import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fromColumns } from '@robata/kernels';
import type { PortfolioProblem } from '../optimizer/problem.ts';
import { limitBreaches } from './limitBreaches.ts';

const problem: PortfolioProblem = {
  ids: ['a', 'b', 'c'],
  horizonDays: 20,
  alpha: new Float64Array(3),
  holdings: Float64Array.of(0.5, 0, 0),
  riskAversion: 1,
  exposureNames: ['market', 'style:beta'],
  exposures: fromColumns([
    [1, 1, 1],
    [1, 0, -1],
  ]),
  factorCovariance: null,
  specificVariance: new Float64Array(3).fill(1),
  linearCost: new Float64Array(3),
  limits: {
    exposureLower: Float64Array.of(-0.1, Number.NEGATIVE_INFINITY),
    exposureUpper: Float64Array.of(0.1, 0.5),
    positionLower: Float64Array.of(-0.5, -0.5, -0.5),
    positionUpper: Float64Array.of(0.5, 0.5, 0.5),
    gross: 1,
    turnover: 0.25,
    net: [-0.2, 0.2],
  },
};

test('weights within all limits breach none, also with limits that are absent', () => {
  assert.deepEqual(
    limitBreaches(problem, Float64Array.of(0.25, 0, -0.25)).map(({ name }) => name),
    ['turnover'],
  );
  const unlimited = { ...problem, limits: { ...problem.limits, turnover: null, gross: null, net: null } };
  assert.deepEqual(limitBreaches(unlimited, Float64Array.of(0.25, 0, -0.25)), []);
});

test('each limit is measured from its nearer bound, the worst first, and of the positions only the worst', () => {
  const breaches = limitBreaches(problem, Float64Array.of(-1, -0.75, 0.25));
  assert.deepEqual(
    breaches.map(({ name, value, excess }) => [name, value, excess]),
    [
      ['turnover', 2.5, 2.25],
      ['market', -1.5, 1.4],
      ['net', -1.5, 1.3],
      ['gross', 2, 1],
      ['position', -1, 0.5],
    ],
  );
});
