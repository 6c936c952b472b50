import { open } from 'node:fs/promises';
import { UsageError } from './usageError.ts';

const LARGEST_BYTES = 512 * 1024 * 1024;

/** Reads a JSON file. Throws UsageError with one sentence where it is missing, too large, empty or not JSON. */
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
    const { size } = await file.stat();
    const isFile = (await file.stat()).isFile();
    if (!isFile) throw new UsageError(`${path} is not a file: name a ${what} file.`);
    if (size === 0) throw new UsageError(`${path} is empty: name a ${what} file.`);
    if (size > LARGEST_BYTES)
      throw new UsageError(`${path} has ${size} bytes, more than the ${LARGEST_BYTES} that a ${what} may have.`);
    const head = new Uint8Array(64);
    await file.read(head, 0, 64, 0);
    if (head.includes(0)) throw new UsageError(`${path} is not text: name a ${what} file in JSON.`);
    const text = await file.readFile('utf8');
    try {
      return JSON.parse(text) as unknown;
    } catch (cause) {
      throw new UsageError(
        `${path} is not JSON (${cause instanceof Error ? cause.message : 'unreadable'}): name a ${what} file in JSON.`,
        { cause },
      );
    }
  } finally {
    await file.close();
  }
}
