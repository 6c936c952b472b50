import { type FileHandle, open, rename, rm } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { constants, crc32, createDeflateRaw } from 'node:zlib';

export interface ZipEntry {
  /** ASCII, without folders. */
  readonly name: string;
  readonly content: AsyncIterable<string>;
}

const LOCAL = 0x04034b50;
const CENTRAL = 0x02014b50;
const END = 0x06054b50;
const END_64 = 0x06064b50;
const LOCATOR_64 = 0x07064b50;
/** Sizes stand in the 64-bit extra field: a file may be of any length. */
const ELSEWHERE = 0xffffffff;
const VERSION_64 = 45;
const DEFLATED = 8;
/** 1980-01-01, the first day of the format: equal contents give equal bytes. */
const DOS_DATE = 0x21;

interface Written {
  readonly name: string;
  readonly offset: number;
  readonly crc: number;
  readonly size: number;
  readonly packed: number;
}

/**
 * Writes texts, each as it comes, as the files of one zip (with 64-bit sizes, PKWARE APPNOTE 4.3): memory holds a chunk at a time, and the
 * zip gets its name only when it is whole.
 */
export async function writeZip(path: string, entries: readonly ZipEntry[]): Promise<void> {
  const part = `${path}.part`;
  const file = await open(part, 'w');
  try {
    const written: Written[] = [];
    let at = 0;
    for (const { name, content } of entries) {
      const begin = at + headerOf({ name, offset: at, crc: 0, size: 0, packed: 0 }, LOCAL).length;
      const { crc, size, end } = await deflated(file, begin, content);
      const entry = { name, offset: at, crc, size, packed: end - begin };
      await file.write(headerOf(entry, LOCAL), 0, undefined, at);
      written.push(entry);
      at = end;
    }
    const directory = Buffer.concat(written.map((entry) => headerOf(entry, CENTRAL)));
    await file.write(Buffer.concat([directory, endOf(written.length, at, directory.length)]), 0, undefined, at);
    await file.close();
    await rename(part, path);
  } catch (error) {
    await file.close();
    await rm(part, { force: true });
    throw error;
  }
}

async function deflated(file: FileHandle, begin: number, content: AsyncIterable<string>) {
  let crc = 0;
  let size = 0;
  let end = begin;
  const counted = async function* (): AsyncGenerator<Buffer> {
    for await (const text of content) {
      const bytes = Buffer.from(text);
      crc = crc32(bytes, crc);
      size += bytes.length;
      yield bytes;
    }
  };
  const packing = Readable.from(counted()).compose(createDeflateRaw({ level: constants.Z_BEST_SPEED }));
  for await (const chunk of packing as AsyncIterable<Buffer>) {
    await file.write(chunk, 0, chunk.length, end);
    end += chunk.length;
  }
  return { crc, size, end };
}

function headerOf({ name, offset, crc, size, packed }: Written, kind: typeof LOCAL | typeof CENTRAL): Buffer {
  const isCentral = kind === CENTRAL;
  const sizes = [size, packed, ...(isCentral ? [offset] : [])];
  const common = [
    u16(VERSION_64),
    u16(0),
    u16(DEFLATED),
    u16(0),
    u16(DOS_DATE),
    u32(crc),
    u32(ELSEWHERE),
    u32(ELSEWHERE),
  ];
  const extra = Buffer.concat([u16(1), u16(8 * sizes.length), ...sizes.map(u64)]);
  return Buffer.concat([
    u32(kind),
    ...(isCentral ? [u16(VERSION_64)] : []),
    ...common,
    u16(name.length),
    u16(extra.length),
    // Comment, disk, attributes within and without, and where the local header is.
    ...(isCentral ? [u16(0), u16(0), u16(0), u32(0), u32(ELSEWHERE)] : []),
    Buffer.from(name, 'latin1'),
    extra,
  ]);
}

/** The 64-bit end of the central directory, where it is, and the end of old, whose figures say that they stand in the former. */
const endOf = (count: number, at: number, length: number): Buffer =>
  Buffer.concat(
    [
      [
        u32(END_64),
        u64(44),
        u16(VERSION_64),
        u16(VERSION_64),
        u32(0),
        u32(0),
        u64(count),
        u64(count),
        u64(length),
        u64(at),
      ],
      [u32(LOCATOR_64), u32(0), u64(at + length), u32(1)],
      [u32(END), u16(0xffff), u16(0xffff), u16(0xffff), u16(0xffff), u32(ELSEWHERE), u32(ELSEWHERE), u16(0)],
    ].flat(),
  );

function u16(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16LE(value);
  return bytes;
}

function u32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

function u64(value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(BigInt(value));
  return bytes;
}
