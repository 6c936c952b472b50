import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import { download, type DownloadOptions } from './download.ts';
import { ServerAnswerError } from './errors.ts';

const FILE = Buffer.from(Array.from({ length: 1000 }, (_, i) => i % 251));

/** A server whose connections break after `breakAfter` bytes of each answer, and which knows ranges. Gives the ranges that were asked for. */
async function withFile(
  { breakAfter, etags = ['"one"'] }: { breakAfter: number; etags?: readonly string[] },
  use: (read: (options?: DownloadOptions) => Promise<Buffer>) => Promise<void>,
): Promise<(string | undefined)[]> {
  const ranges: (string | undefined)[] = [];
  let breakAt: (bytes: number) => void = () => undefined;
  const server = createServer((request, response) => {
    const etag = etags[Math.min(ranges.length, etags.length - 1)] as string;
    const { range, 'if-range': ifRange } = request.headers;
    ranges.push(range);
    const asked = ifRange === undefined || ifRange === etag ? Number(/^bytes=(\d+)-$/.exec(range ?? '')?.[1] ?? 0) : 0;
    if (asked >= FILE.length) {
      response.writeHead(416, { 'content-range': `bytes */${FILE.length}` }).end('{}');
      return;
    }
    const part = FILE.subarray(asked);
    response.writeHead(asked > 0 ? 206 : 200, {
      etag,
      'content-length': part.length,
      ...(asked > 0 ? { 'content-range': `bytes ${asked}-${FILE.length - 1}/${FILE.length}` } : {}),
    });
    response.write(part.subarray(0, breakAfter));
    if (part.length <= breakAfter) response.end();
    // Once all of it has been read: what has come and was not read may go with the connection.
    else breakAt = (bytes) => void (bytes === asked + breakAfter && response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/file`;
  try {
    await use(async (options) => {
      const chunks: Uint8Array[] = [];
      const onProgress = (bytes: number): void => {
        options?.onProgress?.(bytes);
        breakAt(bytes);
      };
      for await (const chunk of download(async () => address, fetch, { ...options, onProgress })) chunks.push(chunk);
      return Buffer.concat(chunks);
    });
  } finally {
    server.closeAllConnections();
    server.close();
  }
  return ranges;
}

test('a connection that breaks is taken up where it broke', async () => {
  const progress: number[] = [];
  const ranges = await withFile({ breakAfter: 400 }, async (read) => {
    assert.deepEqual(await read({ onProgress: (bytes) => progress.push(bytes) }), FILE);
  });
  assert.deepEqual(ranges, [undefined, 'bytes=400-', 'bytes=800-']);
  assert.equal(progress.at(-1), FILE.length);
});

test('an earlier download goes on, and one that has all of it is done', async () => {
  const ranges = await withFile({ breakAfter: 1000 }, async (read) => {
    assert.deepEqual(await read({ fromByte: 700, etag: '"one"' }), FILE.subarray(700));
    assert.equal((await read({ fromByte: 1000, etag: '"one"' })).length, 0);
  });
  assert.deepEqual(ranges, ['bytes=700-', 'bytes=1000-']);
});

test('a file that is another one meanwhile is refused, never mixed with the first', async () => {
  const isChanged = (error: unknown) => error instanceof ServerAnswerError && error.code === 'file_changed';
  await withFile({ breakAfter: 400, etags: ['"one"', '"two"'] }, (read) => assert.rejects(read(), isChanged));
  await withFile({ breakAfter: 1000 }, (read) => assert.rejects(read({ fromByte: 5, etag: '"zero"' }), isChanged));
});

test('a signal calls a download off', async () => {
  await withFile({ breakAfter: 400 }, async (read) => {
    const stop = new AbortController();
    const reading = read({ signal: stop.signal, onProgress: () => stop.abort(new Error('enough')) });
    await assert.rejects(reading, /enough/);
  });
});
