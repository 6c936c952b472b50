import { closeSync, existsSync, openSync, readFileSync, readSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Matrix, matrix } from '@robata/kernels';

/** Raw little-endian doubles and small values in a folder, so that ours and a peer in another language read the same input. */
export interface Folder {
  readonly path: string;
  has(name: string): boolean;
  write(name: string, values: Float64Array): void;
  /** Column-major. */
  writeMatrix(name: string, values: Matrix): void;
  read(name: string): Float64Array;
  readMatrix(name: string): Matrix;
  writeValues(name: string, values: unknown): void;
  readValues<T>(name: string): T;
}

export function folderAt(path: string): Folder {
  const fileOf = (name: string): string => join(path, `${name}.f64`);
  const valuesOf = (name: string): string => join(path, `${name}.json`);
  const folder: Folder = {
    path,
    has: (name) => existsSync(fileOf(name)) || existsSync(valuesOf(name)),
    write: (name, values) =>
      writeFileSync(fileOf(name), new Uint8Array(values.buffer, values.byteOffset, values.byteLength)),
    writeMatrix(name, { rows, columns, data }) {
      folder.write(name, data);
      folder.writeValues(`${name}.shape`, [rows, columns]);
    },
    read(name) {
      const file = fileOf(name);
      const values = new Float64Array(statSync(file).size / 8);
      const bytes = new Uint8Array(values.buffer);
      const handle = openSync(file, 'r');
      for (let at = 0, got = 1; at < bytes.length && got > 0; at += got) {
        got = readSync(handle, bytes, at, Math.min(2 ** 28, bytes.length - at), at);
      }
      closeSync(handle);
      return values;
    },
    readMatrix(name) {
      const [rows, columns] = folder.readValues<[number, number]>(`${name}.shape`);
      return matrix(rows, columns, folder.read(name));
    },
    writeValues: (name, values) => writeFileSync(valuesOf(name), JSON.stringify(values)),
    readValues: <T>(name: string) => JSON.parse(readFileSync(valuesOf(name), 'utf8')) as T,
  };
  return folder;
}
