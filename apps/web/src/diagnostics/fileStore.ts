import type { FileStore, StoredFile } from '@robata/client';

const DATABASE = 'robata-release';
const FILES = 'files';

/**
 * Downloaded files in the browser's database, on its disk. Where it has none to give (private windows, a full disk), files are kept as long as the
 * page is open.
 */
export function fileStore(): FileStore {
  const here = new Map<string, StoredFile>();
  let opening: Promise<IDBDatabase | null> | null = null;
  const database = (): Promise<IDBDatabase | null> => (opening ??= open().catch(() => null));
  return {
    async get(name) {
      const held = here.get(name);
      if (held !== undefined) return held;
      const db = await database();
      if (db === null) return null;
      const found = await result<StoredFile | undefined>(db.transaction(FILES).objectStore(FILES).get(name)).catch(
        () => null,
      );
      return found ?? null;
    },
    async put(file) {
      const db = await database();
      try {
        if (db === null) throw new Error('no database');
        await result(db.transaction(FILES, 'readwrite').objectStore(FILES).put(file));
        here.delete(file.name);
      } catch {
        here.set(file.name, file);
      }
    },
  };
}

function open(): Promise<IDBDatabase> {
  const request = indexedDB.open(DATABASE, 1);
  request.addEventListener('upgradeneeded', () => request.result.createObjectStore(FILES, { keyPath: 'name' }));
  return result(request);
}

const result = <T>(request: IDBRequest<T>): Promise<T> =>
  new Promise((resolve, reject) => {
    request.addEventListener('success', () => resolve(request.result));
    request.addEventListener('error', () => reject(request.error ?? new Error('the browser keeps no files')));
  });
