import assert from 'node:assert/strict';
import { test } from 'node:test';
import { meanWithStandardError } from '@robata/scoring';
import { resolvedRoundOf } from '../testing/resolvedRound.ts';
import { comparison } from './comparison.ts';
import type { LeaderboardRow } from './types.ts';

const row = (id: number, model: string) => ({ id, model, kind: 'ridge', marked: false }) as LeaderboardRow;
const rows = [row(1, 'a'), row(2, 'b'), row(3, 'c')];
/** A market that moves everybody by the same, round by round. */
const market = Array.from({ length: 40 }, (_, at) => 0.1 * Math.sin(7 * at * at));
const rounds = market.map((common, at) =>
  resolvedRoundOf(at + 1, {
    1: { corr: common + 0.01 + 0.001 * Math.sin(3 * at) },
    2: { corr: common },
    ...(at < 10 && { 3: { corr: -common } }),
  }),
);

test('what moves two models alike cancels between them: a small edge is certain although both means are not', () => {
  const answer = comparison({ names: ['a', 'b'], score: 'corr', rows, rounds, lags: 4 });
  const [pair] = answer.pairs;
  const difference = pair?.difference;
  assert.ok(Math.abs((difference?.mean as number) - 0.01) < 0.001);
  assert.ok((difference?.standardError as number) * 20 < (difference?.mean as number));
  assert.ok((answer.models[0]?.mean?.standardError as number) > 5 * (difference?.standardError as number));
  assert.ok((pair?.correlation as number) > 0.99);
  const { mean, standardError } = meanWithStandardError(
    answer.models[0]?.values.map((value, at) => (value as number) - (answer.models[1]?.values[at] as number)) ?? [],
    4,
  );
  assert.deepEqual(difference, { mean, standardError, rounds: 40 });
});

test('pairs are taken over the rounds that both have; every two stand once, and strangers are named', () => {
  const answer = comparison({ names: ['c', 'nobody', 'a', 'c', 'b'], score: 'corr', rows, rounds, lags: 0 });
  assert.deepEqual(
    answer.models.map(({ model }) => model),
    ['c', 'a', 'b'],
  );
  assert.deepEqual(answer.unknown, ['nobody']);
  assert.deepEqual(
    answer.pairs.map(({ first, second, difference }) => [first, second, difference?.rounds]),
    [
      ['c', 'a', 10],
      ['c', 'b', 10],
      ['a', 'b', 40],
    ],
  );
  assert.ok(Math.abs((answer.pairs[1]?.correlation as number) + 1) < 1e-12);
  assert.equal(answer.rounds.length, 40);
  assert.equal(answer.models[0]?.values[10], null);
});

test('a score that nobody has leaves empty lines, and one model has no pair', () => {
  const answer = comparison({ names: ['a'], score: 'tc', rows, rounds, lags: 4 });
  assert.deepEqual(answer.rounds, []);
  assert.equal(answer.models[0]?.mean, null);
  assert.deepEqual(answer.pairs, []);
});
