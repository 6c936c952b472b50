import assert from 'node:assert/strict';
import { test } from 'node:test';
import { resolvedRoundOf } from '../testing/resolvedRound.ts';
import { modelStanding, percentileOf } from './modelStanding.ts';

test('a percentile is the share below with ties counted half; what is unknown neither has one nor counts', () => {
  assert.equal(percentileOf([1, 2, 3, 4], 3), 0.625);
  assert.equal(percentileOf([2, 2, 2, 2], 2), 0.5);
  assert.equal(percentileOf([1, Number.NaN, 2], 2), 0.75);
  assert.equal(percentileOf([1, 2], Number.NaN), null);
  assert.equal(percentileOf([], 1), null);
});

test('a standing has the rounds of the model alone, their percentiles, and the mean up to each with its error', () => {
  const rounds = [
    resolvedRoundOf(1, { 1: { corr: 0.1 }, 2: { corr: 0 }, 3: { corr: 0.2 } }),
    resolvedRoundOf(2, { 2: { corr: 0 } }),
    resolvedRoundOf(3, { 1: { corr: 0.3 }, 2: { corr: 0.4 } }),
    resolvedRoundOf(4, { 1: {}, 2: { corr: 0.4 } }),
  ];
  const standing = modelStanding({ model: 1, rounds, lags: 0 });
  assert.deepEqual(
    standing.rounds.map(({ round }) => round),
    [1, 3, 4],
  );
  const [first, second, third] = standing.rounds;
  assert.equal(first?.percentiles['corr'], 0.5);
  assert.equal(second?.percentiles['corr'], 0.25);
  assert.equal(third?.percentiles['corr'], null, 'undefined in that round');
  assert.deepEqual(first?.running['corr'], { mean: 0.1, standardError: null, rounds: 1 });
  // Mean .2 of two values .1 from it: √(.01 / 2).
  assert.ok(Math.abs((second?.running['corr']?.mean as number) - 0.2) < 1e-12);
  assert.ok(Math.abs((second?.running['corr']?.standardError as number) - Math.sqrt(0.005)) < 1e-12);
  assert.deepEqual(third?.running['corr'], second?.running['corr'], 'nothing new is known');
  // Means .2 against .2 (of four rounds) and .2 (of one): all the same.
  assert.equal(standing.overall['corr'], 0.5);
  assert.equal(standing.overall['tc'], null);
  assert.deepEqual(modelStanding({ model: 9, rounds, lags: 4 }).rounds, []);
});

test('a model is compared with those of its own part alone', () => {
  const rounds = [resolvedRoundOf(1, { 1: { tc: 0.1 }, 2: { tc: 0.2 }, 3: { tc: 0.3 } })];
  const of = (among?: ReadonlySet<number>) => {
    const { overall, rounds: shown } = modelStanding({ model: 2, rounds, lags: 0, ...(among && { among }) });
    return [overall['tc'], shown[0]?.percentiles['tc']];
  };
  assert.deepEqual(of(), [0.5, 0.5]);
  assert.deepEqual(of(new Set([1, 2])), [0.75, 0.75]);
});
