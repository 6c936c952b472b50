import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { readOwnerFile, writeOwnerFile } from '@robata/tournament/folder';

const pathOf = (folder: string): string => join(folder, 'server.json');

/**
 * Tells other commands on this machine where the server of a data folder is: `<folder>/server.json`, for its owner's eyes only. The caller holds
 * the folder, so that a file of a server that died is overwritten. Gives what takes it away again.
 */
export function announceServer(folder: string, url: string): () => void {
  const path = pathOf(folder);
  rmSync(path, { force: true });
  writeOwnerFile(path, `${JSON.stringify({ url, pid: process.pid })}\n`);
  return () => rmSync(path, { force: true });
}

/** Where the server of a data folder is, or null: none said so, or the one that did has died. */
export function findServer(folder: string): string | null {
  try {
    const { url, pid } = JSON.parse(readOwnerFile(pathOf(folder)) ?? 'null') as { url: unknown; pid: unknown };
    if (typeof url !== 'string' || typeof pid !== 'number' || !/^https?:$/.test(new URL(url).protocol)) return null;
    return isAlive(pid) ? url : null;
  } catch {
    return null;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
