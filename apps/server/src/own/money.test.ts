import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { type OwnModel, type RobataClient, robataClient, ServerAnswerError } from '@robata/client';
import {
  type ClosingPaper,
  type DataFolder,
  openDataFolder,
  readOperatorKey,
  robata1,
  type RoundDesk,
  roundEngine,
  roundPapers,
  type RoundRecord,
  type RoundStepKind,
  sharedLedger,
  verifyPayoutProof,
} from '@robata/tournament';
import type { FastifyInstance } from 'fastify';
import { createServer } from '../createServer.ts';
import { openServices, type TournamentServices } from '../services/openServices.ts';

const record = (number: number, change: Partial<RoundRecord> = {}): RoundRecord => ({
  number,
  tournament: 'classic',
  era: '0001',
  eraDay: '2024-01-05',
  state: 'open',
  opensAt: '2024-01-06T18:00:00Z',
  closesAt: '2024-01-08T14:30:00Z',
  scoredDays: 0,
  horizonDays: 1,
  configVersion: 1,
  columns: robata1.payoutPolicy.scores.map(({ key, definitionId, target }) => ({ key, definitionId, target })),
  stocks: 3,
  commitment: null,
  salt: null,
  optimizer: null,
  payoutFactor: null,
  planHash: null,
  reason: null,
  ...change,
});

let folder: string;
let place: DataFolder;
let services: TournamentServices;
let app: FastifyInstance;
let origin: string;
let ada: RobataClient;
let eve: RobataClient;
const faults: unknown[] = [];

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'robata-money-'));
  place = await openDataFolder(folder);
  services = await openServices({
    place,
    folder,
    publicUrl: () => origin,
    configuredUrl: null,
    allowPrivateWebhooks: false,
    // The test is the worker.
    works: false,
    now: () => new Date(),
    onFault: (error) => faults.push(error),
  });
  app = await createServer({
    reader: place.storage,
    blobs: place.blobs,
    webFolder: null,
    isReady: () => true,
    services,
    onFailure: (error) => faults.push(error),
  });
  origin = await app.listen({ port: 0, host: '127.0.0.1' });
  const clientOf = async (username: string): Promise<RobataClient> => {
    const account = await services.accounts.create({ username, email: `${username}@example.org` });
    const { publicId, secretKey } = await services.accounts.createKey({ account: account.id, name: 'test' });
    await services.stakes.deposit({ account: account.id, amount: '100' });
    return robataClient({ origin, key: `${publicId}$${secretKey}` });
  };
  [ada, eve] = [await clientOf('ada'), await clientOf('eve')];
  await ada.account.createModel({ name: 'ada_one', tournament: 'classic' });
  await ada.account.createModel({ name: 'ada_two', tournament: 'classic' });
  await eve.account.createModel({ name: 'eve_one', tournament: 'classic' });
});
after(async () => {
  await app.close();
  await services.stop();
  await place.close();
  await rm(folder, { recursive: true });
  assert.deepEqual(faults, [], 'nothing failed on our side');
});

const refusal = (code: string) => (error: unknown) => error instanceof ServerAnswerError && error.code === code;
const models = async () =>
  [...(await ada.account.models()), ...(await eve.account.models())] as [OwnModel, OwnModel, OwnModel];
const operate = async (words: string, input: object) => {
  const key = readOperatorKey(folder);
  const response = await fetch(`${origin}/api/operator/${words.replaceAll(' ', '/')}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Token ${key?.publicId}$${key?.secretKey}` },
    body: JSON.stringify(input),
  });
  // oxlint-disable-next-line no-explicit-any -- the server's word
  return (await response.json()) as any;
};

/** Asks until it is so: what everybody sees may be some seconds old. */
// oxlint-disable-next-line no-explicit-any -- the server's word
async function graphql(query: string, isReady: (data: any) => boolean): Promise<unknown> {
  for (let attempt = 0; ; attempt++) {
    const response = await fetch(`${origin}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query }),
    });
    // oxlint-disable-next-line no-explicit-any -- the server's word
    const { data } = (await response.json()) as any;
    if (isReady(data) || attempt === 300) return data;
    await sleep(200);
  }
}

/** Rounds with given scores, by the production's own engine: everybody submitted. */
async function play(round: number, kinds: readonly RoundStepKind[], scoreOf: (model: number) => number): Promise<void> {
  const { storage } = place;
  const desk: RoundDesk = {
    open: async () => ({ record: record(round), schedule: [] }),
    takeSubmissions: async () => (await storage.models()).filter(({ kind }) => kind === 'participant'),
    close: async (_record, atRisk) => ({
      commitment: 'committed',
      optimizer: null as never,
      payoutFactor: '1',
      incidents: [],
      entries: (await storage.models()).map(({ id }) => ({
        round,
        model: id,
        atRisk: atRisk.get(String(id)) ?? 0n,
        submissionHash: `hash ${id}`,
        late: false,
        metaModelCorrelation: null,
      })),
    }),
    score: async (_record, day) => ({
      scores: (await storage.models()).map(({ id }) => ({ round, model: id, day, values: [scoreOf(id), 0] })),
      entries: [],
      optimizer: null,
    }),
    finish: async () => ({ salt: 'salt' }),
    policy: async () => robata1.payoutPolicy,
  };
  const engine = roundEngine({
    storage,
    ledger: sharedLedger(storage),
    desk,
    now: () => new Date('2024-01-07T00:00:00Z'),
    enqueue: async () => undefined,
  });
  for (const kind of kinds) {
    const day = kind === 'score' ? 1 : 0;
    await engine.schedule(round, [{ kind, day, dueAt: '2024-01-06T18:00:00Z' }]);
    assert.equal((await engine.run({ round, kind, day })).status, 'done', kind);
  }
}

test('one page of figures says what a stake is, what can burn, and when the rest comes', async () => {
  const [one, two] = await models();
  await ada.account.stakeUp(one.id, '40');
  await play(1, ['open', 'close'], () => 0);
  const idempotencyKey = 'a move';
  const moved = await ada.account.stakeMove(one.id, two.id, '15', { idempotencyKey });
  assert.deepEqual(await ada.account.stakeMove(one.id, two.id, '15', { idempotencyKey }), moved);
  assert.deepEqual([moved.type, moved.amount, moved.status, moved.after], ['move', '15', 'pending', 'classic/1']);
  await ada.account.stakeDown(one.id, '5');
  assert.deepEqual(await ada.account.stake(one.id), {
    value: '40',
    stake: '20',
    payoutMode: 'compound',
    atRisk: [{ round: 'classic/1', amount: '40', lossMax: '2', payoutMode: 'compound' }],
    lossMax: '2',
    pending: [
      {
        releasedAfter: 'classic/1',
        amount: '5',
        to: null,
        waitsFor: ['classic/1'],
        releasedAt: '2024-01-10T22:30:00Z',
      },
      {
        releasedAfter: 'classic/1',
        amount: '15',
        to: two.id,
        waitsFor: ['classic/1'],
        releasedAt: '2024-01-10T22:30:00Z',
      },
    ],
    pendingTotal: '20',
    mustStayPending: '0',
    availableNow: '0',
    keptPlaces: [],
  });
  const back = await ada.account.cancelRelease(one.id, { after: 'classic/1', amount: 'all' });
  assert.deepEqual([back.type, back.amount, back.stake.stake], ['release_cancellation', '5', '25']);
  const release = { after: 'classic/1', to: two.id, amount: '5' };
  assert.equal((await ada.account.cancelRelease(one.id, release)).stake.stake, '30');
  await assert.rejects(
    ada.account.cancelRelease(one.id, { after: 'classic/2', amount: '1' }),
    refusal('unknown_release'),
  );
  assert.equal((await ada.account.choosePayoutMode(one.id, 'take_profit')).payoutMode, 'take_profit');
  const third = (await models())[2].id;
  await assert.rejects(ada.account.stakeMove(one.id, third, '1'), refusal('model_not_found'));
  await assert.rejects(ada.account.choosePayoutMode(third, 'compound'), refusal('model_not_found'));
  await assert.rejects(ada.account.choosePayoutMode(one.id, 'both' as 'compound'), refusal('invalid_mode'));
});

test('all holdings add up in one reading, and a preview tells what a change would do without doing it', async () => {
  const [one, two] = await models();
  const before = await ada.account.holdings();
  const units = (text: string): number => Number(text);
  const { available, staked, pending, waiting } = before;
  assert.equal(units(before.total), units(available) + units(staked) + units(pending) + units(waiting));
  assert.deepEqual(
    [before.total, before.models.map(({ name, stake }) => [name, stake.value])],
    [
      '100',
      [
        ['ada_one', '40'],
        ['ada_two', '0'],
      ],
    ],
  );
  assert.deepEqual(before.rounds, [
    { round: 'classic/1', number: 1, state: 'closed', day: 0, of: 1, resolvesAt: '2024-01-10T22:30:00Z' },
  ]);

  const shown = await ada.account.previewStake(one.id, { type: 'move', to: two.id, amount: 'all' });
  assert.deepEqual(
    [shown.change.amount, shown.change.parts, shown.arrivals],
    ['30', [{ after: 'classic/1', amount: '30' }], [{ after: 'classic/1', at: '2024-01-10T22:30:00Z' }]],
  );
  assert.deepEqual([shown.stake.stake, shown.stake.pendingTotal, shown.target?.stake], ['0', '40', '0']);
  const more = await ada.account.previewStake(two.id, { type: 'increase', amount: '12.000000000000000001' });
  assert.deepEqual([more.available, more.stake.stake], ['47.999999999999999999', '12.000000000000000001']);
  await assert.rejects(
    ada.account.previewStake(two.id, { type: 'increase', amount: '1000' }),
    refusal('insufficient_funds'),
  );
  await assert.rejects(ada.account.previewStake(two.id, { type: 'drain' }), refusal('no_stake'));
  await assert.rejects(ada.account.previewStake((await models())[2].id, { type: 'drain' }), refusal('model_not_found'));
  assert.deepEqual(await ada.account.holdings(), before, 'nothing of it happened');
  const [first] = await ada.account.statement(one.id);
  assert.deepEqual([first?.kind, first?.round, typeof first?.recordedAt], ['stake_increase', null, 'string']);
});

test('a withdrawal waits for the operator, and its account sees how it stands', async () => {
  const idempotencyKey = 'out';
  const asked = await ada.account.requestWithdrawal('20', { idempotencyKey });
  assert.equal((await ada.account.requestWithdrawal('20', { idempotencyKey })).id, asked.id);
  assert.deepEqual([asked.state, (await ada.account.wallet()).available], ['waiting', '40']);
  await assert.rejects(eve.account.cancelWithdrawal(asked.id), refusal('withdrawal_not_found'));
  await assert.rejects(ada.account.requestWithdrawal('1000'), refusal('insufficient_funds'));
  const { withdrawals } = await operate('withdrawal list', { state: 'waiting' });
  assert.deepEqual([withdrawals.length, withdrawals[0].username, withdrawals[0].amount], [1, 'ada', '20']);
  const sent = await operate('withdrawal confirm', { request: asked.id, reference: 'transfer 1' });
  assert.deepEqual([sent.state, sent.reference], ['confirmed', 'transfer 1']);
  assert.equal((await operate('withdrawal refuse', { request: asked.id, reason: 'x' })).code, 'request_finished');
  const other = await ada.account.requestWithdrawal('7');
  assert.equal((await ada.account.cancelWithdrawal(other.id)).state, 'cancelled');
  const refused = await ada.account.requestWithdrawal('8');
  await operate('withdrawal refuse', { request: refused.id, reason: 'The address is unknown.' });
  assert.deepEqual(
    (await ada.account.withdrawals()).map(({ state, reason, reference }) => [state, reason ?? reference]),
    [
      ['refused', 'The address is unknown.'],
      ['cancelled', null],
      ['confirmed', 'transfer 1'],
    ],
  );
  const [movement] = (await ada.account.wallet()).movements;
  assert.deepEqual([movement?.status, typeof movement?.recordedAt], ['refused', 'string']);
  assert.equal((await ada.account.wallet()).available, '40');
  assert.deepEqual(await eve.account.withdrawals(), []);
});

test('a resolved round shows its payouts with proofs, its statement, and what is left to pay', async () => {
  await eve.account.stakeUp((await models())[2].id, '10');
  await operate('treasury deposit', { amount: '500' });
  assert.equal(await fetch(ada.roundStatementUrl(1)).then(({ status }) => status), 404);
  await assert.rejects(ada.payoutProof(1, 'ada_one'), refusal('plan_not_found'));
  await play(1, ['score', 'resolve'], () => 0.02);

  const page = await ada.round(1);
  const root = page?.round.payoutRoot ?? '';
  assert.match(root, /^[0-9a-f]{64}$/);
  assert.deepEqual([page?.concentration.models.stakes, page?.concentration.models.herfindahl], [1, 1]);
  const stranger = robataClient({ origin });
  const proof = verifyPayoutProof(await stranger.payoutProof(1, 'ADA_ONE'), { root });
  assert.equal(proof.status, 'verified');
  assert.equal(proof.status === 'verified' && proof.leaf.payout, 8n * 10n ** 17n);
  await assert.rejects(stranger.payoutProof(1, 'eve_one'), refusal('payout_not_found'));
  await assert.rejects(stranger.payoutProof(9, 'ada_one'), refusal('round_not_found'));
  const csv = await fetch(stranger.roundStatementUrl(1)).then((response) => response.text());
  assert.match(csv, /^round,model,account,at_risk,/);
  assert.ok(csv.includes(',ada,40,'), csv);

  const treasury = await stranger.treasury();
  assert.deepEqual(
    [treasury.treasury, treasury.atCurrentRate.perRound, treasury.atCurrentRate.rounds],
    ['499.2', '0.8', 624],
  );
  assert.ok(treasury.atWorstCase.sentence.endsWith('more rounds.'));
  assert.deepEqual([treasury.models.stakes, treasury.accounts.stakes], [3, 2]);
  const query = '{ robata { round(number: 1) { payoutRoot concentration { accounts { stakes top1 } } } } }';
  assert.deepEqual(await graphql(query, ({ robata }) => robata.round !== null), {
    robata: { round: { payoutRoot: root, concentration: { accounts: { stakes: 1, top1: 1 } } } },
  });
});

test("an account's statement is a table of everything, and its alone", async () => {
  const [head, ...lines] = (await ada.account.accountStatementCsv()).trimEnd().split(/\r?\n/);
  assert.match(head ?? '', /^entry,recorded_at,kind,round,ledger_account,model,amount,balance,at_risk,/);
  for (const kind of [
    'deposit',
    'stake_move',
    'withdrawal_request',
    'withdrawal_confirmation',
    'resolution',
    'release',
  ]) {
    assert.ok(
      lines.some((line) => line.split(',')[2] === kind),
      kind,
    );
  }
  assert.ok(
    lines.every((line) => /^\d+,\d{4}-\d{2}-\d{2}T/.test(line)),
    'each with its time',
  );
  assert.ok(!(await eve.account.accountStatementCsv()).includes('withdrawal'));
  await assert.rejects(robataClient({ origin }).account.accountStatementCsv(), refusal('not_authenticated'));
});

test('operators see plans, correct entries, and everything that they do is kept', async () => {
  const plan = await operate('round plan', { number: 1 });
  assert.deepEqual([plan.rows.length, plan.rows[0].model, plan.rows[0].payout], [1, 'ada_one', '0.8']);
  assert.equal((await operate('round approve', { number: 1, plan: 'another' })).code, 'plan_changed');
  assert.equal((await operate('round approve', { number: 1, plan: plan.hash })).code, 'round_finished');
  assert.equal((await operate('round cancel', { number: 1, reason: 'x' })).code, 'round_finished');
  const { id: account } = await services.accounts.require({ username: 'ada' });
  await services.stakes.deposit({ account, amount: '1', idempotencyKey: 'k'.repeat(200) });
  const [longest] = (await operate('ledger keys', { kind: 'deposit', limit: 1 })).entries;
  assert.equal((await operate('ledger reverse', { key: longest.key, reason: 'Of another account.' })).lines.length, 2);
  await operate('treasury deposit', { amount: '7' });
  const { entries } = await operate('ledger keys', { kind: 'treasury_deposit' });
  const reversed = await operate('ledger reverse', { key: entries[0].key, reason: 'It was put in twice.' });
  assert.deepEqual(reversed.lines, [
    { account: 'world', amount: '7' },
    { account: 'treasury', amount: '-7' },
  ]);
  assert.equal((await operate('ledger reverse', { key: entries[0].key, reason: 'x' })).code, 'conflicting_key');
  assert.equal((await operate('ledger reverse', { key: 'none', reason: 'x' })).code, 'unknown_entry');
  const { key } = (await operate('ledger keys', { kind: 'resolution' })).entries[0];
  assert.equal((await operate('ledger reverse', { key, reason: 'x' })).code, 'not_reversible');
  assert.deepEqual(
    (await operate('audit', { limit: 2 })).acts.map(({ action, subject }: { action: string; subject: string }) => [
      action,
      subject,
    ]),
    [
      ['ledger reverse', entries[0].key],
      ['treasury deposit', 'treasury'],
    ],
  );
});

test('a stake that is changed after a close counts in the next round only, although the close runs later', async () => {
  const [one] = await models();
  const open = record(2, { opensAt: '2026-01-03T18:00:00Z', closesAt: '2036-01-05T14:30:00Z' });
  const ids = ['n1', 'n2', 'n3', 'n4', 'n5'];
  await place.storage.transaction((writer) => writer.putRound(open));
  await services.rounds.participants.opened(open, ids);
  const csv = `id,prediction\n${ids.map((id, at) => `${id},0.${at + 1}`).join('\n')}\n`;
  await ada.submit({ modelId: one.id, file: new Blob([csv]), filename: 'mine.csv' });
  const { stake } = await ada.account.stakeUp(one.id, '1');
  // Of its market's side only what the close itself looks at: the configuration, and nobody of the operator's own.
  const paper = { input: { config: robata1 }, cast: [] } as unknown as ClosingPaper;
  await roundPapers(place.blobs).put(2, 'closing', paper);
  // Its close has passed, and the market's side comes to it a moment later: the change waits for that.
  await place.storage.transaction((writer) => writer.putRound({ ...open, closesAt: '2026-01-05T14:30:00Z' }));
  const waiting = ada.account.stakeUp(one.id, '2');
  await sleep(300);
  await services.rounds.engine.schedule(2, [{ kind: 'close', day: 0, dueAt: '2026-01-05T14:30:00Z' }]);
  const later = await waiting;
  assert.equal((await place.storage.round(2))?.state, 'closed', 'by whoever came first after it was due');
  assert.deepEqual(
    later.stake.atRisk.map(({ round, amount, payoutMode }) => [round, amount, payoutMode]),
    [['classic/2', stake.stake, 'take_profit']],
  );
});
