import assert from 'node:assert/strict';
import { it } from 'node:test';
import { cohortsOf } from './cohorts.ts';

const member = (account: string, dataVersion: number | null = null) => ({ account, dataVersion });

it('names the equal weights, the part without the largest account, and each data version', () => {
  const members = [member('a', 5), member('b', 4), member('a', 5), member('c')];
  const cohorts = cohortsOf(members, Float64Array.of(3, 4, 2, 0));
  assert.deepEqual(
    cohorts.map(({ key, models, stakes }) => [key, models, [...stakes]]),
    [
      ['equal', 3, [1, 1, 1, 0]],
      ['withoutLargest', 1, [0, 4, 0, 0]],
      ['version:4', 1, [0, 4, 0, 0]],
      ['version:5', 2, [3, 0, 2, 0]],
    ],
    'the account of two models is the largest; nobody staked is in none',
  );
  assert.deepEqual(
    cohorts.map(({ weight }) => weight),
    [1, 4 / 9, 4 / 9, 5 / 9],
  );
});

it('takes the largest ten of more than ten, the first of equal ones', () => {
  const members = Array.from({ length: 12 }, (_, at) => member(String(at)));
  const top = cohortsOf(members, new Float64Array(12).fill(2)).find(({ key }) => key === 'top10');
  assert.deepEqual([...(top?.stakes ?? [])], [2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 0, 0]);
  assert.ok(!cohortsOf(members, new Float64Array(12).fill(2)).some(({ key }) => key === 'top50'));
});

it('has no parts of one model, or of nobody', () => {
  assert.deepEqual(cohortsOf([member('a'), member('b')], Float64Array.of(1, 0)), []);
  assert.deepEqual(cohortsOf([], new Float64Array(0)), []);
});

it('has eight versions at most, however many are named: each one costs a portfolio', () => {
  const members = Array.from({ length: 40 }, (_, at) => member(String(at), 100 - at));
  const stakes = Float64Array.from({ length: 40 }, (_, at) => (at === 39 ? 50 : 1 + (at % 20)));
  const versions = cohortsOf(members, stakes).flatMap(({ key }) => (key.startsWith('version:') ? [key] : []));
  assert.deepEqual(
    versions,
    [61, 62, 63, 64, 81, 82, 83, 84].map((version) => `version:${version}`),
  );
});
