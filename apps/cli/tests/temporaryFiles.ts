import { mkdtempSync } from 'node:fs';
import { rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after } from 'node:test';

export interface TemporaryFiles {
  /** The path of a name in the folder. */
  at(name: string): string;
  /** Writes a file that is not there yet (tests that run side by side would see each other's half) and returns its path. */
  put(name: string, content: string | Uint8Array): Promise<string>;
  /** A file of 2^30 bytes that takes no room on the disk: the given beginning, then zeros. */
  putZeros(name: string, beginning?: string): Promise<string>;
}

/** A folder for the tests of one file, removed after them. */
export function temporaryFiles(): TemporaryFiles {
  const folder = mkdtempSync(join(tmpdir(), 'robata-cli-'));
  after(() => rm(folder, { recursive: true }));
  const at = (name: string): string => join(folder, name);
  const put = async (name: string, content: string | Uint8Array): Promise<string> => {
    await writeFile(at(name), content, { flag: 'wx' });
    return at(name);
  };
  return {
    at,
    put,
    async putZeros(name, beginning = '') {
      const path = await put(name, beginning);
      await truncate(path, 2 ** 30);
      return path;
    },
  };
}
