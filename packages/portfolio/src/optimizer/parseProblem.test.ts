import assert from 'node:assert/strict';
import { test } from 'node:test';
import { optimize } from './optimize.ts';
import { parseProblem } from './parseProblem.ts';
import { problemToJson } from './problemToJson.ts';
import { solutionToJson } from './solutionToJson.ts';
import { randomProblem } from './testing/randomProblem.ts';

const original = randomProblem(2, {
  stocks: 7,
  countries: 2,
  industries: 2,
  styles: 1,
  turnover: null,
  net: [-0.1, Infinity],
});
const json = (): Record<string, any> => JSON.parse(JSON.stringify(problemToJson(original)));
const faultOf = (value: unknown): string => {
  const parsed = parseProblem(value);
  return 'fault' in parsed ? parsed.fault : 'accepted';
};

test('a problem comes back from JSON to the same bits', () => {
  assert.deepEqual(parseProblem(json()), { problem: original });
});

test('a single number stands for equal ones, null for unbounded, and limits may be left out', () => {
  const short = {
    ...json(),
    holdings: 0,
    linearCost: 0.001,
    specificVariance: 0.01,
    factorCovariance: null,
    limits: {
      exposureLower: -1,
      exposureUpper: null,
      positionLower: -0.5,
      positionUpper: [1, null, 1, 1, 1, 1, 1],
      net: 0,
    },
  };
  const parsed = parseProblem(short);
  assert.ok('problem' in parsed);
  const { holdings, linearCost, limits, factorCovariance } = parsed.problem;
  assert.ok(holdings.length === 7 && holdings.every((h) => h === 0));
  assert.ok(linearCost.length === 7 && linearCost.every((c) => c === 0.001));
  assert.equal(factorCovariance, null);
  assert.ok(limits.exposureUpper.every((upper) => upper === Infinity));
  assert.deepEqual([...limits.positionUpper], [1, Infinity, 1, 1, 1, 1, 1]);
  assert.deepEqual([limits.gross, limits.turnover, limits.net], [null, null, [0, 0]]);
});

const malformed: [string, (fields: Record<string, any>) => unknown, RegExp][] = [
  ['not an object', () => 3, /^The file is 3 and must be a JSON object\.$/],
  ['a list', () => [], /must be a JSON object/],
  ['another format', (f) => ({ ...f, format: 'x/1' }), /^format is "x\/1"/],
  ['no ids', (f) => ({ ...f, ids: undefined }), /^ids is missing/],
  ['an id that is a number', (f) => ({ ...f, ids: [...f.ids.slice(1), 3] }), /^ids is 3 in row 7/],
  ['no alpha', (f) => ({ ...f, alpha: undefined }), /^alpha is missing/],
  ['alpha too short', (f) => ({ ...f, alpha: [1] }), /^alpha has 1 values and must have 7\.$/],
  ['alpha with text', (f) => ({ ...f, alpha: f.alpha.with(2, '1') }), /^alpha is "1" in row 3 and must be a number\.$/],
  ['alpha with null', (f) => ({ ...f, alpha: f.alpha.with(2, null) }), /^alpha is null in row 3/],
  ['risk aversion as text', (f) => ({ ...f, riskAversion: 'high' }), /^riskAversion is "high"/],
  ['no exposures', (f) => ({ ...f, exposures: undefined }), /^exposures is missing/],
  [
    'ragged exposures',
    (f) => ({ ...f, exposures: { ...f.exposures, values: f.exposures.values.with(4, [1]) } }),
    /^exposures.values, row 5, has 1 values and must have 6/,
  ],
  [
    'too few rows of exposures',
    (f) => ({ ...f, exposures: { ...f.exposures, values: [] } }),
    /^exposures.values has 0 rows/,
  ],
  ['covariance not square', (f) => ({ ...f, factorCovariance: [[1]] }), /^factorCovariance has 1 rows and must have 6/],
  ['no limits', (f) => ({ ...f, limits: undefined }), /^limits is missing/],
  [
    'a limit that is not known',
    (f) => ({ ...f, limits: { ...f.limits, turnOver: 1 } }),
    /^limits.turnOver is not a known field/,
  ],
  ['gross as text', (f) => ({ ...f, limits: { ...f.limits, gross: '1' } }), /^limits.gross is "1"/],
  ['net of three', (f) => ({ ...f, limits: { ...f.limits, net: [0, 0, 0] } }), /^limits.net has 3 values/],
  [
    'a bound of text',
    (f) => ({ ...f, limits: { ...f.limits, exposureLower: f.limits.exposureLower.with(1, 'a') } }),
    /^limits.exposureLower is "a" in row 2 and must be a number or null/,
  ],
];

for (const [name, change, fault] of malformed) {
  test(`refused with one sentence: ${name}`, () => {
    const sentence = faultOf(change(json()));
    assert.match(sentence, fault);
    assert.ok(sentence.endsWith('.') && !sentence.includes('\n'));
  });
}

test('a solution is plain JSON with the seconds measured by the caller', () => {
  const solution = optimize(original);
  const printed = JSON.parse(JSON.stringify(solutionToJson(original, solution, 0.25)));
  assert.equal(printed.status, 'solved');
  assert.deepEqual(printed.weights, [...solution.weights]);
  assert.deepEqual(Object.keys(printed.duals.exposures), original.exposureNames);
  assert.deepEqual(Object.keys(printed.residuals), ['primal', 'dual', 'gap']);
  assert.equal(printed.seconds, 0.25);
  assert.deepEqual(printed.conflict, []);
});
