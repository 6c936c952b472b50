import { open, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Part } from './archive.ts';

/**
 * What a data folder holds beside its files: the database, which is read as tables; what belongs to a running process; and the key of this
 * machine's operator, of which a restored folder gets one of its own.
 */
const LEFT_OUT = new Set(['database', 'lock', 'lock-journal', 'lock-wal', 'lock-shm', 'server.json', 'operator.json']);

/** Files that are being written have names with this ending, or stand in a folder with a name that begins with a dot. */
const isUnfinished = (name: string): boolean => name.endsWith('.part') || name.startsWith('.');

/** The files of a data folder as parts `files/PATH`, in alphabetical order. They are written whole and renamed: a file that is there is complete. */
export async function* dataFiles(folder: string, path = ''): AsyncGenerator<Part> {
  const entries = await readdir(join(folder, path), { withFileTypes: true }).catch(noneThere);
  for (const entry of (entries ?? []).sort((a, b) => (a.name < b.name ? -1 : 1))) {
    if (isUnfinished(entry.name) || (path === '' && LEFT_OUT.has(entry.name))) continue;
    const name = path === '' ? entry.name : `${path}/${entry.name}`;
    if (entry.isDirectory()) yield* dataFiles(folder, name);
    else if (entry.isFile()) yield* filePart(folder, name);
  }
}

async function* filePart(folder: string, name: string): AsyncGenerator<Part> {
  const handle = await open(join(folder, name)).catch(noneThere);
  if (handle === null) return;
  try {
    const { size } = await handle.stat();
    const content = handle.createReadStream({ autoClose: false, ...(size === 0 ? {} : { end: size - 1 }) });
    yield { name: `files/${name}`, bytes: size, content };
  } finally {
    await handle.close();
  }
}

/** Null for what was removed since it was listed. */
function noneThere(error: NodeJS.ErrnoException): null {
  if (error.code === 'ENOENT') return null;
  throw error;
}
