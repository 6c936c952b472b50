import { type FileHandle, open } from 'node:fs/promises';
import { basename } from 'node:path';

import { refuse } from './refuse.ts';

export type FileKind = 'parquet' | 'text' | 'gzip';

const HEAD_BYTES = 4096;
const SMALLEST_PARQUET_BYTES = 12;

/** Files that people take for tables, by their first bytes (latin1). */
const STRANGERS: readonly (readonly [start: string, what: string])[] = [
  ['PARE', 'an encrypted Parquet file'],
  ['\x89PNG', 'a PNG picture'],
  ['\xff\xd8\xff', 'a JPEG picture'],
  ['GIF8', 'a GIF picture'],
  ['%PDF', 'a PDF document'],
  ['PK\x03\x04', 'a ZIP archive or a spreadsheet'],
  ['\xd0\xcf\x11\xe0', 'an old Office document'],
  ['7z\xbc\xaf', 'a 7z archive'],
  ['\x28\xb5\x2f\xfd', 'a Zstandard archive'],
  ['BZh', 'a bzip2 archive'],
  ['\xfd7zXZ', 'an XZ archive'],
  ['ARROW1', 'an Arrow file'],
  ['\x89HDF', 'an HDF5 file'],
  ['SQLite format 3', 'a SQLite database'],
  ['\x7fELF', 'a program'],
  ['\xff\xfe', 'UTF-16 text'],
  ['\xfe\xff', 'UTF-16 text'],
];

/**
 * What a file is by its content (its name does not count). Reads its first 4 kB and last 4 bytes only.
 * Refuses what is no table: absent, no file, empty, cut off, another format, bytes that are no text.
 */
export async function fileKind(path: string): Promise<FileKind> {
  const source = basename(path);
  const file = await openFile(path, source);
  try {
    const information = await file.stat();
    if (information.isDirectory()) refuse(source, 'this is a folder; name a CSV or Parquet file.');
    if (!information.isFile()) refuse(source, 'this is not a regular file; name a CSV or Parquet file.');
    if (information.size === 0) refuse(source, 'the file is empty; export it again.');
    const head = await readLatin1(file, 0, Math.min(HEAD_BYTES, information.size));
    if (head.startsWith('PAR1')) {
      const tail = information.size < SMALLEST_PARQUET_BYTES ? '' : await readLatin1(file, information.size - 4, 4);
      if (tail !== 'PAR1') refuse(source, 'the Parquet file is cut off before its end; copy or download it again.');
      return 'parquet';
    }
    if (head.startsWith('\x1f\x8b')) return 'gzip';
    const stranger = STRANGERS.find(([start]) => head.startsWith(start));
    if (stranger) refuse(source, `this is ${stranger[1]}; give the table as CSV (UTF-8) or Parquet.`);
    if (head.includes('\0')) refuse(source, 'these bytes are no text; give the table as CSV (UTF-8) or Parquet.');
    return 'text';
  } finally {
    await file.close();
  }
}

async function openFile(path: string, source: string): Promise<FileHandle> {
  try {
    return await open(path, 'r');
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code;
    if (code === 'EISDIR') return refuse(source, 'this is a folder; name a CSV or Parquet file.');
    if (code === 'ENOENT' || code === 'ENOTDIR') return refuse(source, 'there is no such file; check the path.');
    return refuse(source, `the file cannot be opened (${code ?? 'unknown cause'}); check its permissions.`);
  }
}

async function readLatin1(file: FileHandle, position: number, length: number): Promise<string> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, position);
  return buffer.toString('latin1', 0, bytesRead);
}
