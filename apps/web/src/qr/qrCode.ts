/**
 * QR codes (ISO/IEC 18004) of texts up to 666 bytes: byte mode, error correction level M, versions 1 to 20. In reading order: bits → codewords
 * with their Reed-Solomon remainders → modules → the mask with the lowest penalty.
 */

/** By version: codewords of error correction in each block, and blocks (ISO/IEC 18004 table 9, level M). */
const CORRECTION = [0, 10, 16, 26, 18, 24, 16, 18, 22, 22, 26, 30, 22, 22, 24, 24, 28, 28, 26, 26, 26];
const BLOCKS = [0, 1, 1, 1, 2, 2, 4, 4, 4, 5, 5, 5, 8, 9, 9, 10, 10, 11, 13, 14, 16];
const VERSION_MAX = 20;
const BYTE_MODE = 4;
const LEVEL_M = 0;

/** Dark modules, row by row. */
export interface QrCode {
  readonly size: number;
  readonly isDark: (row: number, column: number) => boolean;
}

/** The smallest code of a text in UTF-8. Throws RangeError beyond 666 bytes. */
export function qrCode(text: string): QrCode {
  const bytes = new TextEncoder().encode(text);
  for (let version = 1; version <= VERSION_MAX; version++) {
    if (bytes.length > capacityOf(version)) continue;
    const codewords = interleaved(dataOf(bytes, version), version);
    const grids = Array.from({ length: 8 }, (_, mask) => drawn(codewords, version, mask));
    const best = grids.reduce((a, b) => (penaltyOf(b) < penaltyOf(a) ? b : a));
    const { size, dark } = best;
    return { size, isDark: (row, column) => dark[row * size + column] === 1 };
  }
  throw new RangeError(`a QR code of ${bytes.length} bytes; ${capacityOf(VERSION_MAX)} fit`);
}

const sizeOf = (version: number): number => 4 * version + 17;
const lengthBits = (version: number): number => (version < 10 ? 8 : 16);

/** Modules for codewords: all but finders, timing, alignment, format and version. */
function rawCodewords(version: number): number {
  const aligned = version === 1 ? 0 : Math.floor(version / 7) + 2;
  let modules = (16 * version + 128) * version + 64;
  if (version >= 2) modules -= (25 * aligned - 10) * aligned - 55;
  if (version >= 7) modules -= 36;
  return Math.floor(modules / 8);
}

const dataCodewords = (version: number): number =>
  rawCodewords(version) - (CORRECTION[version] as number) * (BLOCKS[version] as number);

const capacityOf = (version: number): number => dataCodewords(version) - Math.ceil((4 + lengthBits(version)) / 8);

/** Mode, length, bytes and padding. */
function dataOf(bytes: Uint8Array, version: number): Uint8Array {
  const bits: number[] = [];
  const push = (value: number, count: number): void => {
    for (let bit = count - 1; bit >= 0; bit--) bits.push((value >>> bit) & 1);
  };
  push(BYTE_MODE, 4);
  push(bytes.length, lengthBits(version));
  for (const byte of bytes) push(byte, 8);
  const total = dataCodewords(version);
  push(0, Math.min(4, 8 * total - bits.length));
  push(0, -bits.length & 7);
  for (let pad = 0xec; bits.length < 8 * total; pad ^= 0xec ^ 0x11) push(pad, 8);
  return Uint8Array.from({ length: total }, (_, at) =>
    bits.slice(8 * at, 8 * at + 8).reduce((byte, bit) => 2 * byte + bit, 0),
  );
}

/** Product in GF(256) modulo x⁸ + x⁴ + x³ + x² + 1. */
function product(x: number, y: number): number {
  let z = 0;
  for (let bit = 7; bit >= 0; bit--) {
    z = (z << 1) ^ ((z >>> 7) * 0x11d);
    z ^= ((y >>> bit) & 1) * x;
  }
  return z;
}

/** Coefficients of (x − 1)(x − 2)(x − 4)… without the leading 1. */
function generatorOf(degree: number): Uint8Array {
  const coefficients = new Uint8Array(degree);
  coefficients[degree - 1] = 1;
  let root = 1;
  for (let i = 0; i < degree; i++) {
    for (let j = 0; j < degree; j++) {
      coefficients[j] = product(coefficients[j] as number, root) ^ (coefficients[j + 1] ?? 0);
    }
    root = product(root, 2);
  }
  return coefficients;
}

function remainderOf(data: Uint8Array, generator: Uint8Array): Uint8Array {
  const remainder = new Uint8Array(generator.length);
  for (const byte of data) {
    const factor = byte ^ (remainder[0] as number);
    remainder.copyWithin(0, 1);
    remainder[remainder.length - 1] = 0;
    generator.forEach((coefficient, at) => {
      remainder[at] = (remainder[at] as number) ^ product(coefficient, factor);
    });
  }
  return remainder;
}

/** The data in blocks, each with its remainder, column by column; the later blocks may be one longer. */
function interleaved(data: Uint8Array, version: number): Uint8Array {
  const count = BLOCKS[version] as number;
  const generator = generatorOf(CORRECTION[version] as number);
  const short = Math.floor(data.length / count);
  const longFrom = count - (data.length % count);
  const blocks: { readonly data: Uint8Array; readonly remainder: Uint8Array }[] = [];
  for (let block = 0, at = 0; block < count; block++) {
    const own = data.subarray(at, (at += short + Number(block >= longFrom)));
    blocks.push({ data: own, remainder: remainderOf(own, generator) });
  }
  const codewords: number[] = [];
  for (let at = 0; at <= short; at++) for (const block of blocks) codewords.push(...block.data.subarray(at, at + 1));
  for (let at = 0; at < generator.length; at++) {
    for (const { remainder } of blocks) codewords.push(remainder[at] as number);
  }
  return Uint8Array.from(codewords);
}

interface Grid {
  readonly size: number;
  readonly dark: Uint8Array;
}

const MASKS: readonly ((row: number, column: number) => boolean)[] = [
  (i, j) => (i + j) % 2 === 0,
  (i) => i % 2 === 0,
  (_, j) => j % 3 === 0,
  (i, j) => (i + j) % 3 === 0,
  (i, j) => (Math.floor(i / 2) + Math.floor(j / 3)) % 2 === 0,
  (i, j) => ((i * j) % 2) + ((i * j) % 3) === 0,
  (i, j) => (((i * j) % 2) + ((i * j) % 3)) % 2 === 0,
  (i, j) => (((i + j) % 2) + ((i * j) % 3)) % 2 === 0,
];

function drawn(codewords: Uint8Array, version: number, mask: number): Grid {
  const size = sizeOf(version);
  const dark = new Uint8Array(size * size);
  const isFixed = new Uint8Array(size * size);
  const fix = (row: number, column: number, value: boolean | number): void => {
    if (row < 0 || column < 0 || row >= size || column >= size) return;
    dark[row * size + column] = Number(value);
    isFixed[row * size + column] = 1;
  };
  for (let at = 0; at < size; at++) {
    fix(6, at, at % 2 === 0);
    fix(at, 6, at % 2 === 0);
  }
  const square = (row: number, column: number, reach: number, isDark: (ring: number) => boolean): void => {
    for (let i = -reach; i <= reach; i++) {
      for (let j = -reach; j <= reach; j++) fix(row + i, column + j, isDark(Math.max(Math.abs(i), Math.abs(j))));
    }
  };
  for (const [row, column] of [
    [3, 3],
    [3, size - 4],
    [size - 4, 3],
  ] as const) {
    square(row, column, 4, (ring) => ring !== 2 && ring !== 4);
  }
  const centres = alignmentOf(version);
  const last = centres.length - 1;
  centres.forEach((row, a) =>
    centres.forEach((column, b) => {
      const isFinder = (a === 0 && b === 0) || (a === 0 && b === last) || (a === last && b === 0);
      if (!isFinder) square(row, column, 2, (ring) => ring !== 1);
    }),
  );
  drawFormat(fix, size, mask);
  if (version >= 7) drawVersion(fix, size, version);

  // Upwards and downwards in columns of two from the right, past the column of the timing pattern.
  let bit = 0;
  for (let pair = 0; pair < (size - 1) / 2; pair++) {
    const right = size - 1 - 2 * pair - Number(size - 1 - 2 * pair <= 6);
    for (let step = 0; step < size; step++) {
      const row = pair % 2 === 0 ? size - 1 - step : step;
      for (const column of [right, right - 1]) {
        if (isFixed[row * size + column] === 1) continue;
        const value = ((codewords[bit >>> 3] ?? 0) >>> (7 - (bit & 7))) & 1;
        dark[row * size + column] = value ^ Number((MASKS[mask] as (typeof MASKS)[number])(row, column));
        bit += 1;
      }
    }
  }
  return { size, dark };
}

/** Rows and columns of the centres of alignment patterns. */
function alignmentOf(version: number): readonly number[] {
  if (version === 1) return [];
  const count = Math.floor(version / 7) + 2;
  const step = 2 * Math.ceil((version * 4 + 4) / (2 * count - 2));
  const last = sizeOf(version) - 7;
  return [6, ...Array.from({ length: count - 1 }, (_, at) => last - step * (count - 2 - at))];
}

type Fix = (row: number, column: number, value: number) => void;

/** Level and mask with their BCH remainder, twice. */
function drawFormat(fix: Fix, size: number, mask: number): void {
  const data = (LEVEL_M << 3) | mask;
  const bits = ((data << 10) | remainderOfBits(data, 10, 0x537)) ^ 0x5412;
  const bit = (at: number): number => (bits >>> at) & 1;
  const around = [0, 1, 2, 3, 4, 5, 7, 8];
  around.forEach((at, index) => fix(at, 8, bit(index)));
  for (let at = 8; at < 15; at++) fix(8, at === 8 ? 7 : 14 - at, bit(at));
  for (let at = 0; at < 8; at++) fix(8, size - 1 - at, bit(at));
  for (let at = 8; at < 15; at++) fix(size - 15 + at, 8, bit(at));
  fix(size - 8, 8, 1);
}

/** The version with its BCH remainder, twice. */
function drawVersion(fix: Fix, size: number, version: number): void {
  const bits = (version << 12) | remainderOfBits(version, 12, 0x1f25);
  for (let at = 0; at < 18; at++) {
    const [long, short] = [Math.floor(at / 3), size - 11 + (at % 3)];
    fix(long, short, (bits >>> at) & 1);
    fix(short, long, (bits >>> at) & 1);
  }
}

function remainderOfBits(data: number, degree: number, generator: number): number {
  let remainder = data;
  for (let at = 0; at < degree; at++) remainder = (remainder << 1) ^ ((remainder >>> (degree - 1)) * generator);
  return remainder;
}

/** How hard it is to read: long runs, blocks of two by two, what looks like a finder, more dark than light. */
function penaltyOf({ size, dark }: Grid): number {
  let penalty = 0;
  const lines = [
    (line: number, at: number): number => dark[line * size + at] as number,
    (line: number, at: number): number => dark[at * size + line] as number,
  ];
  for (const module of lines) {
    for (let line = 0; line < size; line++) {
      const text = Array.from({ length: size }, (_, at) => module(line, at)).join('');
      for (const run of text.match(/0{5,}|1{5,}/g) ?? []) penalty += run.length - 2;
      for (let at = 0; at + 11 <= size; at++) {
        const part = text.slice(at, at + 11);
        if (part === '10111010000' || part === '00001011101') penalty += 40;
      }
    }
  }
  for (let row = 0; row + 1 < size; row++) {
    for (let column = 0; column + 1 < size; column++) {
      const at = row * size + column;
      const sum = (dark[at] ?? 0) + (dark[at + 1] ?? 0) + (dark[at + size] ?? 0) + (dark[at + size + 1] ?? 0);
      if (sum === 0 || sum === 4) penalty += 3;
    }
  }
  const share = dark.reduce((sum, module) => sum + module, 0) / (size * size);
  return penalty + 10 * Math.floor(Math.abs(share - 0.5) / 0.05);
}
