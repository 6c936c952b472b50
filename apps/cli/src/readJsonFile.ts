import { type FileHandle, open } from 'node:fs/promises';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
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
  const { size } = status;
  if (!status.isFile()) throw new UsageError(`${path} is not a file: name a ${what} file.`);
  if (size === 0) throw new UsageError(`${path} is empty: name a ${what} file.`);
  if (size > LARGEST_BYTES)
    throw new UsageError(`${path} has ${size} bytes, more than the ${LARGEST_BYTES} that a ${what} may have.`);
  const head = new Uint8Array(64);
  await file.read(head, 0, 64, 0);
  const isGzip = head[0] === 0x1f && head[1] === 0x8b;
  if (!isGzip && head.subarray(0, size).includes(0))
    throw new UsageError(`${path} is not text: name a ${what} file in JSON.`);
  const bytes = await file.readFile();
  return (isGzip ? await unzip(bytes, path, what) : bytes).toString('utf8');
}

async function unzip(bytes: Buffer, path: string, what: string): Promise<Buffer> {
  try {
    return await promisify(gunzip)(bytes, { maxOutputLength: LARGEST_BYTES });
  } catch (cause) {
    const isLarge = (cause as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE';
    const why = isLarge
      ? `unpacks to more than the ${LARGEST_BYTES} bytes that a ${what} may have`
      : 'is damaged or cut off gzip';
    throw new UsageError(`${path} ${why}: name a ${what} file.`, { cause });
  }
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
