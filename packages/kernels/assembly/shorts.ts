// Products of columns of 16-bit whole numbers: eight multiplications an instruction, four times as many as of doubles.

/** Numbers of a column taken at a time: four columns of one side and two of the other stay in the first cache. */
const DEPTH: i32 = 1024;

/**
 * out = A'B, rows × columns whole numbers of 32 bits, column-major: A has `rows` and B has `columns` columns of `length` shorts each. The caller
 * sees to it that sums fit 32 bits, that `rows` is a multiple of 4, `columns` of 2 and `length` of 8. Exact in any order.
 */
export function shortCrossProduct(out: i32, a: i32, rows: i32, b: i32, columns: i32, length: i32): void {
  const bytes = length << 1;
  memory.fill(out, 0, (rows * columns) << 2);
  for (let from = 0; from < bytes; from += DEPTH << 1) {
    const depth = min(DEPTH << 1, bytes - from);
    for (let j = 0; j < columns; j += 2) {
      const right = b + j * bytes + from;
      for (let i = 0; i < rows; i += 4) {
        block(out + ((i + j * rows) << 2), rows << 2, a + i * bytes + from, right, bytes, depth);
      }
    }
  }
}

/** Adds to a 4 × 2 block of the result. */
function block(out: i32, step: i32, a: i32, b: i32, bytes: i32, depth: i32): void {
  const a1 = a + bytes, a2 = a1 + bytes, a3 = a2 + bytes, b1 = b + bytes;
  const zero = i32x4.splat(0);
  let s00 = zero, s10 = zero, s20 = zero, s30 = zero, s01 = zero, s11 = zero, s21 = zero, s31 = zero;
  let x = zero, y = zero, z = zero;
  for (let at = 0; at < depth; at += 16) {
    y = v128.load(b + at);
    z = v128.load(b1 + at);
    x = v128.load(a + at);
    s00 = i32x4.add(s00, i32x4.dot_i16x8_s(x, y));
    s01 = i32x4.add(s01, i32x4.dot_i16x8_s(x, z));
    x = v128.load(a1 + at);
    s10 = i32x4.add(s10, i32x4.dot_i16x8_s(x, y));
    s11 = i32x4.add(s11, i32x4.dot_i16x8_s(x, z));
    x = v128.load(a2 + at);
    s20 = i32x4.add(s20, i32x4.dot_i16x8_s(x, y));
    s21 = i32x4.add(s21, i32x4.dot_i16x8_s(x, z));
    x = v128.load(a3 + at);
    s30 = i32x4.add(s30, i32x4.dot_i16x8_s(x, y));
    s31 = i32x4.add(s31, i32x4.dot_i16x8_s(x, z));
  }
  v128.store(out, i32x4.add(v128.load(out), totals(s00, s10, s20, s30)));
  v128.store(out + step, i32x4.add(v128.load(out + step), totals(s01, s11, s21, s31)));
}

/** The sums of the lanes of four, side by side. */
function totals(s: v128, t: v128, u: v128, v: v128): v128 {
  const low = i32x4.add(v128.shuffle<i32>(s, t, 0, 4, 1, 5), v128.shuffle<i32>(s, t, 2, 6, 3, 7));
  const high = i32x4.add(v128.shuffle<i32>(u, v, 0, 4, 1, 5), v128.shuffle<i32>(u, v, 2, 6, 3, 7));
  return i32x4.add(v128.shuffle<i32>(low, high, 0, 1, 4, 5), v128.shuffle<i32>(low, high, 2, 3, 6, 7));
}
