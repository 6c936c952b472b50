const BLOCK = 512;
const NAME_MAX = 100;
const PREFIX_MAX = 155;
const SIZE_MAX = 8 ** 11 - 1;
const MAGIC = 'ustar\u000000';

export interface TarHeader {
  readonly name: string;
  readonly bytes: number;
}

/** Two empty blocks end an archive. */
export const TAR_END = Buffer.alloc(2 * BLOCK);

/** How many zeros follow so many bytes of content. */
export const paddingOf = (bytes: number): number => (BLOCK - (bytes % BLOCK)) % BLOCK;

export const HEADER_BYTES = BLOCK;

/** The header of a regular file (POSIX ustar), readable by its owner alone. The same name and size always give the same bytes. */
export function tarHeader({ name, bytes }: TarHeader): Buffer {
  const [prefix, rest] = splitName(name);
  if (bytes > SIZE_MAX) throw new Error(`${name} is larger than the 8 GiB that a part of a backup may have.`);
  const header = Buffer.alloc(BLOCK);
  header.write(rest, 0);
  header.write('0000600\u0000', 100);
  header.write('0000000\u0000', 108);
  header.write('0000000\u0000', 116);
  header.write(`${bytes.toString(8).padStart(11, '0')}\u0000`, 124);
  header.write('00000000000\u0000', 136);
  header.write('0', 156);
  header.write(MAGIC, 257);
  header.write(prefix, 345);
  header.write(`${checksumOf(header).toString(8).padStart(6, '0')}\u0000 `, 148);
  return header;
}

/** Null for the empty block at the end. Throws RangeError for what is no header that `tarHeader` makes. */
export function parseTarHeader(header: Buffer): TarHeader | null {
  if (header.every((byte) => byte === 0)) return null;
  const text = (start: number, length: number): string => {
    const field = header.subarray(start, start + length);
    const end = field.indexOf(0);
    return field.toString('utf8', 0, end === -1 ? length : end);
  };
  const prefix = text(345, PREFIX_MAX);
  const name = `${prefix === '' ? '' : `${prefix}/`}${text(0, NAME_MAX)}`;
  const bytes = Number.parseInt(text(124, 12), 8);
  if (!Number.isSafeInteger(bytes) || !tarHeader({ name, bytes }).equals(header)) {
    throw new RangeError('a part has no proper header');
  }
  return { name, bytes };
}

/** The sum of all bytes, those of the sum itself taken as blanks. */
function checksumOf(header: Buffer): number {
  let sum = 8 * 0x20;
  for (let at = 0; at < BLOCK; at++) if (at < 148 || at >= 156) sum += header[at] as number;
  return sum;
}

/** A long name is cut at a slash into what its two fields hold. */
function splitName(name: string): readonly [prefix: string, rest: string] {
  if (Buffer.byteLength(name) <= NAME_MAX) return ['', name];
  for (let at = name.indexOf('/'); at > 0; at = name.indexOf('/', at + 1)) {
    const [prefix, rest] = [name.slice(0, at), name.slice(at + 1)];
    if (Buffer.byteLength(prefix) <= PREFIX_MAX && Buffer.byteLength(rest) <= NAME_MAX) return [prefix, rest];
  }
  throw new Error(`${name} is too long a name for a part of a backup.`);
}
