import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type EntryRecord, type RoundRecord, robata1, SCORE_COLUMNS, type ScoreRecord } from '@robata/tournament';
import { payoutShares } from './payoutShares.ts';

const E18 = 10n ** 18n;
const round = { columns: SCORE_COLUMNS, configVersion: robata1.version, payoutFactor: '0.5' } as unknown as RoundRecord;
const entry = { atRisk: 100n * E18 } as unknown as EntryRecord;
const scoreOf = (values: Readonly<Record<string, number>>) =>
  ({ values: SCORE_COLUMNS.map(({ key }) => values[key] ?? Number.NaN) }) as unknown as ScoreRecord;
const policies = new Map([[robata1.version, robata1.payoutPolicy]]);
const paid = robata1.payoutPolicy.scores.map(({ key, scale, multiplier }) => ({
  key,
  weight: (Number(scale) / 1e12) * (Number(multiplier) / 1e12),
}));
const sum = (shares: ReadonlyMap<string, bigint>) => [...shares.values()].reduce((total, share) => total + share, 0n);

test('the shares of what a round paid add up to it, each as large as its part in the weighted score', () => {
  const { settled, pending } = payoutShares(
    round,
    entry,
    scoreOf({ corr: 0.03, tc: -0.001 }),
    1_234_567_890_123_456_789n,
    policies,
  );
  assert.equal(sum(settled), 1_234_567_890_123_456_789n);
  assert.equal(pending.size, 0);
  assert.deepEqual(
    [...settled.keys()],
    paid.map(({ key }) => key),
  );
  const [corr = 0, tc = 0] = paid.map(({ key, weight }) => weight * (key === 'corr' ? 0.03 : -0.001));
  assert.ok(Math.abs(Number(settled.get('corr')) / Number(settled.get('tc')) - corr / tc) < 1e-9);
});

test('what is pending is at risk × factor × the weighted score, within the limit', () => {
  const rate = paid.reduce((total, { key, weight }) => total + weight * (key === 'corr' ? 0.02 : 0.0005), 0);
  const { pending } = payoutShares(round, entry, scoreOf({ corr: 0.02, tc: 0.0005 }), null, policies);
  assert.ok(Math.abs(Number(sum(pending)) / 1e18 - 100 * 0.5 * rate) < 1e-9);
  const { pending: most } = payoutShares(round, entry, scoreOf({ corr: 0.9, tc: 0.9 }), null, policies);
  assert.ok(Number(sum(most)) / 1e18 <= 100 * (Number(robata1.payoutPolicy.clip.limit) / 1e12) + 1e-9);
});

test('nothing is told where a paid score is undefined or nothing is at risk', () => {
  for (const shares of [
    payoutShares(round, entry, scoreOf({ corr: 0.02 }), null, policies),
    payoutShares(round, { ...entry, atRisk: 0n }, scoreOf({ corr: 0.02, tc: 0.01 }), null, policies),
    payoutShares(round, null, null, null, policies),
    payoutShares({ ...round, configVersion: 99 }, entry, scoreOf({ corr: 0.02, tc: 0.01 }), null, policies),
  ]) {
    assert.deepEqual([shares.settled.size, shares.pending.size], [0, 0]);
  }
});
