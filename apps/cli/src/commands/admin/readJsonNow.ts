import { readFileSync, statSync } from 'node:fs';
import { UsageError } from '../../usageError.ts';

/** A server takes no larger body. */
const LARGEST_BYTES = 48 * 1024;

/** A small JSON file, read at once. Throws UsageError with one sentence where it is missing, too large or not JSON. */
export function readJsonNow(path: string, what: string): unknown {
  let text: string;
  try {
    if (statSync(path).size > LARGEST_BYTES)
      throw new UsageError(`${path} is larger than ${LARGEST_BYTES} bytes: name a ${what} file.`);
    text = readFileSync(path, 'utf8');
  } catch (cause) {
    if (cause instanceof UsageError) throw cause;
    throw new UsageError(`${path} cannot be read: name a ${what} file in JSON.`, { cause });
  }
  try {
    return JSON.parse(text.replace(/^\uFEFF/, '')) as unknown;
  } catch (cause) {
    throw new UsageError(
      `${path} is not JSON (${cause instanceof Error ? cause.message : 'unreadable'}): name a ${what} file in JSON.`,
      { cause },
    );
  }
}
