// Matrix products on packed panels: a 4 × 4 block of the result stays in registers while the inner index runs.
// Every element of the result is one sum in order of the inner index, so blocking, padding and threads change no bit.

/** Inner indices, and rows, of a packed block of A (128 kB: it stays in the second-level cache); columns of one of B. */
const INNER: i32 = 256;
const ROWS: i32 = 64;
const COLUMNS: i32 = 256;

/** Bytes of scratch memory that `product` needs. */
export function productScratchBytes(): i32 {
  return (INNER * (ROWS + COLUMNS) + 16) << 3;
}

/**
 * C = A B: C is rows × columns, with A(i, p) at a + 8(i·aRow + p·aInner) and B(p, j) at b + 8(p·bInner + j·bColumn),
 * C column-major with `cStride` rows allocated per column. `scratch`: `productScratchBytes()`.
 * Strides other than 1 transpose an operand: A'B of column-major matrices has aRow = its rows and aInner = 1.
 */
export function product(
  c: i32, cStride: i32,
  a: i32, aRow: i32, aInner: i32,
  b: i32, bInner: i32, bColumn: i32,
  rows: i32, inner: i32, columns: i32,
  scratch: i32,
): void {
  blocks(c, cStride, a, aRow, aInner, b, bInner, bColumn, rows, inner, columns, scratch, false);
}

/** The same for i ≤ j only: what lies below the diagonal of C is left as it is or overwritten by anything. */
export function upperProduct(
  c: i32, cStride: i32,
  a: i32, aRow: i32, aInner: i32,
  b: i32, bInner: i32, bColumn: i32,
  rows: i32, inner: i32, columns: i32,
  scratch: i32,
): void {
  blocks(c, cStride, a, aRow, aInner, b, bInner, bColumn, rows, inner, columns, scratch, true);
}

function blocks(
  c: i32, cStride: i32,
  a: i32, aRow: i32, aInner: i32,
  b: i32, bInner: i32, bColumn: i32,
  rows: i32, inner: i32, columns: i32,
  scratch: i32, isUpper: bool,
): void {
  const packedA = scratch;
  const packedB = scratch + ((INNER * ROWS) << 3);
  const edge = packedB + ((INNER * COLUMNS) << 3);
  if (inner == 0) {
    for (let j = 0; j < columns; j++) memory.fill(c + ((j * cStride) << 3), 0, rows << 3);
  }
  for (let j0 = 0; j0 < columns; j0 += COLUMNS) {
    const width = min(COLUMNS, columns - j0);
    for (let p0 = 0; p0 < inner; p0 += INNER) {
      const depth = min(INNER, inner - p0);
      pack(packedB, b + ((p0 * bInner + j0 * bColumn) << 3), bColumn, bInner, width, depth);
      const bottom = isUpper ? min(rows, j0 + width) : rows;
      for (let i0 = 0; i0 < bottom; i0 += ROWS) {
        const height = min(ROWS, bottom - i0);
        pack(packedA, a + ((i0 * aRow + p0 * aInner) << 3), aRow, aInner, height, depth);
        for (let j = 0; j < width; j += 4) {
          const panelB = packedB + ((j * depth) << 3);
          const below = isUpper ? min(height, j0 + j + 4 - i0) : height;
          for (let i = 0; i < below; i += 4) {
            const panelA = packedA + ((i * depth) << 3);
            const corner = c + ((i0 + i + (j0 + j) * cStride) << 3);
            if (i + 4 <= height && j + 4 <= width) block(corner, cStride, panelA, panelB, depth, p0 == 0);
            else edgeBlock(corner, cStride, panelA, panelB, depth, p0 == 0, edge, min(4, height - i), min(4, width - j));
          }
        }
      }
    }
  }
}

/** Panels of four: the four values of one inner index side by side, zeros beyond the edge. */
function pack(to: i32, from: i32, stride: i32, innerStride: i32, size: i32, depth: i32): void {
  const step = innerStride << 3;
  for (let i = 0; i < size; i += 4) {
    const here = from + ((i * stride) << 3);
    const left = size - i;
    if (left >= 4 && stride == 1) {
      for (let p = 0; p < depth; p++) {
        const at = here + p * step;
        v128.store(to, v128.load(at));
        v128.store(to, v128.load(at, 16), 16);
        to += 32;
      }
    } else {
      const one = select(stride << 3, 0, left > 1);
      const two = select(stride << 4, 0, left > 2);
      const three = select((stride * 3) << 3, 0, left > 3);
      for (let p = 0; p < depth; p++) {
        const at = here + p * step;
        store<f64>(to, load<f64>(at));
        store<f64>(to, select(load<f64>(at + one), 0, left > 1), 8);
        store<f64>(to, select(load<f64>(at + two), 0, left > 2), 16);
        store<f64>(to, select(load<f64>(at + three), 0, left > 3), 24);
        to += 32;
      }
    }
  }
}

/** A 4 × 4 block of C, begun at zero or gone on with. */
function block(c: i32, cStride: i32, a: i32, b: i32, depth: i32, isFirst: bool): void {
  const step = cStride << 3;
  const c1 = c + step;
  const c2 = c1 + step;
  const c3 = c2 + step;
  let s00 = f64x2.splat(0), s10 = s00, s01 = s00, s11 = s00, s02 = s00, s12 = s00, s03 = s00, s13 = s00;
  if (!isFirst) {
    s00 = v128.load(c); s10 = v128.load(c, 16);
    s01 = v128.load(c1); s11 = v128.load(c1, 16);
    s02 = v128.load(c2); s12 = v128.load(c2, 16);
    s03 = v128.load(c3); s13 = v128.load(c3, 16);
  }
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

/** The same at the rim of C: in a 4 × 4 scratch block of which only the part inside C is copied. */
function edgeBlock(
  c: i32, cStride: i32, a: i32, b: i32, depth: i32, isFirst: bool, edge: i32, rows: i32, columns: i32,
): void {
  if (!isFirst) {
    for (let j = 0; j < columns; j++) {
      for (let i = 0; i < rows; i++) store<f64>(edge + ((i + 4 * j) << 3), load<f64>(c + ((i + j * cStride) << 3)));
    }
  }
  block(edge, 4, a, b, depth, isFirst);
  for (let j = 0; j < columns; j++) {
    for (let i = 0; i < rows; i++) store<f64>(c + ((i + j * cStride) << 3), load<f64>(edge + ((i + 4 * j) << 3)));
  }
}
