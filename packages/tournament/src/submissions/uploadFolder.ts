import { createHash } from 'node:crypto';
import { type FileHandle, mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';

export interface StoredFile {
  /** The name to read it by. */
  readonly file: string;
  readonly bytes: number;
  readonly sha256: string;
}

/** Uploaded bytes as files of one folder. A file is there whole or not at all. */
export interface UploadFolder {
  /**
   * Stores a stream of bytes under a new name. Whatever `source` throws, and a RangeError beyond `limitBytes`, leaves nothing behind.
   */
  store(source: AsyncIterable<Uint8Array>, limitBytes: number, name: string): Promise<StoredFile>;
  /** The bytes; throws where there are none. */
  read(file: string): Promise<Uint8Array<ArrayBuffer>>;
  /** For downloads: the file stays whole for its reader whatever becomes of its name. */
  open(file: string): Promise<FileHandle>;
  remove(file: string): Promise<void>;
  /** Names of files, finished or not, that were last written before a time. */
  olderThan(time: Date): AsyncIterable<string>;
}

const FILE = /^[a-z0-9]{2}\/[a-z0-9]+(\.part)?$/;

/** `name`: lower-case letters and digits, at least three. Files are spread over subfolders by its first two. */
export function uploadFolder(folder: string): UploadFolder {
  const pathOf = (file: string): string => {
    if (!FILE.test(file)) throw new RangeError(`'${file}' is not the name of an upload`);
    return join(folder, file);
  };
  return {
    async store(source, limitBytes, name) {
      const file = `${name.slice(0, 2)}/${name}`;
      const path = pathOf(file);
      const part = pathOf(`${file}.part`);
      await mkdir(join(folder, name.slice(0, 2)), { recursive: true, mode: 0o700 });
      const handle = await open(part, 'wx', 0o600);
      try {
        const hash = createHash('sha256');
        let bytes = 0;
        for await (const chunk of source) {
          bytes += chunk.length;
          if (bytes > limitBytes) throw new RangeError(`more than ${limitBytes} bytes`);
          hash.update(chunk);
          await handle.writeFile(chunk);
        }
        await handle.close();
        await rename(part, path);
        return { file, bytes, sha256: hash.digest('hex') };
      } catch (error) {
        await handle.close();
        await rm(part, { force: true });
        throw error;
      }
    },
    read: (file) => readFile(pathOf(file)),
    open: (file) => open(pathOf(file), 'r'),
    remove: (file) => rm(pathOf(file), { force: true }),
    async *olderThan(time) {
      for (const shard of await readdir(folder).catch(() => [] as string[])) {
        for (const name of await readdir(join(folder, shard)).catch(() => [] as string[])) {
          const file = `${shard}/${name}`;
          if (!FILE.test(file)) continue;
          const written = await stat(pathOf(file)).catch(() => null);
          if (written !== null && written.mtime < time) yield file;
        }
      }
    },
  };
}
