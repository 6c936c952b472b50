import { type FileHandle, open } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { UsageError } from './usageError.ts';

/** Of the text; V8 holds no longer string. */
const LARGEST_BYTES = 511 * 1024 * 1024;

/** Reads a JSON file, plain or gzip. Throws UsageError with one sentence where it is missing, too large, empty or not JSON. */
export async function readJsonFile(path: string, what: string): Promise<unknown> {
  const file = await open(path, 'r').catch((cause: NodeJS.ErrnoException) => {
    const why =
      cause.code === 'ENOENT'
        ? 'is not there'
        : cause.code === 'EACCES'
          ? 'may not be read'
          : `cannot be opened (${cause.code ?? 'unknown'})`;
    throw new UsageError(`${path} ${why}: name a ${what} file.`, { cause });
  });
  try {
    const text = await readText(file, path, what);
    try {
      return JSON.parse(text) as unknown;
    } catch (cause) {
      throw new UsageError(`${path} is not JSON (${whyNotJson(text, cause)}): name a ${what} file in JSON.`, { cause });
    }
  } finally {
    await file.close();
  }
}

async function readText(file: FileHandle, path: string, what: string): Promise<string> {
  const status = await file.stat();
  if (!status.isFile()) throw new UsageError(`${path} is not a file: name a ${what} file.`);
  if (status.size === 0) throw new UsageError(`${path} is empty: name a ${what} file.`);
  const head = new Uint8Array(2);
  await file.read(head, 0, 2, 0);
  const isGzip = head[0] === 0x1f && head[1] === 0x8b;
  const bytes = file.createReadStream({ start: 0, autoClose: false });
  const text: AsyncIterable<Buffer> = isGzip ? unzipped(bytes) : bytes;
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of text) {
      size += chunk.length;
      if (size > LARGEST_BYTES) {
        throw new UsageError(`${path} holds more than the ${LARGEST_BYTES} bytes that a ${what} may have: shorten it.`);
      }
      if (chunk.includes(0)) throw new UsageError(`${path} is not text: name a ${what} file in JSON.`);
      chunks.push(chunk);
    }
  } catch (cause) {
    if (cause instanceof UsageError) throw cause;
    const why = isGzip ? 'is damaged or cut off gzip' : 'cannot be read to its end';
    throw new UsageError(`${path} ${why}: name a ${what} file.`, { cause });
  }
  return Buffer.concat(chunks)
    .toString('utf8')
    .replace(/^\uFEFF/, '');
}

/** A pipe does not pass on the errors of its source. */
function unzipped(bytes: Readable): Readable {
  const unzip = createGunzip();
  bytes.on('error', (cause) => unzip.destroy(cause));
  return bytes.pipe(unzip);
}

/** Python writes NaN and Infinity, which JSON does not know: where one stands is more use than the parser's words. */
function whyNotJson(text: string, cause: unknown): string {
  const stranger = /[[,:\s](NaN|-?Infinity)\b/.exec(text);
  if (stranger !== null) {
    const field = /"([^"]*)"\s*:[^:]*$/.exec(text.slice(0, stranger.index + 1))?.[1];
    return `${stranger[1]}${field === undefined ? '' : ` in the field ${field}`} is no number there`;
  }
  return cause instanceof Error ? cause.message : 'unreadable';
}
