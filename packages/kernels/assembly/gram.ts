// The Gram matrix N'DN of stocks' rows N = (slope of |w|, slope of |w − h|, exposures), the heart of a Newton system.
import { rowsOf, slotLimitsOf, slotsOf, slotValuesOf, stocksOf, widthOf } from './exposures';

/** Stocks packed at a time. */
const DEPTH: i32 = 64;

/** Bytes of scratch memory that `addGram` needs for rows of such a width. */
export function gramScratchBytes(width: i32): i32 {
  return (width * DEPTH) << 4;
}

/**
 * gram += Σ weight · NᵢNᵢ' over a list of stocks, in its order: entry e has the stock at `list` + 32e (32-bit), its weight 8 bytes
 * on, its slopes of |w| and |w − h| 16 and 24 bytes on. Only the upper triangle means anything: element (j, k), j ≤ k, at
 * gram + 8(k·stride + j). Each term is (weight · Nᵢⱼ) · Nᵢₖ, among dummies weight · value of the later · value of the earlier.
 */
export function addGram(layout: i32, list: i32, count: i32, gram: i32, stride: i32, scratch: i32): void {
  const width = widthOf(layout);
  const packedRows = scratch;
  const packedWeighted = scratch + ((width * DEPTH) << 3);
  for (let first = 0; first < count; first += DEPTH) {
    const depth = min(DEPTH, count - first);
    const entries = list + (first << 5);
    pack(layout, entries, depth, packedRows, packedWeighted);
    for (let k = 0; k < width; k += 4) {
      for (let j = 0; j <= k; j += 4) {
        block(gram + ((k * stride + j) << 3), stride << 3, packedWeighted + ((j * depth) << 3), packedRows + ((k * depth) << 3), depth);
      }
    }
    addDummies(layout, entries, depth, gram, stride);
  }
}

/** Panels of four columns, stock after stock; once as they are, once times the weight. */
function pack(layout: i32, entries: i32, depth: i32, rows: i32, weighted: i32): void {
  const width = widthOf(layout);
  const from = rowsOf(layout);
  for (let e = 0; e < depth; e++) {
    const entry = entries + (e << 5);
    const row = from + ((load<i32>(entry) * width) << 3);
    const weight = v128.load_splat<u64>(entry, 8);
    let to = e << 5;
    for (let k = 0; k < width; k += 4) {
      const a = select<v128>(v128.load(entry, 16), v128.load(row + (k << 3)), k == 0);
      const b = v128.load(row + (k << 3), 16);
      v128.store(rows + to, a);
      v128.store(rows + to, b, 16);
      v128.store(weighted + to, f64x2.mul(weight, a));
      v128.store(weighted + to, f64x2.mul(weight, b), 16);
      to += depth << 5;
    }
  }
}

/** 4 × 4 elements: rows j of the weighted panel, columns k of the other. */
function block(c: i32, step: i32, a: i32, b: i32, depth: i32): void {
  const c1 = c + step;
  const c2 = c1 + step;
  const c3 = c2 + step;
  let s00 = v128.load(c), s10 = v128.load(c, 16);
  let s01 = v128.load(c1), s11 = v128.load(c1, 16);
  let s02 = v128.load(c2), s12 = v128.load(c2, 16);
  let s03 = v128.load(c3), s13 = v128.load(c3, 16);
  let a0 = s00, a1 = s00, x = s00;
  const end = a + (depth << 5);
  while (a < end) {
    a0 = v128.load(a, 0); a1 = v128.load(a, 16);
    x = v128.load_splat<u64>(b, 0);
    s00 = f64x2.add(s00, f64x2.mul(a0, x)); s10 = f64x2.add(s10, f64x2.mul(a1, x));
    x = v128.load_splat<u64>(b, 8);
    s01 = f64x2.add(s01, f64x2.mul(a0, x)); s11 = f64x2.add(s11, f64x2.mul(a1, x));
    x = v128.load_splat<u64>(b, 16);
    s02 = f64x2.add(s02, f64x2.mul(a0, x)); s12 = f64x2.add(s12, f64x2.mul(a1, x));
    x = v128.load_splat<u64>(b, 24);
    s03 = f64x2.add(s03, f64x2.mul(a0, x)); s13 = f64x2.add(s13, f64x2.mul(a1, x));
    a += 32;
    b += 32;
  }
  v128.store(c, s00); v128.store(c, s10, 16);
  v128.store(c1, s01); v128.store(c1, s11, 16);
  v128.store(c2, s02); v128.store(c2, s12, 16);
  v128.store(c3, s03); v128.store(c3, s13, 16);
}

/** Columns of the dummies: each stock touches one per slot. */
function addDummies(layout: i32, entries: i32, depth: i32, gram: i32, stride: i32): void {
  const stocks = stocksOf(layout);
  const width = widthOf(layout);
  const slots = slotsOf(layout);
  const limits = slotLimitsOf(layout);
  const values = slotValuesOf(layout);
  const from = rowsOf(layout);
  for (let e = 0; e < depth; e++) {
    const entry = entries + (e << 5);
    const i = load<i32>(entry);
    const row = from + ((i * width) << 3);
    for (let s = 0; s < slots; s++) {
      const value = load<f64>(values + ((s * stocks + i) << 3));
      const v = load<f64>(entry, 8) * value;
      if (v == 0) continue;
      const column = gram + ((load<i32>(limits + ((s * stocks + i) << 2)) * stride) << 3);
      const x = f64x2.splat(v);
      v128.store(column, f64x2.add(v128.load(column), f64x2.mul(x, v128.load(entry, 16))));
      v128.store(column, f64x2.add(v128.load(column, 16), f64x2.mul(x, v128.load(row, 16))), 16);
      for (let at = 32; at < width << 3; at += 16) {
        v128.store(column + at, f64x2.add(v128.load(column + at), f64x2.mul(x, v128.load(row + at))));
      }
      for (let z = 0; z <= s; z++) {
        const to = column + (load<i32>(limits + ((z * stocks + i) << 2)) << 3);
        store<f64>(to, load<f64>(to) + v * load<f64>(values + ((z * stocks + i) << 3)));
      }
    }
  }
}

/** Writes the numbers of the stocks whose codes (bytes) differ, in order, to `out` (32-bit); returns how many. */
export function changedCodes(stocks: i32, codes: i32, before: i32, out: i32): i32 {
  let count = 0;
  for (let i = 0; i < stocks; i += 16) {
    let mask = i8x16.bitmask(i8x16.ne(v128.load(codes + i), v128.load(before + i)));
    while (mask != 0) {
      store<i32>(out + (count << 2), i + ctz(mask));
      count += 1;
      mask &= mask - 1;
    }
  }
  return count;
}
