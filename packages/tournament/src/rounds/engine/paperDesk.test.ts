import assert from 'node:assert/strict';
import { it } from 'node:test';
import { RELEASE_POLICIES } from '@robata/ledger';
import type { ModelRecord } from '../../records.ts';
import { predictionOf } from '../../submissions/testing/liveFile.ts';
import { memoryBlobs } from '../../blobs/blobs.ts';
import { roundRecord } from '../../testing/roundRecord.ts';
import { smallKit } from '../../testing/smallKit.ts';
import { scoringService } from '../scoringService.ts';
import { robataSignals1 } from '../signals/robataSignals1.ts';
import { openedSignals, roundColumns } from '../signals/roundColumns.ts';
import { signalReportsKey } from '../signals/signalReports.ts';
import { robata1 } from '../tournamentConfig.ts';
import { paperDesk } from './paperDesk.ts';
import { roundPapers } from './papers.ts';

const config = { ...robata1, version: 2, releasePolicy: RELEASE_POLICIES['robata-release-1'] };
const deskOf = (changed: Partial<Parameters<typeof paperDesk>[0]>) =>
  paperDesk({
    papers: roundPapers(memoryBlobs()),
    participants: { opened: async () => undefined, closed: async () => [], late: async () => [] },
    scoring: scoringService(1, robata1.contribution),
    metaModel: () => Promise.reject(new Error('nobody asks')),
    publish: async () => undefined,
    now: () => new Date(0),
    refill: null,
    ...changed,
  });

it('knows the policies of a round whose papers are lost from its stored configuration, so that it can be cancelled', async () => {
  const asked: number[] = [];
  const desk = deskOf({
    configOf: async (round) => {
      asked.push(round);
      return config;
    },
  });
  const record = roundRecord(7, { state: 'closed' });
  assert.deepEqual(await desk.releasePolicy?.(record), config.releasePolicy);
  assert.deepEqual(await desk.policy(record), config.payoutPolicy);
  assert.deepEqual(asked, [7, 7]);
  await assert.rejects(async () => deskOf({}).releasePolicy?.(record), /papers of round 7 are gone/);
});

const STOCKS = 40;
const column = (seed: number) => Float64Array.from({ length: STOCKS }, (_, at) => predictionOf(at, seed));
const kit = smallKit({
  ids: Array.from({ length: STOCKS }, (_, at) => `s${at}`),
  models: ['ridge', 'trees'],
  predictions: [column(1), column(2)],
  stakes: Float64Array.of(3, 1),
  returns: new Float64Array(STOCKS),
});
const model = (id: number, name: string): ModelRecord => {
  return { id, name, account: `account-${id}`, kind: 'participant', description: '', marked: false };
};

it('scores a round in which somebody came late under a name that another model had at its close', async () => {
  const papers = roundPapers(memoryBlobs());
  const small = { ...robata1, contribution: { ...robata1.contribution, draws: 2 } };
  await papers.put(7, 'closed', {
    config: small,
    kit,
    metaModel: column(3),
    neutralBins: Int8Array.from({ length: STOCKS }, (_, at) => at % 5),
    securities: Int32Array.from({ length: STOCKS }, (_, at) => at),
    models: [model(1, 'ridge'), model(2, 'trees')],
    salt: 'salt',
  });
  const targets = new Map(['janet_20', 'nomi_20'].map((name) => [name, column(9)]));
  await papers.putDay(7, 1, { targets, returns: column(8) });
  const late = { model: model(3, 'ridge'), values: column(4), hash: 'late' };
  const desk = deskOf({
    papers,
    participants: { opened: async () => undefined, closed: async () => [], late: async () => [late] },
    metaModel: async () => model(9, 'meta model'),
  });
  const record = roundRecord(7, { state: 'closed', columns: small.columns, horizonDays: 1 });
  const day = await desk.score(record, 1);
  assert.ok('scores' in day);
  assert.deepEqual(
    day.scores.map(({ model: id, values }) => [id, Number.isFinite(values[0])]),
    [1, 2, 3, 9].map((id) => [id, true]),
  );
  const { receipts } = await desk.finish(record);
  assert.deepEqual(receipts?.names, { 1: 'ridge', 2: 'trees', 3: 'ridge 3', 9: 'meta model' });
});

it('scores a late signal of a round whose Signals part nobody was in, and gives it its entry', async () => {
  const papers = roundPapers(memoryBlobs());
  const joint = { ...robata1, signals: robataSignals1, contribution: { ...robata1.contribution, draws: 2 } };
  await papers.put(7, 'closed', {
    config: joint,
    kit,
    metaModel: column(3),
    neutralBins: Int8Array.from({ length: STOCKS }, (_, at) => at % 5),
    securities: Int32Array.from({ length: STOCKS }, (_, at) => at),
    models: [model(1, 'ridge'), model(2, 'trees')],
    salt: 'salt',
    emptySignals: {
      neutralizers: kit.problem.exposures,
      neutralizerNames: ['market'],
      sampleWeights: new Float64Array(STOCKS).fill(1),
    },
  });
  const targets = new Map(['janet_20', 'nomi_20', 'raw_20'].map((name) => [name, column(9)]));
  await papers.putDay(7, 1, { targets, returns: column(8) });
  const values = column(4).map((value, at) => (at < 5 ? Number.NaN : value));
  const late = { model: { ...model(3, 'short'), tournament: 'signals' as const }, values, hash: 'late' };
  const desk = deskOf({
    papers,
    participants: { opened: async () => undefined, closed: async () => [], late: async () => [late] },
    metaModel: async () => model(9, 'meta model'),
    signalsMetaModel: async () => model(10, 'signals meta model'),
  });
  const columns = roundColumns(joint);
  const record = roundRecord(7, { state: 'closed', columns, horizonDays: 1, ...openedSignals(joint) });
  const day = await desk.score(record, 1);
  assert.ok('scores' in day);
  assert.deepEqual(
    day.entries.map((entry) => [entry.model, entry.late, entry.atRisk, entry.submissionHash]),
    [[3, true, 0n, 'late']],
  );
  const scored = new Map(day.scores.map((row) => [row.model, row.values]));
  assert.deepEqual([...scored.keys()], [1, 2, 3, 9], 'there is no Signals meta model');
  const isKnown = (id: number, key: string): boolean =>
    Number.isFinite(scored.get(id)?.[columns.findIndex((each) => each.key === key)]);
  for (const key of ['alpha', 'corrFilled', 'coveredCorr', 'ic', 'tc']) assert.ok(isKnown(3, key), key);
  assert.deepEqual(
    ['mpc', 'mmcSignals', 'corr'].map((key) => isKnown(3, key)),
    [false, false, false],
    'nobody was staked, nobody made a meta model, and it is no classic model',
  );
  assert.ok(isKnown(1, 'corr') && !isKnown(1, 'alpha'));
  const reports = day.documents?.[signalReportsKey(7)] as { readonly models: readonly { readonly covered: number }[] };
  assert.deepEqual(
    reports.models.map(({ covered }) => covered),
    [STOCKS - 5],
  );
  assert.deepEqual((await desk.finish(record)).receipts?.names, {
    1: 'ridge',
    2: 'trees',
    3: 'short',
    9: 'meta model',
  });
});
