import { createHash } from 'node:crypto';
import { openAsBlob } from 'node:fs';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { FileStore } from '@robata/client';

/** Downloaded files in a folder, whole or not at all: what a stopped program had begun is begun anew. */
export function folderStore(folder: string): FileStore {
  const placeOf = (name: string): string => join(folder, createHash('sha256').update(name).digest('hex').slice(0, 32));
  return {
    async get(name) {
      const place = placeOf(name);
      const etag = await readFile(`${place}.tag`, 'utf8').catch(() => null);
      if (etag === null) return null;
      return { name, etag, blob: await openAsBlob(place) };
    },
    async put({ name, etag, blob }) {
      const place = placeOf(name);
      await mkdir(folder, { recursive: true });
      await writeFile(`${place}.part`, blob.stream());
      await rename(`${place}.part`, place);
      await writeFile(`${place}.tag`, etag);
    },
  };
}
