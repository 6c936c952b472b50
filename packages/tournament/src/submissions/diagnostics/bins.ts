import type { Decompress } from '../predictions/compressors.ts';
import { type ThriftStruct, walkThrift } from '../predictions/thriftWalk.ts';

/** A column chunk of small whole numbers: its bytes, and what undoes their compression (null: there is none). */
export interface BinChunk {
  readonly bytes: Uint8Array;
  readonly decompress: Decompress | null;
  /** Whether values may be missing. */
  readonly isOptional: boolean;
}

const PLAIN = 0;
const DICTIONARIES = new Set([2, 8]);
const HEADER = { page: 2, compressed: 3, data: 5, dictionary: 7, dataV2: 8 } as const;

/**
 * Decodes a column of bins straight into bytes, as release files store them: pages of a dictionary, or plain 32-bit numbers. A missing value becomes
 * `missing`. Returns false where the chunk is written in another way (the caller then reads it with the general reader). Throws RangeError on
 * bytes that end too early.
 */
export function decodeBins({ bytes, decompress, isOptional }: BinChunk, out: Int8Array, missing: number): boolean {
  let dictionary: Int8Array | null = null;
  let filled = 0;
  for (let at = 0; filled < out.length; ) {
    const header = walkThrift(bytes, at, bytes.length);
    const size = header.numbers.get(HEADER.page) ?? 0;
    const end = header.end + (header.numbers.get(HEADER.compressed) ?? 0);
    const page = bytes.subarray(header.end, end);
    if (page.length < end - header.end) throw new RangeError('a page ends too early');
    const whole = (part: Uint8Array, length: number): Uint8Array => (decompress ? decompress(part, length) : part);
    if (header.structs.has(HEADER.dictionary)) dictionary = plainBins(whole(page, size));
    else {
      const data = header.structs.get(HEADER.dataV2) ?? header.structs.get(HEADER.data);
      if (data === undefined) return false;
      const parts = header.structs.has(HEADER.dataV2)
        ? partsOfSecond(data, page, size, whole)
        : partsOfFirst(data, whole(page, size), isOptional);
      const count = data.numbers.get(1) ?? 0;
      const target = out.subarray(filled, filled + count);
      if (target.length < count || !decodePage(parts, dictionary, target, missing)) return false;
      filled += count;
    }
    at = end;
  }
  return true;
}

interface PageParts {
  readonly encoding: number;
  /** One bit a row, 0 where there is no value; null where all are there. */
  readonly levels: Uint8Array | null;
  readonly values: Uint8Array;
}

function partsOfSecond(
  { numbers }: ThriftStruct,
  page: Uint8Array,
  size: number,
  whole: (part: Uint8Array, length: number) => Uint8Array,
): PageParts {
  const levelBytes = (numbers.get(5) ?? 0) + (numbers.get(6) ?? 0);
  return {
    encoding: numbers.get(4) ?? -1,
    levels: (numbers.get(2) ?? 0) > 0 ? page.subarray(numbers.get(6) ?? 0, levelBytes) : null,
    values: whole(page.subarray(levelBytes), size - levelBytes),
  };
}

function partsOfFirst({ numbers }: ThriftStruct, page: Uint8Array, isOptional: boolean): PageParts {
  const encoding = numbers.get(2) ?? -1;
  if (!isOptional) return { encoding, levels: null, values: page };
  const length = new DataView(page.buffer, page.byteOffset, 4).getUint32(0, true);
  return { encoding, levels: page.subarray(4, 4 + length), values: page.subarray(4 + length) };
}

function decodePage(
  { encoding, levels, values }: PageParts,
  dictionary: Int8Array | null,
  out: Int8Array,
  missing: number,
): boolean {
  const isThere = levels === null ? null : runs(levels, 1, new Int8Array(out.length), Int8Array.of(0, 1));
  const count = isThere === null ? out.length : isThere.reduce((sum, bit) => sum + bit, 0);
  const present = isThere === null ? out : new Int8Array(count);
  if (encoding === PLAIN) {
    const plain = plainBins(values);
    if (plain.length < count) throw new RangeError('a page ends too early');
    present.set(plain.subarray(0, count));
  } else if (DICTIONARIES.has(encoding) && dictionary !== null) {
    const width = values[0] ?? 0;
    if (width > 8) return false;
    if (count > 0) runs(values.subarray(1), width, present, dictionary);
  } else return false;
  if (isThere !== null)
    for (let i = 0, next = 0; i < out.length; i++) out[i] = isThere[i] === 1 ? (present[next++] as number) : missing;
  return true;
}

/** 32-bit numbers that fit a byte. */
function plainBins(bytes: Uint8Array): Int8Array {
  const count = bytes.length >> 2;
  const view = new DataView(bytes.buffer, bytes.byteOffset, 4 * count);
  const bins = new Int8Array(count);
  for (let i = 0; i < count; i++) {
    const value = view.getInt32(4 * i, true);
    if (value < -128 || value > 127) throw new RangeError(`${value} is no bin`);
    bins[i] = value;
  }
  return bins;
}

/** Parquet's runs and bit-packed groups of indices, looked up in the dictionary: fills `out`. */
function runs(bytes: Uint8Array, width: number, out: Int8Array, dictionary: Int8Array): Int8Array {
  // An index beyond the dictionary (only a damaged file has one) must not read past it.
  const values = new Int8Array(256);
  values.set(dictionary.subarray(0, 256));
  let at = 0;
  for (let filled = 0; filled < out.length; ) {
    let header = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = bytes[at++];
      if (byte === undefined || shift > 28) throw new RangeError('a page ends too early');
      header |= (byte & 0x7f) << shift;
      if (byte < 0x80) break;
    }
    const groups = header >>> 1;
    if ((header & 1) === 0) {
      const index = width === 0 ? 0 : (bytes[at++] ?? 0);
      if (groups === 0) throw new RangeError('a run of nothing');
      out.fill(values[index] as number, filled, filled + groups);
      filled = Math.min(out.length, filled + groups);
    } else {
      const take = Math.min(8 * groups, out.length - filled);
      if (at + Math.ceil((take * width) / 8) > bytes.length) throw new RangeError('a page ends too early');
      if (width === 3) unpackThree(bytes, at, out, filled, take, values);
      else unpack(bytes, at, width, out, filled, take, values);
      filled += take;
      at += groups * width;
      if (take === 0) throw new RangeError('a run of nothing');
    }
  }
  return out;
}

/** Five bins need three bits: eight of them in three bytes. */
function unpackThree(b: Uint8Array, at: number, out: Int8Array, from: number, count: number, v: Int8Array): void {
  const whole = count - (count % 8);
  let p = at;
  let o = from;
  for (const end = from + whole; o < end; o += 8, p += 3) {
    const x = (b[p] as number) | ((b[p + 1] as number) << 8) | ((b[p + 2] as number) << 16);
    out[o] = v[x & 7] as number;
    out[o + 1] = v[(x >> 3) & 7] as number;
    out[o + 2] = v[(x >> 6) & 7] as number;
    out[o + 3] = v[(x >> 9) & 7] as number;
    out[o + 4] = v[(x >> 12) & 7] as number;
    out[o + 5] = v[(x >> 15) & 7] as number;
    out[o + 6] = v[(x >> 18) & 7] as number;
    out[o + 7] = v[x >> 21] as number;
  }
  if (whole < count) unpack(b, p, 3, out, o, count - whole, v);
}

function unpack(
  b: Uint8Array,
  at: number,
  width: number,
  out: Int8Array,
  from: number,
  count: number,
  v: Int8Array,
): void {
  const mask = (1 << width) - 1;
  let p = at;
  let held = 0;
  let bits = 0;
  for (let o = from; o < from + count; o++) {
    if (bits < width) {
      held |= (b[p++] as number) << bits;
      bits += 8;
    }
    out[o] = v[held & mask] as number;
    held >>>= width;
    bits -= width;
  }
}
