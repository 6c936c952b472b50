import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import {
  addressSigner,
  type DatasetService,
  datasetService,
  memoryBlobs,
  memoryLiveRounds,
  openPglite,
  readSigningKey,
  type SubmissionService,
  submissionService,
  uploadFolder,
  type UploadService,
  uploadService,
} from '@robata/tournament';
import fastify, { type FastifyInstance } from 'fastify';
import { registerDatasets } from '../datasets/registerDatasets.ts';
import { registerUploads } from './registerUploads.ts';

const ids = Array.from({ length: 20 }, (_, at) => `n${String(at).padStart(3, '0')}`);
const csv = `id,prediction\n${ids.map((id, at) => `${id},${(at + 1) / 30}`).join('\n')}\n`;
const TRAIN = Buffer.from(Array.from({ length: 100_000 }, (_, at) => (at * 31) % 251));

describe('uploads and downloads over HTTP', () => {
  let app: FastifyInstance;
  let base: string;
  let folder: string;
  let uploads: UploadService;
  let submissions: SubmissionService;
  let datasets: DatasetService;
  let close: () => Promise<void>;
  const clock = { time: new Date('2026-01-03T19:00:00Z') };
  const now = () => clock.time;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'robata-http-'));
    const storage = await openPglite(null);
    const rounds = memoryLiveRounds();
    rounds.set('classic', [
      { number: 5, ids, state: 'open', opensAt: '2026-01-03T18:00:00Z', closesAt: '2026-01-05T14:30:00Z' },
    ]);
    const { db } = storage;
    const signer = addressSigner(await readSigningKey(db), now);
    const kept = uploadFolder(join(folder, 'uploads'));
    const publicUrl = () => base;
    uploads = uploadService({ db, folder: kept, signer, publicUrl, now });
    submissions = submissionService({
      db,
      blobs: memoryBlobs(),
      folder: kept,
      uploads,
      rounds,
      signer,
      publicUrl,
      now,
    });
    await mkdir(join(folder, 'datasets/v1.0'), { recursive: true });
    await writeFile(join(folder, 'datasets/v1.0/train.parquet'), TRAIN);
    datasets = datasetService({ folder: join(folder, 'datasets'), rounds, signer, publicUrl, now });
    app = fastify({ requestTimeout: 0 });
    registerUploads(app, { uploads, submissions, pace: { windowMs: 300, leastBytes: 1_000 } });
    registerDatasets(app, { datasets });
    base = await app.listen({ port: 0, host: '127.0.0.1' });
    close = async () => {
      await app.close();
      await storage.close();
      await rm(folder, { recursive: true, force: true });
    };
  });
  after(() => close());

  const auth = (account = 'ada') =>
    uploads.uploadAuth({ account, model: 1, filename: '../my preds.csv', kind: 'classic' });
  const create = (filename: string) =>
    submissions.create({ account: 'ada', model: 1, filename, tournament: 'classic' });
  const put = (url: string, body: string | Uint8Array<ArrayBuffer>, headers: Record<string, string> = {}) =>
    fetch(url, { method: 'PUT', body, headers });
  const keptFiles = async () =>
    (await readdir(join(folder, 'uploads'), { recursive: true })).filter((name) => name.includes('/'));
  const codeOf = async (answer: Response) => ((await answer.json()) as { code: string }).code;

  /** Also of one that was reset: `once` of node:events rejects then. */
  const closeOf = (socket: Socket): Promise<void> => new Promise((resolve) => socket.once('close', () => resolve()));

  /** Sends a raw request and gives what came back until the connection ended. */
  async function raw(text: string, body: string, destroyAfterMs: number | null = null): Promise<string> {
    const socket = connect(Number(new URL(base).port), '127.0.0.1');
    let answer = '';
    socket.setEncoding('utf8').on('data', (chunk: string) => {
      answer += chunk;
    });
    socket.on('error', () => undefined);
    socket.write(text + body);
    if (destroyAfterMs !== null) setTimeout(() => socket.destroy(), destroyAfterMs);
    await closeOf(socket);
    return answer;
  }

  it('takes a file at its address with status 200, whatever the content type, and a submission is made of it', async () => {
    const { filename, url } = auth();
    assert.match(filename, /^my_preds-[a-z2-7]{26}\.csv$/);
    assert.ok(url.startsWith(`${base}/uploads/${filename}?token=`));
    const answer = await put(url, csv, { 'content-type': 'text/csv', x_compute_id: 'abc-1' });
    assert.equal(answer.status, 200);
    const made = await create(filename);
    assert.deepEqual([made.state, made.filename, made.computeId], ['accepted', 'my_preds.csv', 'abc-1']);
    const second = auth();
    assert.equal(
      (await put(second.url, new Uint8Array(Buffer.from(csv)), { 'x-compute-id': 'abc-2' })).status,
      200,
      'no content type',
    );
    assert.equal((await create(second.filename)).id, made.id, 'the same bytes are the same submission');
    const late = await put(url, csv);
    assert.deepEqual([late.status, await codeOf(late)], [409, 'upload_used']);
    const download = await fetch((await submissions.downloadAuth({ account: 'ada', id: made.id })).url);
    assert.deepEqual([download.status, await download.text()], [200, csv]);
    assert.equal(download.headers.get('content-length'), String(csv.length));
  });

  it('takes a chunked body, and refuses an empty one', async () => {
    const { filename, url } = auth();
    const { pathname, search, port } = new URL(url);
    const sent = request({ port, path: pathname + search, method: 'PUT' });
    for (const line of csv.split(/(?<=\n)/)) sent.write(line);
    sent.end();
    const [answer] = (await once(sent, 'response')) as [{ statusCode: number; resume(): void }];
    answer.resume();
    assert.equal(answer.statusCode, 200);
    assert.equal((await create(filename)).state, 'accepted');
    const empty = await put(auth().url, '');
    assert.deepEqual([empty.status, await codeOf(empty)], [400, 'upload_truncated']);
  });

  it('keeps nothing of a body that ends too early, stands still, trickles, or is too large', async () => {
    const before = await keptFiles();
    const head = (length: number | string) => {
      const { filename, url } = auth();
      const { pathname, search } = new URL(url);
      return { filename, text: `PUT ${pathname}${search} HTTP/1.1\r\nhost: x\r\ncontent-length: ${length}\r\n\r\n` };
    };
    const truncated = head(1_000);
    await raw(truncated.text, csv.slice(0, 100), 50);
    const still = head(1_000);
    assert.match(await raw(still.text, csv.slice(0, 100)), /^(HTTP\/1\.1 408 |$)/);
    const large = head(65 * 2 ** 20);
    assert.match(await raw(large.text, 'id,prediction\n'), /^HTTP\/1\.1 413 .*"code":"upload_too_large".*64 MiB/s);
    const wrong = head('12x');
    assert.match(await raw(wrong.text, csv), /^HTTP\/1\.1 400 /);
    const trickle = head(100_000);
    const socket = connect(Number(new URL(base).port), '127.0.0.1').on('error', () => undefined);
    socket.write(trickle.text);
    const dripping = setInterval(() => socket.write('x'), 50);
    try {
      await closeOf(socket.resume());
    } finally {
      clearInterval(dripping);
    }
    for (const { filename } of [truncated, still, large, wrong, trickle]) {
      await assert.rejects(create(filename), { code: 'upload_not_found' });
    }
    // The connection is seen to end before what came of it is gone.
    for (let looks = 0; looks < 500 && (await keptFiles()).length > before.length; looks += 1) await wait(20);
    assert.deepEqual(await keptFiles(), before);
  });

  it('answers stolen, changed and expired addresses plainly', async () => {
    const mine = auth();
    const other = auth('eve');
    const swapped = mine.url.replace(mine.filename, other.filename);
    for (const url of [
      swapped,
      mine.url.replace(/token=.*/, 'token=x.y'),
      mine.url.replace(/\?.*/, ''),
      `${base}/uploads/..%2f..%2fetc%2fpasswd?token=x`,
    ]) {
      const answer = await put(url, csv);
      assert.deepEqual([answer.status, await codeOf(answer)], [403, 'address_invalid'], url);
    }
    clock.time = new Date('2026-01-03T20:00:01Z');
    const expired = await put(mine.url, csv);
    assert.deepEqual([expired.status, await codeOf(expired)], [403, 'address_expired']);
    clock.time = new Date('2026-01-03T19:00:00Z');
    const dataset = await datasets.datasetUrl('v1.0/train.parquet', { tournament: 'classic' });
    assert.equal(
      (await put(mine.url.replace(/token=.*/, new URL(dataset).search.slice(1)), csv)).status,
      403,
      'made for something else',
    );
  });

  it('gives a dataset whole, its head, its end, and any part of it', async () => {
    const url = await datasets.datasetUrl('v1.0/train.parquet', { tournament: 'classic' });
    const get = async (headers: Record<string, string> = {}, method = 'GET') => {
      const answer = await fetch(url, { method, headers });
      return { status: answer.status, headers: answer.headers, bytes: Buffer.from(await answer.arrayBuffer()) };
    };
    const whole = await get();
    assert.equal(whole.status, 200);
    assert.deepEqual(whole.bytes, TRAIN);
    assert.deepEqual(
      [whole.headers.get('content-length'), whole.headers.get('content-encoding'), whole.headers.get('accept-ranges')],
      ['100000', null, 'bytes'],
    );
    const etag = whole.headers.get('etag') ?? '';
    const head = await get({}, 'HEAD');
    assert.deepEqual([head.status, head.headers.get('content-length'), head.bytes.length], [200, '100000', 0]);
    const rest = await get({ range: 'bytes=99000-' });
    assert.deepEqual(
      [rest.status, rest.headers.get('content-range'), rest.headers.get('content-length')],
      [206, 'bytes 99000-99999/100000', '1000'],
    );
    assert.deepEqual(rest.bytes, TRAIN.subarray(99_000));
    assert.deepEqual((await get({ range: 'bytes=10-19' })).bytes, TRAIN.subarray(10, 20));
    assert.deepEqual((await get({ range: 'bytes=99990-200000' })).bytes, TRAIN.subarray(99_990));
    assert.deepEqual((await get({ range: 'bytes=-7' })).bytes, TRAIN.subarray(-7));
    const beyond = await get({ range: 'bytes=100000-' });
    assert.deepEqual([beyond.status, beyond.headers.get('content-range')], [416, 'bytes */100000']);
    for (const range of ['bytes=5-2', 'bytes=-', 'lines=1-2', 'bytes=0-1,5-6'])
      assert.equal((await get({ range })).status, 200, range);
    assert.equal((await get({ range: 'bytes=1-2', 'if-range': etag })).status, 206);
    assert.equal((await get({ range: 'bytes=1-2', 'if-range': '"another"' })).status, 200);
    assert.equal((await get({ 'if-none-match': etag })).status, 304);
    assert.equal((await get({ 'accept-encoding': 'gzip, br' })).headers.get('content-encoding'), null);
  });

  it('gives somebody who goes on after a new release the rest of the file that he began', async () => {
    const url = await datasets.datasetUrl('v1.0/train.parquet', { tournament: 'classic' });
    const first = await fetch(url, { headers: { range: 'bytes=0-49999' } });
    const begun = Buffer.from(await first.arrayBuffer());
    await writeFile(join(folder, 'datasets/new'), Buffer.alloc(100_000, 1));
    await rename(join(folder, 'datasets/new'), join(folder, 'datasets/v1.0/train.parquet'));
    const rest = Buffer.from(await (await fetch(url, { headers: { range: 'bytes=50000-' } })).arrayBuffer());
    assert.deepEqual(Buffer.concat([begun, rest]), TRAIN);
    const stolen = await fetch(url.replace('train.parquet', '..%2ftrain.parquet'));
    assert.equal(stolen.status, 403);
    clock.time = new Date('2026-01-04T19:00:01Z');
    assert.equal((await fetch(url)).status, 403);
    clock.time = new Date('2026-01-03T19:00:00Z');
  });
});
