import assert from 'node:assert/strict';
import test from 'node:test';
import type { OwnHoldings, OwnRoundUnderWay, OwnStake } from '@robata/client';
import { timelineOf } from './timeline.ts';

const round = (number: number, resolvesAt: string | null): OwnRoundUnderWay => ({
  round: `classic/${number}`,
  number,
  state: resolvesAt === null ? null : 'scoring',
  day: 1,
  of: 20,
  resolvesAt,
});
const stake = (change: Partial<OwnStake>): OwnStake => ({
  value: '0',
  stake: '0',
  payoutMode: 'compound',
  atRisk: [],
  lossMax: '0',
  pending: [],
  pendingTotal: '0',
  mustStayPending: '0',
  availableNow: '0',
  keptPlaces: [],
  ...change,
});
const counted = (number: number, amount: string, lossMax: string) => ({
  round: `classic/${number}`,
  amount,
  lossMax,
  payoutMode: 'compound' as const,
});
const release = (amount: string, waitsFor: readonly number[], to: string | null = null) => ({
  releasedAfter: `classic/${waitsFor.at(-1) ?? 0}`,
  amount,
  to,
  waitsFor: waitsFor.map((number) => `classic/${number}`),
  releasedAt: null,
});
const HOLDINGS: OwnHoldings = {
  total: '160.5',
  available: '100',
  staked: '30',
  pending: '30.5',
  waiting: '0',
  lossMax: '6',
  models: [
    {
      id: 'a',
      name: 'ada_one',
      stake: stake({
        atRisk: [counted(7, '40', '2'), counted(8, '40', '2')],
        pending: [release('0.5', []), release('4', [7]), release('6', [7]), release('20', [7, 8], 'b')],
      }),
    },
    { id: 'b', name: 'ada_two', stake: stake({ atRisk: [counted(8, '20', '2')] }) },
  ],
  rounds: [round(7, '2026-01-05T22:30:00Z'), round(8, '2026-01-12T22:30:00Z')],
};

test('each step says what a round counts, what it lets go, and what is left after it', () => {
  const shown = timelineOf(HOLDINGS).map(
    ({ round, atRisk, lossMax, releases, pendingAfter, lossAfter, walletAfter }) => [
      round?.number ?? null,
      atRisk,
      lossMax,
      releases.map(({ model, amount, to }) => `${model} ${amount} ${to}`),
      pendingAfter,
      lossAfter,
      walletAfter,
    ],
  );
  assert.deepEqual(shown, [
    [null, '0', '0', ['ada_one 0.5 null'], '30', '6', '100.5'],
    [7, '40', '2', ['ada_one 10 null'], '20', '4', '110.5'],
    // What moves to another model comes with the last round that it waits for, and not into the wallet.
    [8, '60', '4', ['ada_one 20 ada_two'], '0', '0', '110.5'],
  ]);
});

test('nothing under way is an empty timeline', () => {
  assert.deepEqual(timelineOf({ ...HOLDINGS, models: [], rounds: [], pending: '0', lossMax: '0' }), []);
});
