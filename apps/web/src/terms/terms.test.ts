import assert from 'node:assert/strict';
import test from 'node:test';
import type { OptimizerReport } from '@robata/client';
import { kindOf } from './kinds.ts';
import { limitName } from './limitName.ts';
import { optimizerSentences } from './optimizerSentences.ts';
import { scoreTerm } from './terms.ts';

const REPORT: OptimizerReport = {
  status: 'solved',
  relaxed: false,
  rung: 'newton',
  iterations: 7,
  objective: 0.003,
  primalResidual: 1e-13,
  dualResidual: 1e-12,
  gap: 0,
  stocks: 500,
  exposures: 24,
  positions: 280,
  gross: 1,
  net: 0,
  turnover: 0.15,
  predictedVolatility: 0.03,
  maxExposureBreach: 0,
  bindingLimits: [],
  contributionFallbacks: 0,
  worstResidual: 1e-11,
  contributionSolves: 1200,
};

test('a solved problem says so, with its steps and the solves of the contributions', () => {
  const text = optimizerSentences(REPORT).join(' ');
  assert.match(text, /best portfolio that keeps every limit/);
  assert.match(text, /7 steps/);
  assert.match(text, /1,200 more portfolios .* none of which needed/);
});

test('a relaxed problem, the safety net and every failure are told', () => {
  assert.match(optimizerSentences({ ...REPORT, relaxed: true, turnover: 0.183 })[0] as string, /raised .*18\.3 %/);
  assert.match(optimizerSentences({ ...REPORT, rung: 'interior_point_1e-6' }).join(), /safety net was needed/);
  for (const status of ['primal_infeasible', 'iteration_limit', 'invalid'] as const) {
    const [first, ...rest] = optimizerSentences({ ...REPORT, status, contributionSolves: 0 });
    assert.match(first as string, /fund kept what it held/);
    assert.deepEqual(rest, []);
  }
});

test('limits are named in words', () => {
  assert.equal(limitName('sector:health_care'), 'sector health care');
  assert.equal(limitName('style:beta'), 'style beta');
  assert.equal(limitName('turnover'), 'turnover');
});

test('a score or kind that the page does not know is still named', () => {
  assert.equal(scoreTerm('corr').name, 'CORR');
  assert.deepEqual(scoreTerm('alpha7', 'alpha', 'ben_20'), { name: 'alpha7', says: 'alpha on ben_20' });
  assert.equal(scoreTerm('toString').name, 'toString');
  assert.equal(kindOf('planted').label, 'planted');
  assert.equal(kindOf('human').label, 'human');
  assert.deepEqual(
    ['signals-meta', 'signals-random', 'signals-short-float'].map((kind) => kindOf(kind).label),
    ['meta model', 'random', 'short float'],
  );
  assert.match(kindOf('signals-planted').says, /a small, stated part of the future.*by ticker/);
});
