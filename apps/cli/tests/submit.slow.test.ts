import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { createServer, openServices } from '@robata/server';
import { type DataFolder, type LiveRound, openDataFolder } from '@robata/tournament';
import { assertRefused, assertSentence, robata, type Run } from './robata.ts';

const HOUR_MS = 3_600_000;
const isoSecond = (ms: number): string => `${new Date(ms).toISOString().slice(0, 19)}Z`;
const IDS = Array.from({ length: 60 }, (_, row) => `n${String(row).padStart(5, '0')}`);
const csvOf = (ids: readonly string[]): string =>
  `id,prediction\n${ids.map((id, row) => `${id},${(row + 1) / (ids.length + 1)}`).join('\n')}\n`;

let folder: string;
const at = (name: string): string => join(folder, name);
let place: DataFolder;
let services: Awaited<ReturnType<typeof openServices>>;
let app: Awaited<ReturnType<typeof createServer>>;
let origin: string;
let key: string;
const faults: unknown[] = [];

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'robata-submit-'));
  place = await openDataFolder(at('data'));
  services = await openServices({
    place,
    folder: at('data'),
    publicUrl: () => origin,
    configuredUrl: null,
    allowPrivateWebhooks: false,
    now: () => new Date(),
    onFault: (error) => faults.push(error),
  });
  const now = Date.now();
  const round: LiveRound = {
    number: 7,
    ids: IDS,
    state: 'open',
    opensAt: isoSecond(now - HOUR_MS),
    closesAt: isoSecond(now + HOUR_MS),
  };
  await services.live.set('classic', [round]);
  app = await createServer({
    reader: place.storage,
    blobs: place.blobs,
    webFolder: null,
    isReady: () => true,
    services,
    onFailure: (error) => faults.push(error),
  });
  origin = await app.listen({ host: '127.0.0.1', port: 0 });
  const account = await services.accounts.create({ username: 'ada', email: 'ada@example.org' });
  await services.accounts.createModel({ account: account.id, name: 'ada_ridge', tournament: 'classic' });
  const { publicId, secretKey } = await services.accounts.createKey({ account: account.id, name: 'shell' });
  key = `${publicId}$${secretKey}`;
  await writeFile(at('key'), `${key}\n`, { mode: 0o600 });
  await writeFile(at('good.csv'), csvOf(IDS));
});
after(async () => {
  await app.close();
  await services.stop();
  await place.close();
  await rm(folder, { recursive: true });
  assert.deepEqual(faults, [], 'nothing failed on our side');
});

const submit = (file: string, ...words: string[]): Promise<Run> =>
  robata('submit', file, '--model', 'ada_ridge', '--server', origin, '--key-file', at('key'), ...words);
const outcomeOf = ({ stdout }: Run) => JSON.parse(stdout) as Record<string, unknown>;
const kept = async () => {
  const account = await services.accounts.find({ username: 'ada' });
  const models = await services.accounts.listModels(account?.id ?? '');
  return services.submissions.submissions(
    models.map(({ model }) => model),
    100,
  );
};

test('a file is checked, sent and accepted, and its outcome is one JSON object', async () => {
  const run = await submit(at('good.csv'), '--note', 'by the shell');
  assert.deepEqual([run.code, run.stderr], [0, '']);
  const { model, state, round, stocks, selected, late, reason, id } = outcomeOf(run);
  assert.deepEqual(
    { model, state, round, stocks, selected, late, reason },
    { model: 'ada_ridge', state: 'accepted', round: 7, stocks: IDS.length, selected: true, late: false, reason: null },
  );
  const [only] = await kept();
  assert.deepEqual([only?.id, only?.note, only?.state], [id, 'by the shell', 'accepted']);
});

test('the key comes from the environment as well', async () => {
  process.env['ROBATA_KEY'] = key;
  try {
    const run = await robata('submit', at('good.csv'), '--model', 'ada_ridge', '--server', origin);
    assert.deepEqual([run.code, outcomeOf(run)['state']], [0, 'accepted']);
  } finally {
    delete process.env['ROBATA_KEY'];
  }
});

test('a file that would be refused is not sent: row, column and remedy stand in the answer', async () => {
  const before = (await kept()).length;
  await writeFile(at('bad.csv'), csvOf(IDS).replace(/^(n00006,).*$/m, '$1high'));
  const run = await submit(at('bad.csv'));
  assert.equal(run.code, 1);
  const { state, code, message, remedy } = outcomeOf(run);
  assert.deepEqual([state, code], ['refused', 'invalid_submission_values']);
  assert.match(String(message), /Row 7, column prediction: "high" is not a number\./);
  assert.match(String(remedy), /between 0 and 1/);
  await writeFile(at('other.csv'), csvOf(IDS.map((id) => `x${id}`)));
  assert.equal(outcomeOf(await submit(at('other.csv')))['code'], 'invalid_submission_ids');
  assert.equal((await kept()).length, before, 'nothing was sent');
});

test('a file is kept for the next round where that is asked for', async () => {
  const run = await submit(at('good.csv'), '--next');
  assert.deepEqual([run.code, outcomeOf(run)['state'], outcomeOf(run)['round']], [0, 'queued', null]);
});

test('what does not fit is refused in a sentence: the model, the key, the file, the server', async () => {
  const common = ['--server', origin, '--key-file', at('key')];
  await assertRefused(['submit', at('good.csv'), '--model', 'eve', ...common], /no model 'eve': it has ada_ridge/);
  await assertRefused(['submit', at('none.csv'), '--model', 'ada_ridge', ...common], /none\.csv cannot be read/);
  await assertRefused(['submit', '--model', 'ada_ridge', ...common], /name one file/);
  await assertRefused(['submit', at('good.csv'), '--model', 'ada_ridge', '--server', origin], /no key in ROBATA_KEY/);
  await writeFile(at('wrong'), 'PUBLIC$SECRET');
  const unknown = ['submit', at('good.csv'), '--model', 'ada_ridge', '--server', origin, '--key-file', at('wrong')];
  assertSentence(await robata(...unknown), /knows no such key/);
  const nowhere = ['submit', at('good.csv'), '--model', 'ada_ridge', '--server', 'http://127.0.0.1:9'];
  assertSentence(await robata(...nowhere, '--key-file', at('key')), /127\.0\.0\.1:9 does not answer/);
});
