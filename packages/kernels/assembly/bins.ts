// Products with a matrix of small whole numbers (features in bins), one byte each, column-major.

/** Rows widened and packed at a time: with the columns of a wide set they stay in the second cache. */
const DEPTH: i32 = 256;
/** Bytes of a column's panel of 16-bit numbers. */
const PANEL: i32 = DEPTH << 1;
/**
 * Two columns share one 16-bit number, the other 2¹¹ times as large: one multiplication serves both. A lane adds up two products for every eight
 * rows; of DEPTH rows of bins up to 5 that is 64 · 25 = 1,600, and does not reach the other column's bits.
 */
const SHIFT: i32 = 11;
const LARGEST: i32 = 5;

/** Bytes of scratch memory that `binGram` needs. */
export function binGramScratchBytes(columns: i32): i32 {
  const padded = (columns + 7) & ~7;
  return padded * PANEL + (padded >> 1) * PANEL + ((padded * padded) << 2);
}

/**
 * gram = B'B, columns × columns doubles, both triangles, of `rows` × `columns` bytes from 0 to 5: sums of whole numbers in 32 bits, exact in any
 * order; the caller sees to it that they fit (rows · 25 < 2³¹). Returns whether a byte is another one: then the result means nothing.
 */
export function binGram(gram: i32, bins: i32, rows: i32, columns: i32, scratch: i32): i32 {
  const padded = (columns + 7) & ~7;
  const pairs = scratch + padded * PANEL;
  const sums = pairs + (padded >> 1) * PANEL;
  let isOther = 0;
  memory.fill(sums, 0, (padded * padded) << 2);
  for (let first = 0; first < rows; first += DEPTH) {
    const depth = min(DEPTH, rows - first);
    const packedDepth = (depth + 7) & ~7;
    for (let j = 0; j < padded; j++) {
      isOther |= widen(scratch + j * PANEL, bins + j * rows + first, j < columns ? depth : 0, packedDepth);
    }
    // Columns j and j + 4 of each eight.
    for (let j = 0; j < padded; j += 8) {
      for (let p = 0; p < 4; p++) pair(pairs + ((j >> 1) + p) * PANEL, scratch + (j + p) * PANEL, packedDepth << 1);
    }
    for (let k = 0; k < padded; k += 2) {
      for (let j = 0; j <= k; j += 8) {
        const to = sums + ((j + k * padded) << 2);
        block(to, padded << 2, pairs + (j >> 1) * PANEL, scratch + k * PANEL, packedDepth << 1);
      }
    }
  }
  for (let k = 0; k < columns; k++) {
    for (let j = 0; j <= k; j++) {
      const sum = <f64>load<i32>(sums + ((j + k * padded) << 2));
      store<f64>(gram + ((j + k * columns) << 3), sum);
      store<f64>(gram + ((k + j * columns) << 3), sum);
    }
  }
  return isOther;
}

/** Bytes to 16 bits, zeros behind them. Returns whether one is not from 0 to 5. */
function widen(to: i32, from: i32, depth: i32, packedDepth: i32): i32 {
  const limit = i16x8.splat(<i16>LARGEST);
  let beyond = i16x8.splat(0);
  let i = 0;
  for (; i + 8 <= depth; i += 8) {
    const eight = v128.load8x8_u(from + i);
    beyond = v128.or(beyond, i16x8.gt_u(eight, limit));
    v128.store(to + (i << 1), eight);
  }
  let isOther = v128.any_true(beyond) ? 1 : 0;
  for (; i < depth; i++) {
    const value = load<u8>(from + i);
    if (value > <u8>LARGEST) isOther = 1;
    store<i16>(to + (i << 1), <i16>value);
  }
  if (i < packedDepth) memory.fill(to + (i << 1), 0, (packedDepth - i) << 1);
  return isOther;
}

/** The columns at `from` and four panels behind it, as one. */
function pair(to: i32, from: i32, bytes: i32): void {
  for (let at = 0; at < bytes; at += 16) {
    const other = i16x8.shl(v128.load(from + at + 4 * PANEL), SHIFT);
    v128.store(to + at, i16x8.add(v128.load(from + at), other));
  }
}

/** Adds to 8 × 2 sums: four pairs of columns with columns k and k + 1. */
function block(sums: i32, step: i32, a: i32, b: i32, bytes: i32): void {
  let s00 = i32x4.splat(0), s10 = s00, s20 = s00, s30 = s00, s01 = s00, s11 = s00, s21 = s00, s31 = s00;
  const end = a + bytes;
  while (a < end) {
    const b0 = v128.load(b), b1 = v128.load(b + PANEL);
    const a0 = v128.load(a), a1 = v128.load(a + PANEL), a2 = v128.load(a + 2 * PANEL), a3 = v128.load(a + 3 * PANEL);
    s00 = i32x4.add(s00, i32x4.dot_i16x8_s(a0, b0)); s01 = i32x4.add(s01, i32x4.dot_i16x8_s(a0, b1));
    s10 = i32x4.add(s10, i32x4.dot_i16x8_s(a1, b0)); s11 = i32x4.add(s11, i32x4.dot_i16x8_s(a1, b1));
    s20 = i32x4.add(s20, i32x4.dot_i16x8_s(a2, b0)); s21 = i32x4.add(s21, i32x4.dot_i16x8_s(a2, b1));
    s30 = i32x4.add(s30, i32x4.dot_i16x8_s(a3, b0)); s31 = i32x4.add(s31, i32x4.dot_i16x8_s(a3, b1));
    a += 16;
    b += 16;
  }
  addApart(sums, s00, s10, s20, s30);
  addApart(sums + step, s01, s11, s21, s31);
}

/** The four pairs' sums to those of their eight columns. */
function addApart(sums: i32, a: v128, b: v128, c: v128, d: v128): void {
  const low = i32x4.splat((1 << SHIFT) - 1);
  addAcross(sums, v128.and(a, low), v128.and(b, low), v128.and(c, low), v128.and(d, low));
  addAcross(
    sums + 16, i32x4.shr_u(a, SHIFT), i32x4.shr_u(b, SHIFT), i32x4.shr_u(c, SHIFT), i32x4.shr_u(d, SHIFT),
  );
}

/** The four lanes of each together, to four sums that lie side by side. */
function addAcross(sums: i32, a: v128, b: v128, c: v128, d: v128): void {
  const ab = i32x4.add(v128.shuffle<i32>(a, b, 0, 1, 4, 5), v128.shuffle<i32>(a, b, 2, 3, 6, 7));
  const cd = i32x4.add(v128.shuffle<i32>(c, d, 0, 1, 4, 5), v128.shuffle<i32>(c, d, 2, 3, 6, 7));
  const all = i32x4.add(v128.shuffle<i32>(ab, cd, 0, 2, 4, 6), v128.shuffle<i32>(ab, cd, 1, 3, 5, 7));
  v128.store(sums, i32x4.add(v128.load(sums), all));
}

/**
 * out = B'X for four columns: element (j, c) at out + 8(4j + c), each a sum in order of the rows; X has four values a row, side by side.
 */
export function binCrossProduct(out: i32, bins: i32, rows: i32, columns: i32, x: i32): void {
  for (let j = 0; j < columns; j += 4) {
    // Beyond the last column its neighbours are computed again and not kept.
    const f0 = bins + j * rows;
    const f1 = bins + min(j + 1, columns - 1) * rows;
    const f2 = bins + min(j + 2, columns - 1) * rows;
    const f3 = bins + min(j + 3, columns - 1) * rows;
    let s00 = f64x2.splat(0), s01 = s00, s10 = s00, s11 = s00, s20 = s00, s21 = s00, s30 = s00, s31 = s00;
    let at = x;
    for (let i = 0; i < rows; i++) {
      const x0 = v128.load(at), x1 = v128.load(at, 16);
      let b = f64x2.splat(<f64>load<i8>(f0 + i));
      s00 = f64x2.add(s00, f64x2.mul(b, x0)); s01 = f64x2.add(s01, f64x2.mul(b, x1));
      b = f64x2.splat(<f64>load<i8>(f1 + i));
      s10 = f64x2.add(s10, f64x2.mul(b, x0)); s11 = f64x2.add(s11, f64x2.mul(b, x1));
      b = f64x2.splat(<f64>load<i8>(f2 + i));
      s20 = f64x2.add(s20, f64x2.mul(b, x0)); s21 = f64x2.add(s21, f64x2.mul(b, x1));
      b = f64x2.splat(<f64>load<i8>(f3 + i));
      s30 = f64x2.add(s30, f64x2.mul(b, x0)); s31 = f64x2.add(s31, f64x2.mul(b, x1));
      at += 32;
    }
    const to = out + (j << 5);
    v128.store(to, s00); v128.store(to, s01, 16);
    if (j + 1 < columns) { v128.store(to, s10, 32); v128.store(to, s11, 48); }
    if (j + 2 < columns) { v128.store(to, s20, 64); v128.store(to, s21, 80); }
    if (j + 3 < columns) { v128.store(to, s30, 96); v128.store(to, s31, 112); }
  }
}

/** out = Bz, `rows` doubles, each a sum in order of the columns. */
export function binCombination(out: i32, bins: i32, rows: i32, columns: i32, z: i32): void {
  let i = 0;
  for (; i + 8 <= rows; i += 8) {
    let s0 = f64x2.splat(0), s1 = s0, s2 = s0, s3 = s0;
    let from = bins + i;
    for (let j = 0; j < columns; j++) {
      const factor = v128.load_splat<u64>(z + (j << 3));
      const eight = v128.load8x8_s(from);
      const low = i32x4.extend_low_i16x8_s(eight);
      const high = i32x4.extend_high_i16x8_s(eight);
      s0 = f64x2.add(s0, f64x2.mul(factor, f64x2.convert_low_i32x4_s(low)));
      s1 = f64x2.add(s1, f64x2.mul(factor, f64x2.convert_low_i32x4_s(v128.shuffle<i32>(low, low, 2, 3, 0, 1))));
      s2 = f64x2.add(s2, f64x2.mul(factor, f64x2.convert_low_i32x4_s(high)));
      s3 = f64x2.add(s3, f64x2.mul(factor, f64x2.convert_low_i32x4_s(v128.shuffle<i32>(high, high, 2, 3, 0, 1))));
      from += rows;
    }
    const to = out + (i << 3);
    v128.store(to, s0); v128.store(to, s1, 16); v128.store(to, s2, 32); v128.store(to, s3, 48);
  }
  for (; i < rows; i++) {
    let sum: f64 = 0;
    for (let j = 0; j < columns; j++) sum += load<f64>(z + (j << 3)) * <f64>load<i8>(bins + i + j * rows);
    store<f64>(out + (i << 3), sum);
  }
}
