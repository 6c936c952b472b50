import assert from 'node:assert/strict';
import { createServer as createHttpServer } from 'node:http';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { checkPredictions, type RobataClient, robataClient, ServerAnswerError } from '@robata/client';
import {
  type DataFolder,
  openDataFolder,
  readOperatorKey,
  type RoundParticipants,
  type RoundRecord,
} from '@robata/tournament';
import type { FastifyInstance } from 'fastify';
import { createServer } from '../createServer.ts';
import { openServices, type TournamentServices } from '../services/openServices.ts';

const IDS = Array.from({ length: 200 }, (_, at) => `n${String(at).padStart(4, '0')}`);
const csvOf = (seed: number, ids: readonly string[] = IDS): string =>
  `id,prediction\n${ids.map((id, at) => `${id},${(((at + 1) * 7919 + seed * 104_729) % 99_991) / 99_991}`).join('\n')}\n`;
const ROUND: RoundRecord = {
  number: 7,
  tournament: 'classic',
  era: '0007',
  eraDay: '2024-01-05',
  state: 'open',
  opensAt: '2024-01-06T18:00:00Z',
  closesAt: '2034-01-08T14:30:00Z',
  scoredDays: 0,
  horizonDays: 20,
  configVersion: 1,
  columns: [{ key: 'corr', definitionId: 'corr20v2', target: 'janet_20' }],
  stocks: IDS.length,
  commitment: null,
  salt: null,
  optimizer: null,
  payoutFactor: null,
  planHash: null,
  reason: null,
};

let folder: string;
let place: DataFolder;
let services: TournamentServices;
let participants: RoundParticipants;
let app: FastifyInstance;
let ada: RobataClient;
let eve: RobataClient;
const faults: unknown[] = [];

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'robata-client-'));
  await mkdir(join(folder, 'datasets', 'v1.0'), { recursive: true });
  await writeFile(join(folder, 'datasets', 'v1.0', 'features.json'), JSON.stringify({ text: 'x'.repeat(5000) }));
  place = await openDataFolder(folder);
  let url = 'http://localhost';
  services = await openServices({
    place,
    folder,
    publicUrl: () => url,
    configuredUrl: null,
    allowPrivateWebhooks: true,
    now: () => new Date(),
    onFault: (error) => faults.push(error),
  });
  participants = services.rounds.participants;
  app = await createServer({
    reader: place.storage,
    blobs: place.blobs,
    webFolder: null,
    isReady: () => true,
    services,
    onFailure: (error) => faults.push(error),
  });
  url = await app.listen({ port: 0, host: '127.0.0.1' });
  const clientOf = async (username: string): Promise<RobataClient> => {
    const account = await services.accounts.create({ username, email: `${username}@example.org` });
    const { publicId, secretKey } = await services.accounts.createKey({ account: account.id, name: 'test' });
    await services.stakes.deposit({ account: account.id, amount: '100' });
    return robataClient({ origin: url, key: `${publicId}$${secretKey}` });
  };
  ada = await clientOf('ada');
  eve = await clientOf('eve');
});
after(async () => {
  await app.close();
  await services.stop();
  await place.close();
  await rm(folder, { recursive: true });
  assert.deepEqual(faults, [], 'nothing failed on our side');
});

const refusal = (code: string) => (error: unknown) => error instanceof ServerAnswerError && error.code === code;
const model = async () => (await ada.account.models())[0] as Awaited<ReturnType<typeof ada.account.createModel>>;

test('an account makes a model and stakes on it; a key moves money once', async () => {
  const { id } = await ada.account.createModel({ name: 'ada_first', tournament: 'classic' });
  assert.equal((await ada.account.me()).username, 'ada');
  const idempotencyKey = 'first stake';
  for (let time = 0; time < 2; time++) {
    const change = await ada.account.stakeUp(id, '12.5', { idempotencyKey });
    assert.deepEqual([change.amount, change.status, change.stake.stake], ['12.5', 'confirmed', '12.5']);
  }
  await ada.account.stakeUp(id, '1');
  assert.equal((await ada.account.wallet()).available, '86.5');
  await ada.account.stakeDown(id, '3');
  const { value, stake, atRisk, pending } = await ada.account.stake(id);
  assert.deepEqual({ value, stake, atRisk, pending }, { value: '10.5', stake: '10.5', atRisk: [], pending: [] });
  await assert.rejects(ada.account.stakeUp(id, '1000'), refusal('insufficient_funds'));
  await assert.rejects(eve.account.stakeUp(id, '1'), refusal('model_not_found'));
  assert.deepEqual(
    (await ada.account.statement(id)).map(({ stakeChange }) => stakeChange),
    ['12.5', '1', '-3'],
  );
  const [head, ...lines] = (await ada.account.statementCsv(id)).trimEnd().split('\n');
  assert.equal(head, 'sequence,kind,stakeChange,stake,pendingChange,pending,atRisk,payout,toWallet,round,recordedAt');
  assert.deepEqual(
    lines.map((line) => line.split(',').slice(1, 4)),
    [
      ['stake_increase', '12.5', '12.5'],
      ['stake_increase', '1', '13.5'],
      ['stake_decrease', '-3', '10.5'],
    ],
  );
});

test('a client waits for a round to open, and can be called off', async () => {
  const stop = new AbortController();
  const waiting = ada.waitForRound({ everySeconds: 0.05, signal: stop.signal });
  stop.abort(new Error('enough'));
  await assert.rejects(waiting, /enough/);
  const opened = ada.waitForRound({ everySeconds: 0.05 });
  await place.storage.transaction((writer) => writer.putRound(ROUND));
  await participants.opened(ROUND, IDS);
  assert.equal((await opened).number, 7);
  const reminders = await services.jobs.list({ kind: 'reminder' });
  assert.deepEqual(
    reminders.map(({ startsAt, payload }) => [startsAt, payload]),
    [['2029-01-07T04:15:00Z', { tournament: 'classic', round: 7 }]],
  );
});

test('predictions go up with progress and come back as an accepted submission; the same file is the same one', async () => {
  const { id: modelId } = await model();
  const file = new Blob([csvOf(1)]);
  const progress: number[] = [];
  const input = { modelId, file, filename: 'mine.csv', note: 'first try' };
  const submission = await ada.submit({ ...input, onProgress: (bytes) => progress.push(bytes) });
  const { state, round, selected, filename, note, modelName } = submission;
  assert.deepEqual(
    { state, round, selected, filename, note, modelName },
    { state: 'accepted', round: 7, selected: true, filename: 'mine.csv', note: 'first try', modelName: 'ada_first' },
  );
  assert.equal(progress.at(-1), file.size);
  assert.equal((await ada.submit(input)).id, submission.id);
  assert.equal((await ada.account.setNote(submission.id, 'kept')).note, 'kept');
  assert.equal((await ada.waitForSubmission(submission.id)).note, 'kept');
  await assert.rejects(eve.account.submission(submission.id), refusal('submission_not_found'));
  await assert.rejects(ada.submit({ ...input, filename: 'version.csv', dataVersion: 0 }), refusal('invalid_field'));
  await assert.rejects(eve.submit({ ...input, modelId }), refusal('model_not_found'));
});

test('a refused file says why, keeps the reason, and is news for its account', async () => {
  const { id: modelId } = await model();
  const file = new Blob([csvOf(1, IDS.slice(1))]);
  await assert.rejects(ada.submit({ modelId, file, filename: 'short.csv' }), refusal('invalid_submission_ids'));
  const [rejected] = await ada.account.submissions({ modelId, limit: 1 });
  assert.equal(rejected?.state, 'rejected');
  assert.equal(rejected?.reason?.code, 'invalid_submission_ids');
  const { unread, notifications } = await ada.account.notifications();
  assert.equal(unread, 1);
  assert.equal(notifications[0]?.kind, 'submission_rejected');
  assert.ok(notifications[0]?.message.includes(rejected?.reason?.sentence ?? 'nothing'));
  assert.equal(await ada.account.readNotifications(notifications[0]?.id ?? 0), 0);
  assert.equal((await eve.account.notifications()).notifications.length, 0);
});

test('mail is chosen by kind', async () => {
  assert.equal((await ada.account.chooseMail('missed_round', false)).choices.missed_round, false);
  assert.equal((await ada.account.mail()).choices.webhook_failed, true);
  await assert.rejects(ada.account.chooseMail('weather' as 'account', true), refusal('unknown_notification_kind'));
});

test('a queued file waits for the next round', async () => {
  const { id: modelId } = await model();
  const queued = await ada.submit({ modelId, file: new Blob([csvOf(2)]), filename: 'next.csv', queue: 'next' });
  assert.deepEqual([queued.state, queued.round], ['queued', null]);
});

test('a large file is read by a job, which its account sees', async () => {
  const { id: modelId } = await model();
  const historical = Array.from(
    { length: 400_000 },
    (_, at) => `h${String(at).padStart(8, '0')},0.${at % 1000}1234567890123`,
  );
  const text = `${csvOf(3)}${historical.join('\n')}\n`;
  const pending = await ada.submit({ modelId, file: new Blob([text]), filename: 'history.csv' });
  assert.equal(pending.state, 'pending');
  const done = await ada.waitForSubmission(pending.id, { everySeconds: 0.1 });
  assert.deepEqual([done.state, done.round, done.leftOut], ['accepted', 7, historical.length]);
  const job = (await ada.account.jobs()).find(({ subject }) => subject === pending.id);
  assert.equal(job?.kind, 'submission');
  assert.deepEqual(await eve.account.jobs(), []);
});

test('diagnostics without validation data are refused with the reason', async () => {
  const { id: modelId } = await model();
  const file = new Blob([csvOf(4)]);
  await assert.rejects(ada.diagnose({ modelId, file, filename: 'validation.csv' }), refusal('no_validation_data'));
  assert.deepEqual(await ada.account.diagnostics(modelId), []);
});

test('files are downloaded, also from where an earlier download stopped', async () => {
  assert.ok((await ada.datasets()).includes('v1.0/features.json'));
  const read = async (options: Parameters<typeof ada.download>[1]) => {
    const chunks: Uint8Array[] = [];
    for await (const chunk of ada.download('v1.0/features.json', options)) chunks.push(chunk);
    return Buffer.concat(chunks);
  };
  let etag = '';
  const whole = await read({ onFile: (file) => (etag = file.etag ?? '') });
  assert.equal(JSON.parse(whole.toString()).text.length, 5000);
  assert.deepEqual(await read({ fromByte: 3000, etag }), whole.subarray(3000));
  await assert.rejects(read({ fromByte: 3000, etag: '"another"' }), refusal('file_changed'));
});

test('a webhook is set, called and logged', async () => {
  const server = createHttpServer((_request, response) => response.end('thanks'));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`;
  try {
    const { id: modelId } = await model();
    assert.equal((await ada.account.setWebhook(modelId, url))?.url, url);
    const triggerId = await ada.account.callWebhook(modelId);
    const { webhook, calls } = await ada.account.webhook(modelId);
    assert.match(webhook?.secret ?? '', /^whsec_/);
    assert.deepEqual(
      calls.map((call) => [call.triggerId, call.ok, call.status]),
      [[triggerId, true, 200]],
    );
    assert.equal(await ada.account.setWebhook(modelId, null), null);
    await assert.rejects(ada.account.callWebhook(modelId), refusal('no_webhook'));
  } finally {
    server.close();
  }
});

test('at the close, models with a stake that sent nothing are told once; those that did, not', async () => {
  const idle = await eve.account.createModel({ name: 'eve_idle', tournament: 'classic' });
  await eve.account.stakeUp(idle.id, '5');
  const counted = await participants.closed(7);
  assert.equal(counted.length, 1);
  await participants.closed(7);
  const { notifications } = await eve.account.notifications();
  assert.deepEqual(
    notifications.map(({ kind, model, round }) => [kind, model, round]),
    [['missed_round', idle.number, 7]],
  );
  const kinds = (await ada.account.notifications()).notifications.map(({ kind }) => kind);
  assert.ok(!kinds.includes('missed_round'));
});

test('the export holds everything of the account and no secret', async () => {
  const all = (await ada.account.export()) as Record<string, unknown[] & Record<string, unknown>>;
  assert.equal(all['account']?.['username'], 'ada');
  assert.equal(all['models']?.length, 1);
  assert.equal(all['submissions']?.length, (await ada.account.submissions()).length);
  assert.ok((all['notifications']?.length ?? 0) > 0);
  assert.doesNotMatch(JSON.stringify(all), /secretKey|whsec_|hash":"/);
});

test('pages know who looks at them: a stranger, or an account with what is unread', async () => {
  const origin = `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`;
  assert.deepEqual(await robataClient({ origin }).visitor(), { participation: 'open', address: null, account: null });
  const { account } = await ada.visitor();
  assert.deepEqual([account?.username, account?.role], ['ada', 'participant']);
  assert.equal(account?.unread, (await ada.account.notifications()).unread);
});

test('the check before an upload says what the server says, against the same ids', async () => {
  const rounds = services.live.current('classic');
  const given = await ada.account.liveRounds();
  assert.deepEqual(given[0] ?? null, rounds);
  const live = [{ number: 7, ids: IDS, state: 'open' as const, opensAt: ROUND.opensAt, closesAt: ROUND.closesAt }];
  const check = (text: string) => checkPredictions(new Blob([text]), { tournament: 'classic', rounds: live });
  assert.deepEqual(await check(csvOf(1)), {
    state: 'fine',
    rows: IDS.length,
    round: 7,
    isLate: false,
    stocks: IDS.length,
    leftOut: 0,
    report: null,
  });
  const short = await check(csvOf(1, IDS.slice(1)));
  assert.ok(short.state === 'refused' && short.code === 'invalid_submission_ids' && /n0000/.test(short.message));
  const none = await checkPredictions(new Blob([csvOf(1)]), { tournament: 'classic', rounds: [] });
  assert.ok(none.state === 'refused' && none.code === 'no_live_round');
  const form = await checkPredictions(new Blob([csvOf(1)]), { tournament: 'classic', rounds: null });
  assert.ok(form.state === 'fine' && form.round === null && form.rows === IDS.length);
});

test("one's own submission can be downloaded as it was sent, and nobody else's", async () => {
  const [submission] = await ada.account.submissions();
  const { filename, url } = await ada.account.submissionFile(submission?.id ?? '');
  assert.equal(filename, submission?.filename);
  assert.match(await (await fetch(url)).text(), /^id,prediction\n/);
  await assert.rejects(eve.account.submissionFile(submission?.id ?? ''), refusal('submission_not_found'));
});

test('operators ask for jobs, rounds and the tournament', async () => {
  const operator = await services.accounts.require({ id: readOperatorKey(folder)?.accountId ?? '' });
  const ask = (words: string, input: object) => services.commands[words]?.(input, { operator });
  const { jobs } = (await ask('job list', { kind: 'submission', state: 'done' })) as { jobs: { id: string }[] };
  assert.equal(jobs.length, 1);
  await assert.rejects(async () => ask('job retry', { id: jobs[0]?.id }), { code: 'job_not_finished' });
  await assert.rejects(async () => ask('job list', { state: 'tired' }), { code: 'unknown_job_state' });
  assert.equal(((await ask('round show', { number: 7 })) as { state: string }).state, 'open');
  await assert.rejects(async () => ask('round show', { number: 8 }), { code: 'round_not_found' });
  assert.deepEqual(((await ask('tournament show', {})) as { rounds: object }).rounds, { open: 1 });
});

test('strangers and keys without the scope are kept out of everything', async () => {
  const origin = `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`;
  const stranger = robataClient({ origin }).account;
  for (const call of [
    stranger.liveRounds,
    stranger.notifications,
    stranger.export,
    stranger.jobs,
    stranger.mail,
    stranger.wallet,
  ]) {
    await assert.rejects(call(), refusal('not_authenticated'));
  }
  const account = await services.accounts.require({ username: 'ada' });
  const key = await services.accounts.createKey({ account: account.id, name: 'reads', scopes: ['read_user_info'] });
  const reader = robataClient({ origin, key: `${key.publicId}$${key.secretKey}` });
  const { id } = await model();
  await assert.rejects(reader.account.stakeUp(id, '1'), refusal('missing_scope'));
  await assert.rejects(reader.account.submissions(), refusal('missing_scope'));
  await assert.rejects(reader.account.export(), refusal('missing_scope'));
  await assert.rejects(reader.account.webhook(id), refusal('missing_scope'));
});

test('a key that only reads asks nothing of the fund: that moves money', async () => {
  const origin = `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`;
  const { id } = await services.accounts.create({ username: 'ivo', email: 'ivo@example.org', role: 'investor' });
  const as = async (scopes?: readonly 'read_user_info'[]) => {
    const key = await services.accounts.createKey({ account: id, name: 'k', ...(scopes && { scopes }) });
    return robataClient({ origin, key: `${key.publicId}$${key.secretKey}` });
  };
  const asked = { product: 'market_neutral', kind: 'subscription', amount: '200000' } as const;
  const [reader, whole] = [await as(['read_user_info']), await as()];
  assert.deepEqual((await reader.capital()).requests, []);
  await assert.rejects(reader.askForCapital(asked), refusal('missing_scope'));
  await assert.rejects(reader.cancelCapitalRequest('x'), refusal('missing_scope'));
  await assert.rejects(whole.askForCapital(asked), refusal('unknown_product'));
});
