import { randomBytes } from 'node:crypto';
import { closeSync, fsyncSync, linkSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';

/** The text of a file that only its owner may read, or null where there is none. */
export function readOwnerFile(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

/**
 * Writes a file that only its owner may read (mode 0600), whole or not at all. False where there is one already: it stays as it is.
 * The mode is there from the first moment, and a link that somebody laid in its way is not followed.
 */
export function writeOwnerFile(path: string, text: string): boolean {
  const temporary = `${path}.${randomBytes(6).toString('hex')}.part`;
  const file = openSync(temporary, 'wx', 0o600);
  try {
    writeSync(file, text);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  try {
    linkSync(temporary, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  } finally {
    rmSync(temporary, { force: true });
  }
}
