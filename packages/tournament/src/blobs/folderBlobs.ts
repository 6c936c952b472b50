import { createReadStream } from 'node:fs';
import { mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Blobs } from './blobs.ts';
import { checkBlobKey } from './blobs.ts';

/** Null for a file that is not there. */
const orNull = <T>(reading: Promise<T>): Promise<T | null> =>
  reading.catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });

/** Blobs as files below `folder`. A blob is written beside its place and renamed, so that nobody ever reads half of one. */
export function folderBlobs(folder: string): Blobs {
  const pathOf = (key: string): string => join(folder, ...checkBlobKey(key).split('/'));
  let count = 0;
  return {
    async put(key, bytes) {
      const path = pathOf(key);
      await mkdir(dirname(path), { recursive: true });
      count += 1;
      const temporary = `${path}.${process.pid}.${count}.part`;
      try {
        await writeFile(temporary, bytes);
        await rename(temporary, path);
      } catch (error) {
        await rm(temporary, { force: true });
        throw error;
      }
    },
    get: (key) => orNull(readFile(pathOf(key))),
    async open(key) {
      const path = pathOf(key);
      const status = await orNull(stat(path));
      if (status === null) return null;
      return {
        size: status.size,
        read: (range) => createReadStream(path, range && { start: range.first, end: range.last }),
      };
    },
    remove: (key) => rm(pathOf(key), { force: true }),
  };
}
