// Symmetric products, Cholesky's factor and triangular solves. All matrices column-major; each element is one chain of additions
// or subtractions in index order (downwards for a transposed solve), 4 × 4 elements at a time.
import { upperProduct } from './product';

/**
 * H = X'WX, columns × columns, both triangles: element (j, k), j ≤ k, is the sum over rows of (w·x_j)·x_k, and (k, j) the same.
 * X has `rows` rows; `weights` = 0 stands for no weights. `weighted`: room for X (unused without weights); `scratch`: product's.
 */
export function weightedCrossProduct(h: i32, x: i32, rows: i32, columns: i32, weights: i32, weighted: i32, scratch: i32): void {
  const step = rows << 3;
  let left = x;
  if (weights != 0) {
    left = weighted;
    for (let j = 0; j < columns; j++) {
      const from = x + j * step;
      const to = weighted + j * step;
      let at = 0;
      for (; at + 16 <= step; at += 16) v128.store(to + at, f64x2.mul(v128.load(weights + at), v128.load(from + at)));
      if (at < step) store<f64>(to + at, load<f64>(weights + at) * load<f64>(from + at));
    }
  }
  upperProduct(h, columns, left, rows, 1, x, 1, rows, columns, rows, columns, scratch);
  for (let j = 0; j < columns; j++) {
    for (let i = j + 1; i < columns; i++) store<f64>(h + ((i + j * columns) << 3), load<f64>(h + ((j + i * columns) << 3)));
  }
}

/**
 * The lower triangle of the symmetric n × n matrix at `a` becomes L with LL' = A. A pivot not above `dropBelow` times its diagonal
 * entry, or not above 0, is dropped: its column of L is 0. Returns how many were. The upper triangle is left.
 */
export function cholesky(a: i32, n: i32, dropBelow: f64): i32 {
  const step = n << 3;
  let dropped = 0;
  for (let j0 = 0; j0 < n; j0 += 4) {
    const width = min(4, n - j0);
    const panel = a + j0 * step;
    const across = a + (j0 << 3);
    const corner = panel + (j0 << 3);
    const d0 = load<f64>(corner);
    const d1: f64 = width > 1 ? load<f64>(corner + step, 8) : 0;
    const d2: f64 = width > 2 ? load<f64>(corner + 2 * step, 16) : 0;
    const d3: f64 = width > 3 ? load<f64>(corner + 3 * step, 24) : 0;
    // What the columns before the panel take off it.
    let i = j0 + 4;
    for (; i + 4 <= n; i += 4) takeOffBlock(panel + (i << 3), step, a + (i << 3), step, across, 8, step, j0);
    const rim = i;
    for (let j = 0; j < width; j++) {
      const column = panel + j * step;
      for (i = j0 + j; i < min(j0 + 4, n); i++) takeOff(column + (i << 3), a + (i << 3), step, across + (j << 3), step, j0);
      for (i = rim; i < n; i++) takeOff(column + (i << 3), a + (i << 3), step, across + (j << 3), step, j0);
    }
    dropped += finishColumn(a, n, j0, j0, dropBelow, d0);
    if (width > 1) dropped += finishColumn(a, n, j0, j0 + 1, dropBelow, d1);
    if (width > 2) dropped += finishColumn(a, n, j0, j0 + 2, dropBelow, d2);
    if (width > 3) dropped += finishColumn(a, n, j0, j0 + 3, dropBelow, d3);
  }
  return dropped;
}

/** Column j of L, when only the columns j0 … j − 1 are still to be taken off. Returns 1 where its pivot was dropped. */
function finishColumn(a: i32, n: i32, j0: i32, j: i32, dropBelow: f64, diagonal: f64): i32 {
  const step = n << 3;
  const at = a + j * step + (j << 3);
  const bytes = (n - j) << 3;
  for (let k = j0; k < j; k++) {
    const from = a + k * step + (j << 3);
    const factor = load<f64>(from);
    const factors = f64x2.splat(factor);
    let i = 0;
    for (; i + 16 <= bytes; i += 16) {
      v128.store(at + i, f64x2.sub(v128.load(at + i), f64x2.mul(factors, v128.load(from + i))));
    }
    if (i < bytes) store<f64>(at + i, load<f64>(at + i) - factor * load<f64>(from + i));
  }
  const pivot = load<f64>(at);
  if (!(pivot > dropBelow * diagonal && pivot > 0)) {
    memory.fill(at, 0, bytes);
    return 1;
  }
  const root = sqrt(pivot);
  store<f64>(at, root);
  const inverse = 1 / root;
  for (let i = 8; i < bytes; i += 8) store<f64>(at + i, load<f64>(at + i) * inverse);
  return 0;
}

/** LX = B in place of B (n × columns), L lower triangular and n × n; an unknown whose diagonal entry is 0 becomes 0. */
export function solveLower(l: i32, n: i32, b: i32, columns: i32): void {
  const step = n << 3;
  const whole = n & ~3;
  for (let c = 0; c < columns; c += 4) {
    const width = min(4, columns - c);
    const x = b + c * step;
    for (let i0 = 0; i0 < n; i0 += 4) {
      const isBlock = width == 4 && i0 < whole;
      if (isBlock) takeOffBlock(x + (i0 << 3), step, l + (i0 << 3), step, x, step, 8, i0);
      for (let j = 0; j < width; j++) {
        const column = x + j * step;
        for (let i = i0; i < min(i0 + 4, n); i++) {
          const first = isBlock ? i0 : 0;
          takeOff(column + (i << 3), l + (i << 3) + first * step, step, column + (first << 3), 8, i - first);
          divide(column + (i << 3), l + (i << 3) + i * step);
        }
      }
    }
  }
}

/** L'X = B in place of B (n × columns), as `solveLower`; the sums run downwards from the last unknown. `scratch`: 8n² bytes. */
export function solveLowerTransposed(l: i32, n: i32, b: i32, columns: i32, scratch: i32): void {
  const step = n << 3;
  const last = n - 1;
  // L' column by column, so that four of its rows lie side by side.
  for (let j = 0; j < n; j++) {
    for (let i = j; i < n; i++) store<f64>(scratch + (j << 3) + i * step, load<f64>(l + (i << 3) + j * step));
  }
  for (let c = 0; c < columns; c += 4) {
    const width = min(4, columns - c);
    const x = b + c * step;
    for (let end = n; end > 0; end -= 4) {
      const j0 = max(0, end - 4);
      const isBlock = width == 4 && end >= 4;
      if (isBlock) {
        takeOffBlock(
          x + (j0 << 3), step, scratch + (j0 << 3) + last * step, -step, x + (last << 3), step, -8, n - end,
        );
      }
      for (let k = 0; k < width; k++) {
        const column = x + k * step;
        for (let j = end - 1; j >= j0; j--) {
          const first = isBlock ? end - 1 : last;
          const from = scratch + (j << 3) + first * step;
          takeOff(column + (j << 3), from, -step, column + (first << 3), -8, first - j);
          divide(column + (j << 3), l + (j << 3) + j * step);
        }
      }
    }
  }
}

function divide(x: i32, pivot: i32): void {
  const p = load<f64>(pivot);
  store<f64>(x, p == 0 ? 0 : load<f64>(x) / p);
}

/** c − Σ a·b over `depth` pairs, one after the other. */
function takeOff(c: i32, a: i32, aStep: i32, b: i32, bStep: i32, depth: i32): void {
  let sum = load<f64>(c);
  for (let k = 0; k < depth; k++) {
    sum -= load<f64>(a) * load<f64>(b);
    a += aStep;
    b += bStep;
  }
  store<f64>(c, sum);
}

/** The same for 4 × 4 elements of C: four of A lie side by side, four of B `bColumn` bytes apart. */
function takeOffBlock(
  c: i32, cStep: i32, a: i32, aStep: i32, b0: i32, bColumn: i32, bStep: i32, depth: i32,
): void {
  const c1 = c + cStep;
  const c2 = c1 + cStep;
  const c3 = c2 + cStep;
  let b1 = b0 + bColumn, b2 = b1 + bColumn, b3 = b2 + bColumn;
  let s00 = v128.load(c), s10 = v128.load(c, 16);
  let s01 = v128.load(c1), s11 = v128.load(c1, 16);
  let s02 = v128.load(c2), s12 = v128.load(c2, 16);
  let s03 = v128.load(c3), s13 = v128.load(c3, 16);
  for (let k = 0; k < depth; k++) {
    const a0 = v128.load(a);
    const a1 = v128.load(a, 16);
    let x = v128.load_splat<u64>(b0);
    s00 = f64x2.sub(s00, f64x2.mul(a0, x)); s10 = f64x2.sub(s10, f64x2.mul(a1, x));
    x = v128.load_splat<u64>(b1);
    s01 = f64x2.sub(s01, f64x2.mul(a0, x)); s11 = f64x2.sub(s11, f64x2.mul(a1, x));
    x = v128.load_splat<u64>(b2);
    s02 = f64x2.sub(s02, f64x2.mul(a0, x)); s12 = f64x2.sub(s12, f64x2.mul(a1, x));
    x = v128.load_splat<u64>(b3);
    s03 = f64x2.sub(s03, f64x2.mul(a0, x)); s13 = f64x2.sub(s13, f64x2.mul(a1, x));
    a += aStep;
    b0 += bStep; b1 += bStep; b2 += bStep; b3 += bStep;
  }
  v128.store(c, s00); v128.store(c, s10, 16);
  v128.store(c1, s01); v128.store(c1, s11, 16);
  v128.store(c2, s02); v128.store(c2, s12, 16);
  v128.store(c3, s03); v128.store(c3, s13, 16);
}
