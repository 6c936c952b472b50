import { readFileSync, statSync } from 'node:fs';
import { UsageError } from '../../usageError.ts';

/** A text file, read at once. Throws UsageError with one sentence where it is missing or too large. */
export function readTextNow(path: string, what: string, largestBytes: number): string {
  try {
    if (statSync(path).size > largestBytes)
      throw new UsageError(`${path} is larger than ${largestBytes} bytes: name a file of ${what}.`);
    return readFileSync(path, 'utf8');
  } catch (cause) {
    if (cause instanceof UsageError) throw cause;
    throw new UsageError(`${path} cannot be read: name a file of ${what}.`, { cause });
  }
}
