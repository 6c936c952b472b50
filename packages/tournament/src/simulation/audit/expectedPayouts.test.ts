import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { amount, type PayoutPolicy, paidScore } from '@robata/ledger';
import { floorOf, nearestOf, ordered, scoreOf, unitsOf, whole } from './exact.ts';
import { expectedPayouts } from './expectedPayouts.ts';

const TOKEN = 10n ** 18n;

describe("the audit's own arithmetic", () => {
  it('reads decimals and doubles exactly, and refuses what is finer', () => {
    assert.equal(unitsOf('1.5'), 1_500_000_000_000_000_000n);
    assert.equal(unitsOf('-0.000000000000000001'), -1n);
    assert.equal(unitsOf('1e-7', 12), 100_000n);
    assert.throws(() => unitsOf('0.0000000000000000001'), /finer/);
    assert.deepEqual(scoreOf(0.0000000000025), whole(2n, 10n ** 12n));
    assert.deepEqual(scoreOf(-0.0000000000035), whole(-4n, 10n ** 12n));
  });

  it('rounds down, and to the nearest with ties to even', () => {
    assert.deepEqual(
      [7n, -7n, 8n, -8n].map((over) => floorOf(whole(over, 4n))),
      [1n, -2n, 2n, -2n],
    );
    assert.deepEqual(
      [1n, 3n, 5n, -1n, -3n].map((over) => nearestOf(whole(over, 2n))),
      [0n, 2n, 2n, 0n, -2n],
    );
  });

  it('orders the fields of what is hashed', () => {
    assert.equal(ordered({ b: [{ z: null, a: '1' }], a: 2 }), '{"a":2,"b":[{"a":"1","z":null}]}');
  });
});

describe('expected payouts', () => {
  const policy: PayoutPolicy = {
    id: 'test',
    version: 1,
    scores: [
      paidScore({ key: 'corr', definitionId: 'corr', multiplier: '1' }),
      paidScore({ key: 'mmc', definitionId: 'mmc', multiplier: '2' }),
    ],
    payoutFactor: { curve: 'threshold', threshold: amount('80') },
    clip: { limit: paidScore({ key: '', definitionId: '', multiplier: '0.25' }).multiplier, order: 'after_factor' },
    paysBenchmarks: false,
  };
  const payouts = (scores: Record<string, number[]>, atRisk: Record<string, bigint>, benchmarks: string[] = []) =>
    Object.fromEntries(
      expectedPayouts({
        policy,
        atRisk: new Map(Object.entries(atRisk)),
        scores: new Map(Object.entries(scores)),
        benchmarks: new Set(benchmarks),
      }),
    );

  it('are those of the published example: 100 at risk, factor .8, corr .02, mmc .002 twice', () => {
    assert.deepEqual(payouts({ a: [0.02, 0.002] }, { a: 100n * TOKEN }), { a: 1_920_000_000_000_000_000n });
  });

  it('stop at the clip, pay nothing without a score or to a benchmark, and round towards burn', () => {
    const scores = { a: [0.9, 0], b: [-0.9, 0], c: [0.1, Number.NaN], d: [0.1, 0], e: [-1e-12, 0] };
    const atRisk = { a: 4n, b: 4n, c: 4n, d: 4n, e: 1n };
    assert.deepEqual(payouts(scores, atRisk, ['d']), { a: 1n, b: -1n, c: 0n, d: 0n, e: -1n });
  });
});
