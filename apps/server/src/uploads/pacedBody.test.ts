import assert from 'node:assert/strict';
import { PassThrough } from 'node:stream';
import { type TestContext, test } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { pacedBody } from './pacedBody.ts';

const EVERY_MS = 1_000;
const PACE = { windowMs: 30_000, leastBytes: 30_000, totalMs: 100_000 };

/** A client that sends so many bytes each second; how many came, the refusal's code, and after how many seconds. */
async function upload(context: TestContext, bytesEach: number, seconds: number, storingMs = 0) {
  context.mock.timers.enable({ apis: ['setTimeout', 'Date'] });
  const raw = new PassThrough();
  let came = 0;
  const end: { code?: string | null } = {};
  const storing = (async () => {
    for await (const chunk of pacedBody(raw, PACE, () => Date.now())) {
      came += chunk.length;
      context.mock.timers.tick(storingMs);
    }
    return null;
  })().then(
    () => (end.code = null),
    (error: { code: string }) => (end.code = error.code),
  );
  let second = 0;
  for (; second < seconds && end.code === undefined; second += 1) {
    if (bytesEach > 0) raw.write(Buffer.alloc(bytesEach));
    await turn();
    context.mock.timers.tick(EVERY_MS);
    // What has come is read, then judged, then the refusal arrives.
    for (let turns = 0; turns < 4; turns += 1) await turn();
  }
  if (end.code === undefined) raw.end();
  await storing;
  return { came, code: end.code, second };
}

test('a slow body that keeps to the least pace is whole', async (context) => {
  assert.deepEqual(await upload(context, 1_500, 90), { came: 135_000, code: null, second: 90 });
});

test('one that stands still, or trickles, is given up after a window', async (context) => {
  assert.deepEqual(await upload(context, 0, 90), { came: 0, code: 'upload_timeout', second: 30 });
  context.mock.timers.reset();
  assert.deepEqual(await upload(context, 900, 90), { came: 27_000, code: 'upload_timeout', second: 30 });
});

test('one without end is given up after the time for the whole', async (context) => {
  const { code, second } = await upload(context, 50_000, 200);
  assert.deepEqual([code, second], ['upload_timeout', 100]);
});

test('what we take to store it is not its time', async (context) => {
  const { code, came } = await upload(context, 2_000, 20, 3_500);
  assert.deepEqual([code, came], [null, 40_000]);
});

test('one whose connection ends is truncated', async () => {
  const raw = new PassThrough();
  raw.write('x');
  setImmediate(() => raw.destroy(new Error('reset')));
  await assert.rejects(
    async () => {
      for await (const _ of pacedBody(raw));
    },
    { code: 'upload_truncated' },
  );
});
