import assert from 'node:assert/strict';
import { test } from 'node:test';
import { resolvedRoundOf } from '../testing/resolvedRound.ts';
import { reputations } from './reputations.ts';

const close = (actual: number | null | undefined, expected: number): void =>
  assert.ok(Math.abs((actual ?? Number.NaN) - expected) < 1e-12, `${actual} is not ${expected}`);

test('a reputation is the published weighted mean of the last 20 rounds, newest first, and older ones do not count', () => {
  const rounds = Array.from({ length: 25 }, (_, at) =>
    resolvedRoundOf(at + 1, { 7: { corr: at / 100, tc: -at / 1000 } }),
  );
  const day = 3;
  const weights = [0.15, 0.4, 0.65, 0.9, ...Array.from({ length: 12 }, () => 1), 0.85, 0.6, 0.35, 0.1];
  const newestFirst = Array.from({ length: 20 }, (_, delta) => (24 - delta) / 100);
  const expected = weights.reduce((sum, weight, delta) => sum + weight * (newestFirst[delta] as number), 0) / 16;
  const { reputations: by, newest, definitionId } = reputations({ rounds, day, benchmark: null });
  assert.equal(definitionId, 'reputation@2022');
  assert.deepEqual(newest, { round: 25, day });
  close(by[7]?.[0], expected);
  close(by[7]?.[1], -expected / 10);
});

test('after a week the weights stay: the newest four .25 to 1, the oldest four .75 to 0', () => {
  const one = (at: number) =>
    Array.from({ length: 20 }, (_, i) => resolvedRoundOf(i + 1, { 1: { corr: i === at ? 1 : 0 } }));
  const weight = (at: number, day: number) =>
    16 * (reputations({ rounds: one(at), day, benchmark: null }).reputations[1]?.[0] ?? 0);
  for (const day of [5, 20]) {
    [0.25, 0.5, 0.75, 1].forEach((expected, delta) => close(weight(19 - delta, day), expected));
    [0, 0.25, 0.5, 0.75].forEach((expected, at) => close(weight(at, day), expected));
  }
});

test('a missed or late round counts as the benchmark once and then −0.1; in TC it counts 0', () => {
  const both = { 1: { corr: 0.02, tc: 0.003 }, 2: { corr: 0.05, tc: 0 } };
  const rounds = Array.from({ length: 20 }, (_, at) => {
    if (at === 6) return resolvedRoundOf(at + 1, { 2: both[2] });
    return resolvedRoundOf(at + 1, both, { late: at === 9 ? Int32Array.of(1) : new Int32Array() });
  });
  const [corr, tc] = reputations({ rounds, day: 0, benchmark: 2 }).reputations[1] ?? [];
  // Rounds 7 and 10 are the deltas 13 and 10: both weigh 1.
  close(corr, (14 * 0.02 + 0.05 - 0.1) / 16);
  close(tc, (14 * 0.003) / 16);
});

test('rounds before the first one of a model are not missed; one without any score has no reputation', () => {
  const rounds = Array.from({ length: 12 }, (_, at) =>
    resolvedRoundOf(at + 1, { 1: { corr: 0.01 }, ...(at >= 9 && { 2: { corr: 0.04 } }), 3: {} }),
  );
  const { reputations: by } = reputations({ rounds, day: 10, benchmark: 1 });
  close(by[1]?.[0], 0.01);
  close(by[2]?.[0], 0.04);
  assert.deepEqual(by[3], [null, null]);
  assert.equal(by[4], undefined);
  assert.deepEqual(reputations({ rounds: [], day: 0, benchmark: 1 }), {
    definitionId: 'reputation@2022',
    newest: null,
    reputations: {},
  });
});
