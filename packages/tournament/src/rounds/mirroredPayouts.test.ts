import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fromColumns, matrix } from '@robata/kernels';
import { amount, PAYOUT_POLICIES, type PayoutPolicy, payoutPlan, roundId } from '@robata/ledger';
import { DEFINITIONS, type DefinitionId, scoreRound } from '@robata/scoring';

/** A small generator (mulberry32): the same numbers in every run. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

const STOCKS = 240;

/** The scores of p and 1 − p by every definition that a preset pays and that a target alone decides. */
function scoresOfPair(seed: number): Map<string, readonly [number, number]> {
  const next = random(seed);
  const draw = () => Float64Array.from({ length: STOCKS }, next);
  const p = draw();
  const neutralizers = matrix(STOCKS, 3);
  neutralizers.data.set(Float64Array.from({ length: 3 * STOCKS }, () => (next() - 0.5) / STOCKS));
  const bins = [0, 0.25, 0.5, 0.75, 1];
  const paid = new Set(Object.values(PAYOUT_POLICIES).flatMap(({ scores }) => scores.map((s) => s.definitionId)));
  const definitions = [...paid].filter((id): id is DefinitionId => DEFINITIONS.has(id as DefinitionId));
  const scores = scoreRound({
    definitions,
    predictions: fromColumns([p, p.map((value) => 1 - value), draw()], STOCKS),
    metaModel: draw(),
    stakes: [3, 3, 10],
    neutralizers,
    sampleWeights: new Float64Array(STOCKS).fill(1),
    target: Float64Array.from({ length: STOCKS }, () => bins[Math.floor(next() * 5)] as number),
  });
  return new Map([...scores].map(([id, [one, other]]) => [id, [one as number, other as number]]));
}

const policies = Object.entries(PAYOUT_POLICIES) as [string, PayoutPolicy][];

for (const [id, policy] of policies.filter(([, { statedExcess }]) => statedExcess === undefined)) {
  test(`${id}: the real scores of p and 1 − p, equally staked, never earn together`, () => {
    for (let seed = 1; seed <= 20; seed++) {
      const scores = scoresOfPair(seed);
      const of = (side: 0 | 1) =>
        Object.fromEntries(
          policy.scores.map(({ key, definitionId }) => {
            // TC is exactly odd (portfolio room); any number and its opposite stands for it.
            const [p, q] = scores.get(definitionId) ?? [0.01 * seed - 0.1, 0.1 - 0.01 * seed];
            return [key, side === 0 ? p : q];
          }),
        );
      const multipliers = Object.fromEntries(policy.scores.map(({ key, choices }) => [key, choices.at(-1) as never]));
      const { rows } = payoutPlan({
        round: roundId('classic', seed),
        policy,
        atRisk: new Map(['p', 'q'].map((model) => [model, amount('123456.789')])),
        scores: new Map([
          ['p', of(0)],
          ['q', of(1)],
        ]),
        multipliers: new Map(['p', 'q'].map((model) => [model, multipliers])),
      });
      const sum = (rows[0]?.payout ?? 1n) + (rows[1]?.payout ?? 1n);
      assert.ok(rows.every(({ payout }) => payout !== 0n));
      assert.ok(sum === 0n || sum === -1n, `seed ${seed}: ${sum}`);
    }
  });
}
