import assert from 'node:assert/strict';
import { test } from 'node:test';
import { resolvedRoundOf } from '../testing/resolvedRound.ts';
import { rankRelation, validationAgainstLive } from './validationAgainstLive.ts';

/** Standard normal numbers from a seed. */
function normals(seed: number): () => number {
  let state = seed;
  const uniform = (): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return (state + 0.5) / 2 ** 32;
  };
  return () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
}

const MODELS = 60;
const rows = Array.from({ length: MODELS }, (_, at) => ({ id: at + 1, model: `m${at + 1}`, kind: 'ridge' }));

/** Rounds in which each model scores its skill and noise of its own. */
function played(skill: (model: number) => number, seed: number, count = 40) {
  const normal = normals(seed);
  return Array.from({ length: count }, (_, at) =>
    resolvedRoundOf(at + 1, Object.fromEntries(rows.map(({ id }) => [id, { corr: skill(id) + 0.02 * normal() }]))),
  );
}

test('where validation foretells live, it is found; the groups ascend, with errors', () => {
  const skill = (id: number): number => 0.02 * Math.sin(id * id);
  const normal = normals(5);
  const validation = new Map(rows.map(({ id }) => [id, skill(id) + 0.005 * normal()]));
  const answer = validationAgainstLive({ rounds: played(skill, 1), rows, validation, lags: 4 });
  const { relation, groups } = answer.validation;
  assert.ok((relation?.correlation as number) > 0.8);
  assert.ok((relation?.correlation as number) > 5 * (relation?.standardError as number));
  assert.equal(groups.length, 10);
  assert.deepEqual(
    groups.map(({ models }) => models),
    Array.from({ length: 10 }, () => 6),
  );
  assert.ok((groups[9]?.live.value as number) > (groups[0]?.live.value as number) + 0.02);
  assert.ok(
    groups.every(
      ({ live, validation: own }) => (live.standardError as number) > 0 && (own.standardError as number) > 0,
    ),
  );
  assert.ok((answer.halves.relation?.correlation as number) > 0.7);
});

test('where the two are independent, nothing is found: in most worlds within two standard errors of 0', () => {
  const normal = normals(11);
  let within = 0;
  for (let world = 1; world <= 40; world++) {
    const validation = new Map(rows.map(({ id }) => [id, 0.02 * normal()]));
    const { validation: answer, halves } = validationAgainstLive({
      rounds: played(() => 0.01, 100 + world, 10),
      rows,
      validation,
      lags: 4,
    });
    for (const relation of [answer.relation, halves.relation]) {
      if (Math.abs(relation?.correlation as number) < 2 * (relation?.standardError as number)) within += 1;
    }
  }
  // 95 % of 80: fewer than 68 would be four standard deviations off.
  assert.ok(within >= 68 && within <= 80, String(within));
});

test('of few models no relation and no group is published: single runs are private', () => {
  const answer = validationAgainstLive({
    rounds: played((id) => id, 1),
    rows,
    validation: new Map([1, 2, 3, 4, 5, 6, 7, 8, 9].map((id) => [id, id])),
    lags: 4,
  });
  assert.deepEqual(answer.validation, { models: 9, relation: null, groups: [] });
  assert.ok(!JSON.stringify(answer.validation).includes('m1'));
});

test('the meta model is left out, and so is who has too few rounds for two halves', () => {
  const rounds = [
    ...played(() => 0.01, 3, 12),
    ...played(() => 0.01, 4, 8).map((round) => ({ ...round, tournament: 'x' })),
  ];
  const some = rounds.map((round, at) =>
    at < 9 ? round : resolvedRoundOf(at + 1, { 1: { corr: 0.01 }, 2: { corr: 0 } }),
  );
  const answer = validationAgainstLive({
    rounds: some,
    rows: [{ id: 1, model: 'meta model', kind: 'meta' }, ...rows.slice(1)],
    validation: new Map(),
    lags: 4,
  });
  assert.deepEqual(
    answer.halves.points.map(({ model }) => model),
    ['m2'],
  );
  assert.equal(answer.halves.relation, null);
});

test('the rank correlation is Spearman, and its error the published formula', () => {
  const pairs = Array.from({ length: 12 }, (_, at) => [at, at < 2 ? 1 - at : at] as const);
  const relation = rankRelation(pairs);
  const expected = 1 - (6 * 2) / (12 * (144 - 1));
  assert.ok(Math.abs((relation?.correlation as number) - expected) < 1e-12);
  const error = (1 - expected ** 2) * Math.sqrt((1 + expected ** 2 / 2) / 9);
  assert.ok(Math.abs((relation?.standardError as number) - error) < 1e-12);
  assert.equal(rankRelation(pairs.map(([x]) => [x, 3] as const)), null);
});
