import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { RoundRecord } from '../records.ts';
import { neutralizerHash, neutralizerManifest, neutralizersKey } from '../rounds/signals/neutralizerManifest.ts';
import { gatesKey } from '../rounds/signals/signalsGate.ts';
import { type SignalReports, signalReportsKey } from '../rounds/signals/signalReports.ts';
import { modelSignals, signalsGates, signalsPage } from './signalsPage.ts';

const round = (number: number, isJoint = true): RoundRecord =>
  ({ number, eraDay: `2023-01-0${number}`, ...(isJoint && { signals: {} }) }) as RoundRecord;
const report = (model: number) => ({
  model,
  covered: 10,
  shares: [{ alone: 1, added: 1 }],
  left: 0,
  leftCorrelation: {},
});
const reports = (number: number, models: readonly number[]): SignalReports => ({
  round: number,
  stocks: 20,
  groups: [{ name: 'market', directions: 0 }],
  models: models.map(report),
  all: { left: null, added: [null] },
});
const manifest = neutralizerManifest(['market'], []);
const policy = { submissions: 2, churn: 0.1, turnover: null, needsPrevious: false };
const state = { model: 7, compared: 1, churn: 0.2, turnover: 0.1, reasons: ['churn'] as const };
const documents = new Map<string, unknown>([
  [neutralizersKey(3), manifest],
  [neutralizersKey(2), neutralizerManifest([], [])],
  [signalReportsKey(1), reports(1, [7, 8])],
  [signalReportsKey(2), reports(2, [8])],
  [gatesKey(2), { round: 2, policy, states: [state] }],
  [
    gatesKey(1),
    {
      round: 1,
      policy,
      states: [
        { ...state, churn: 0.3 },
        { ...state, model: 8, reasons: [] },
      ],
    },
  ],
]);
const reader = {
  rounds: async () => [round(1), round(2), round(3), round(4, false)],
  document: async (key: string) => documents.get(key) ?? null,
};

test('the newest neutralizers and the newest report of all are shown, without anybody’s own', async () => {
  const { neutralizers, known } = await signalsPage(reader);
  assert.deepEqual([neutralizers?.round, neutralizers?.hash], [3, neutralizerHash(manifest)]);
  assert.deepEqual(known, {
    round: 2,
    eraDay: '2023-01-02',
    stocks: 20,
    groups: [{ name: 'market', directions: 0 }],
    all: { left: null, added: [null] },
    models: 1,
  });
  assert.deepEqual(await signalsPage({ ...reader, rounds: async () => [round(1, false)] }), {
    neutralizers: null,
    known: null,
  });
});

test('the owner is given the newest report that has the model, everybody else none; gates are for all', async () => {
  const [own, stranger] = [await modelSignals(reader, 7, true), await modelSignals(reader, 7, false)];
  assert.deepEqual([own.known?.round, own.own], [1, report(7)]);
  assert.deepEqual([stranger.known?.round, stranger.own], [2, null]);
  assert.deepEqual(own.gates, { round: 2, policy, state, schedule: 'weekly' });
  assert.deepEqual(stranger.gates, own.gates);
  const other = await modelSignals(reader, 9, true);
  assert.deepEqual([other.known?.round, other.own, other.gates], [2, null, null]);
});

test('the board is told the newest state of each signal, and how far apart submissions are', async () => {
  const { model: _, ...known } = state;
  assert.deepEqual(await signalsGates(reader), {
    round: 2,
    policy,
    schedule: 'weekly',
    states: { 7: { ...known, round: 2 }, 8: { ...known, reasons: [], round: 1 } },
  });
  const none = { ...reader, rounds: async () => [round(4, false)] };
  assert.deepEqual(await signalsGates(none), { round: null, policy: null, schedule: 'weekly', states: {} });
});
