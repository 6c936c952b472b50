import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Blobs } from './blobs.ts';
import { checkBlobKey } from './blobs.ts';

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
    async get(key) {
      try {
        return await readFile(pathOf(key));
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
        throw error;
      }
    },
    remove: (key) => rm(pathOf(key), { force: true }),
  };
}
