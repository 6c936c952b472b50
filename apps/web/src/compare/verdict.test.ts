import assert from 'node:assert/strict';
import test from 'node:test';
import { verdict } from './verdict.ts';

const of = (mean: number, standardError: number | null, rounds = 50) =>
  verdict({ mean, standardError, rounds }, 'a', 'b');

test('one is better beyond 1.96 standard errors, and named', () => {
  assert.equal(of(0.01, 0.004), 'a is better (2.5 standard errors)');
  assert.equal(of(-0.01, 0.004), 'b is better (2.5 standard errors)');
  assert.equal(of(0.0078, 0.004), 'cannot be told apart (2.0 standard errors)');
});

test('few rounds say nothing, and the same is the same', () => {
  assert.match(of(0.01, 0.001, 9), /too few/);
  assert.match(of(0.01, null), /too few/);
  assert.match(verdict(null, 'a', 'b'), /too few/);
  assert.equal(of(0, 0), 'the same in every round');
  assert.equal(of(0.001, 0), 'a is better');
});
