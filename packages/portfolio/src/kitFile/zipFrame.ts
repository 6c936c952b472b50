/** A file inside a zip. */
export interface ZipMember {
  /** ASCII. */
  readonly name: string;
  /** CRC-32 of its content. */
  readonly crc: number;
  readonly size: number;
  /** Bytes that it takes in the zip: deflated, or as it is where both sizes are the same. */
  readonly packed: number;
}

export const LOCAL_HEADER_BYTES = 30;
/** Sizes and places are 32 bits: a kit beyond it has to be shared out over several files. */
export const MOST_ZIP_BYTES = 0xffffffff;

const LOCAL = 0x04034b50;
const CENTRAL = 0x02014b50;
const END = 0x06054b50;
const VERSION = 20;
const STORED = 0;
const DEFLATED = 8;
/** 1980-01-01, the first day of the format: equal contents give equal bytes. */
const DOS_DATE = 0x21;

/** What stands before a member's bytes (PKWARE APPNOTE 4.3.7). Follows from the member alone, so that a reader may compare bytes. */
export function localHeader(member: ZipMember): Uint8Array<ArrayBuffer> {
  return record([[LOCAL, 4], ...common(member), [member.name.length, 2], [0, 2]], member.name);
}

/** Reads a local header's name length, CRC and sizes; whether the rest is as it should be shows by comparison with `localHeader`. */
export function sizesIn(header: Uint8Array): Omit<ZipMember, 'name'> & { readonly nameLength: number } {
  const view = new DataView(header.buffer, header.byteOffset, LOCAL_HEADER_BYTES);
  const [crc, packed, size] = [14, 18, 22].map((at) => view.getUint32(at, true)) as [number, number, number];
  return { crc, packed, size, nameLength: view.getUint16(26, true) };
}

/** The directory of the members and the end of the zip, without its seal. `at`: where the directory begins. */
export function zipDirectory(members: readonly ZipMember[], at: number): Uint8Array<ArrayBuffer> {
  let offset = 0;
  const entries = members.map((member) => {
    const { name } = member;
    const head = [[CENTRAL, 4], [VERSION, 2], ...common(member), [name.length, 2]] as Field[];
    const entry = record([...head, [0, 2], [0, 2], [0, 2], [0, 2], [0, 4], [offset, 4]], name);
    offset += LOCAL_HEADER_BYTES + name.length + member.packed;
    return entry;
  });
  if (offset !== at) throw new Error(`the members of the zip end at ${offset} and not at ${at}`);
  const length = entries.reduce((sum, entry) => sum + entry.length, 0);
  if (at + length > MOST_ZIP_BYTES) throw new RangeError('A kit of more than 4 GB does not fit one zip.');
  const end: Field[] = [
    [END, 4],
    [0, 2],
    [0, 2],
    [members.length, 2],
    [members.length, 2],
    [length, 4],
    [at, 4],
    [SEAL_LENGTH, 2],
  ];
  return joinedBytes([...entries, record(end, '')]);
}

const SEAL_LENGTH = 14;

/** The comment at the zip's end: the CRC-32 of all bytes before it, so that no byte of the file is without a check. */
export const zipSeal = (crc: number): Uint8Array<ArrayBuffer> =>
  new TextEncoder().encode(`crc32 ${crc.toString(16).padStart(8, '0')}`);

/** The whole zip in pieces: headers, the members' bytes as they are packed, directory and seal. */
export function zipPieces(
  members: readonly (ZipMember & { readonly pieces: readonly Uint8Array[] })[],
  crc32: (bytes: Uint8Array, before: number) => number,
): Uint8Array[] {
  const before = members.flatMap((member) => [localHeader(member), ...member.pieces]);
  const at = before.reduce((sum, piece) => sum + piece.length, 0);
  const pieces = [...before, zipDirectory(members, at)];
  return [...pieces, zipSeal(pieces.reduce((crc, piece) => crc32(piece, crc), 0))];
}

/** A number and the bytes that it takes, little-endian. */
type Field = readonly [value: number, bytes: 2 | 4];

const common = ({ crc, size, packed }: ZipMember): Field[] => [
  [VERSION, 2],
  [0, 2],
  [size === packed ? STORED : DEFLATED, 2],
  [0, 2],
  [DOS_DATE, 2],
  [crc, 4],
  [packed, 4],
  [size, 4],
];

function record(fields: readonly Field[], name: string): Uint8Array<ArrayBuffer> {
  const length = fields.reduce((sum, [, bytes]) => sum + bytes, 0);
  const result = new Uint8Array(length + name.length);
  const view = new DataView(result.buffer);
  let at = 0;
  for (const [value, bytes] of fields) {
    if (bytes === 2) view.setUint16(at, value, true);
    else view.setUint32(at, value, true);
    at += bytes;
  }
  result.set(new TextEncoder().encode(name), length);
  return result;
}

/** The pieces one right after the other. */
export function joinedBytes(pieces: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}
