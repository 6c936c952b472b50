import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { Readable, type Transform } from 'node:stream';
import { constants, createGunzip, createGzip } from 'node:zlib';
import { DomainError } from '../domainError.ts';
import { ByteReader } from './byteReader.ts';
import { HEADER_BYTES, paddingOf, parseTarHeader, TAR_END, tarHeader } from './tar.ts';

export interface Part {
  readonly name: string;
  readonly bytes: number;
  readonly content: AsyncIterable<Uint8Array>;
}

const SUMS = 'SHA256SUMS';
const SUMS_BYTES_MAX = 512 * 2 ** 20;
const PADDING = Buffer.alloc(HEADER_BYTES);

/**
 * The bytes of an archive: a gzipped tar of the parts and of `SHA256SUMS` (as sha256sum writes and checks it), then a second, empty gzip
 * member with the SHA-256 of all bytes before in its comment. `tar xzf` unpacks it. Throws where a part is not as long as it said.
 */
export async function* archiveOf(parts: AsyncIterable<Part>): AsyncGenerator<Buffer> {
  const whole = createHash('sha256');
  // Level 4: about as small as the default at half the time.
  for await (const chunk of through(Readable.from(tarOf(parts)), createGzip({ level: 4 }))) {
    whole.update(chunk);
    yield chunk;
  }
  yield trailerOf(whole.digest('hex'));
}

async function* tarOf(parts: AsyncIterable<Part>): AsyncGenerator<Buffer> {
  const sums: string[] = [];
  for await (const { name, bytes, content } of parts) {
    yield tarHeader({ name, bytes });
    const hash = createHash('sha256');
    let length = 0;
    for await (const chunk of content) {
      hash.update(chunk);
      length += chunk.length;
      yield chunk as Buffer;
    }
    if (length !== bytes) throw new Error(`${name} changed while it was backed up: try again.`);
    yield PADDING.subarray(0, paddingOf(bytes));
    sums.push(`${hash.digest('hex')}  ${name}\n`);
  }
  const text = Buffer.from(sums.join(''));
  yield tarHeader({ name: SUMS, bytes: text.length });
  yield text;
  yield PADDING.subarray(0, paddingOf(text.length));
  yield TAR_END;
}

/** Checks that a file is a whole archive as it was written. Throws DomainError `backup_damaged`, `backup_not_found`. */
export async function checkArchive(path: string): Promise<void> {
  const length = await lengthOf(path);
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path, { end: length - 1 })) hash.update(chunk as Buffer);
  const trailer = await Readable.from(createReadStream(path, { start: length })).toArray();
  if (Buffer.concat(trailer as Buffer[]).equals(trailerOf(hash.digest('hex')))) return;
  throw damaged(path, 'its checksum is not that of its bytes');
}

/**
 * The parts of an archive in their order; each content must be read to its end before the next part is asked for. The last of them was
 * right only when this ends: then all sums were compared. Throws DomainError `backup_damaged`, `backup_not_found`.
 */
export async function* readArchive(path: string): AsyncGenerator<Part> {
  const length = await lengthOf(path);
  const gunzip = createGunzip({ finishFlush: constants.Z_SYNC_FLUSH });
  const bytes = through(createReadStream(path, { end: length - 1 }), gunzip);
  const reader = new ByteReader(bytes);
  try {
    const sums: string[] = [];
    for (;;) {
      const header = parseTarHeader(await reader.read(HEADER_BYTES));
      if (header === null) throw new RangeError(`it has no ${SUMS}`);
      const { name, bytes } = header;
      if (name === SUMS) {
        if (bytes > SUMS_BYTES_MAX) throw new RangeError(`its ${SUMS} are too long`);
        const text = (await reader.read(bytes)).toString();
        if (text !== sums.join('')) throw new RangeError('the checksum of a part is not that of its bytes');
        await reader.read(paddingOf(bytes));
        const isEnded = parseTarHeader(await reader.read(HEADER_BYTES)) === null;
        await reader.read(HEADER_BYTES);
        if (!isEnded || !(await reader.isAtEnd())) throw new RangeError('it goes on after its end');
        return;
      }
      const hash = createHash('sha256');
      let left = bytes;
      yield {
        name,
        bytes,
        content: (async function* () {
          for await (const chunk of reader.take(bytes)) {
            hash.update(chunk);
            left -= chunk.length;
            yield chunk;
          }
        })(),
      };
      if (left > 0) throw new Error(`the content of ${name} was not read to its end`);
      await reader.read(paddingOf(bytes));
      sums.push(`${hash.digest('hex')}  ${name}\n`);
    }
  } catch (error) {
    const { code = '', message } = error as NodeJS.ErrnoException;
    if (error instanceof RangeError) throw damaged(path, message, error);
    if (code.startsWith('Z_')) throw damaged(path, 'it cannot be unpacked', error);
    throw error;
  } finally {
    await bytes.return(undefined);
  }
}

/** What comes out of `transform` when `source` goes in. Whoever stops reading ends both. */
async function* through(source: Readable, transform: Transform): AsyncGenerator<Buffer> {
  source.on('error', (error) => transform.destroy(error));
  try {
    for await (const chunk of source.pipe(transform)) yield chunk as Buffer;
  } finally {
    source.destroy();
    transform.destroy();
  }
}

const COMMENT = 'robata-backup sha256=';
const GZIP_HEADER = Buffer.from([0x1f, 0x8b, 8, 0x10, 0, 0, 0, 0, 0, 0xff]);
const EMPTY_GZIP = Buffer.from([3, 0, 0, 0, 0, 0, 0, 0, 0, 0]);

const trailerOf = (sha256: string): Buffer =>
  Buffer.concat([GZIP_HEADER, Buffer.from(`${COMMENT}${sha256}\u0000`), EMPTY_GZIP]);

const TRAILER_BYTES = trailerOf('0'.repeat(64)).length;

/** Of the file without its trailer. */
async function lengthOf(path: string): Promise<number> {
  const handle = await open(path).catch((cause: unknown) => {
    throw new DomainError('backup_not_found', `${path} cannot be read.`, {
      remedy: 'Give the path of a backup.',
      cause,
    });
  });
  try {
    const { size } = await handle.stat();
    if (size <= TRAILER_BYTES) throw damaged(path, 'it is too short');
    const start = Buffer.alloc(GZIP_HEADER.length + COMMENT.length);
    await handle.read(start, 0, start.length, size - TRAILER_BYTES);
    if (start.equals(Buffer.concat([GZIP_HEADER, Buffer.from(COMMENT)]))) return size - TRAILER_BYTES;
    throw damaged(path, 'it does not end as one does');
  } finally {
    await handle.close();
  }
}

const damaged = (path: string, why: string, cause?: unknown) =>
  new DomainError('backup_damaged', `${path} is no whole backup of Robata: ${why}.`, {
    remedy: 'It was cut short or changed since it was made; take another one.',
    cause,
  });
