import assert from 'node:assert/strict';
import { test } from 'node:test';
import { memoryStorage, type RoundRecord } from '@robata/tournament';
import { META_MODEL, syntheticSeason } from '../../tests/syntheticSeason.ts';
import { publicBooks } from '../publicBooks.ts';
import { boardOf } from './board.ts';

const LATER = 100_000;
/** The means may be older than this, the states of rounds may not. */
const SOON = 5_000;

async function board() {
  const { storage } = await syntheticSeason({ rounds: 30 });
  let time = 0;
  const { board: current, newestBoard } = boardOf({
    reader: storage,
    books: publicBooks(storage, () => time),
    publicIds: async () => new Map([[6, 'uuid of ridge']]),
    signalsModels: async () => [98],
    now: () => time,
  });
  return { storage, current, newestBoard, later: (by = LATER) => (time += by) };
}

test('the same board stands until something of it changes', async () => {
  const { current, later } = await board();
  const first = await current();
  later();
  assert.equal(await current(), first);
});

test('a round that is open again with other times is on the board with them', async () => {
  const { current, later, storage } = await board();
  await current();
  const open = { ...((await storage.round(30)) as RoundRecord), closesAt: '2030-01-03T18:00:00Z' };
  await storage.transaction((writer) => writer.putRound(open));
  later();
  assert.equal((await current()).rounds.at(-1)?.closesAt, '2030-01-03T18:00:00Z');
});

test('whoever asks after some seconds of silence gets the rounds as they are, though the board is renewed meanwhile', async () => {
  const { current, later, storage } = await board();
  await current();
  const closed = { ...((await storage.round(30)) as RoundRecord), closesAt: '2030-01-03T18:00:00Z' };
  await storage.transaction((writer) => writer.putRound(closed));
  later(SOON);
  const first = await current();
  assert.equal(first.rounds.at(-1)?.closesAt, '2030-01-03T18:00:00Z');
});

test('who asks for the newest board sees a model that was made a second ago; one without models is renewed for everybody', async () => {
  const { current, newestBoard, later, storage } = await board();
  await current();
  const newcomer = { id: 99, name: 'Newcomer', account: 'eve', kind: 'participant', description: '', marked: false };
  await storage.transaction((writer) => writer.putModels([newcomer]));
  later(1_001);
  assert.equal((await newestBoard()).byName.get('newcomer')?.account, 'eve');
  later(1_001);
  await current();
  assert.equal((await current()).byName.has('newcomer'), true, 'nobody falls behind it again');

  const empty = memoryStorage();
  let time = 0;
  const young = boardOf({
    reader: empty,
    books: publicBooks(empty, () => time),
    publicIds: async () => new Map(),
    signalsModels: async () => [],
    now: () => time,
  });
  assert.equal((await young.board()).standings.length, 0);
  await empty.transaction((writer) => writer.putModels([newcomer]));
  time += 1_001;
  assert.equal((await young.board()).standings.length, 1);
});

test('models stand under their names, whatever the case, and their public ids', async () => {
  const { current } = await board();
  const { byName, byPublicId, standings } = await current();
  const ridge = byPublicId.get('uuid of ridge');
  assert.equal(ridge?.model, 'ridge');
  assert.equal(byName.get('ridge'), ridge);
  assert.equal(byName.get(META_MODEL)?.publicId, '21', 'the number where nobody gave an id');
  assert.deepEqual(
    standings.map(({ rank }) => rank),
    Array.from({ length: 21 }, (_, i) => i + 1),
  );
});

test('ranks by each score are those of its order; returns compound payouts over at risk', async () => {
  const { current, storage } = await board();
  const { standings, byName } = await current();
  for (const key of ['corr', 'mmc', 'fnc', 'tc'] as const) {
    const values = standings.flatMap((row) => (row[key] === null ? [] : [row[key]])).sort((a, b) => b - a);
    for (const row of standings) {
      assert.equal(row.ranks[key], row[key] === null ? null : values.indexOf(row[key]) + 1, `${row.model} ${key}`);
    }
  }
  const payouts = (await storage.payouts({ model: 6 })).slice(-13);
  const growth = payouts.reduce((product, { amount, atRisk }) => product * (1 + Number(amount) / Number(atRisk)), 1);
  assert.equal(byName.get('ridge')?.payouts.threeMonths.return, growth - 1);
});

test('a stake, a new model and a new score each come onto the board', async () => {
  const { storage, current, later } = await board();
  const before = await current();
  const entries = (await storage.ledger(1, 10_000)).length;
  await storage.transaction((writer) =>
    writer.appendLedger([
      {
        sequence: entries + 1,
        kind: 'stake_increase',
        idempotencyKey: 'new',
        hash: 'h',
        previousHash: 'g',
        body: '{}',
        lines: [
          { account: 'world', amount: -5n },
          { account: 'stake:6', amount: 5n },
        ],
      },
    ]),
  );
  later();
  const staked = await current();
  assert.equal((staked.byName.get('ridge')?.staked ?? 0n) - (before.byName.get('ridge')?.staked ?? 0n), 5n);

  await storage.transaction((writer) =>
    writer.putModels(
      [98, 99].map((id) => ({
        id,
        name: id === 98 ? 'Ticker' : 'Newcomer',
        account: 'eve',
        kind: 'participant',
        description: '',
        marked: false,
      })),
    ),
  );
  later();
  const joined = await current();
  assert.deepEqual(
    [joined.byName.get('newcomer')?.rank, joined.byName.get('newcomer')?.corr, joined.standings.length],
    [22, null, 22],
  );
  assert.deepEqual(
    joined.signals.map(({ model, rank }) => [model, rank]),
    [['Ticker', 1]],
  );
  assert.equal(joined.byName.get('ticker')?.publicId, '98');
  assert.equal(joined.byName.get('ridge')?.corr, before.byName.get('ridge')?.corr);

  const scoring = (await storage.rounds()).find(({ state, scoredDays }) => state === 'scoring' && scoredDays === 18);
  assert.ok(scoring);
  await storage.transaction(async (writer) => {
    await writer.addScores(
      [19, 20].map((day) => ({ round: scoring.number, model: 6, day, values: scoring.columns.map(() => 0.5) })),
    );
    await writer.putRound({ ...scoring, state: 'resolved', scoredDays: 20 });
  });
  later();
  const scored = (await current()).byName.get('ridge');
  assert.ok((scored?.corr ?? 0) > (before.byName.get('ridge')?.corr ?? 0));
});
