// Small dense systems of the optimizer: n × n, column-major, n a multiple of four (padded by rows of the unit matrix).

/** The lower triangle of out = that of `inverse` (0: none) + the upper triangle of `gram`, mirrored. */
export function newtonSystem(gram: i32, inverse: i32, out: i32, n: i32): void {
  const step = n << 3;
  for (let j = 0; j < n; j++) {
    const column = j * step;
    const row = gram + (j << 3);
    for (let i = j; i < n; i++) {
      const own: f64 = inverse == 0 ? 0 : load<f64>(inverse + column + (i << 3));
      store<f64>(out + column + (i << 3), load<f64>(row + i * step) + own);
    }
  }
}

/** out = A x, each element one sum in order of x. */
export function matrixTimesVector(a: i32, n: i32, x: i32, out: i32): void {
  const step = n << 3;
  const end = x + step;
  let i = 0;
  for (; i + 8 <= n; i += 8) {
    let s0 = f64x2.splat(0), s1 = s0, s2 = s0, s3 = s0;
    let from = a + (i << 3);
    for (let at = x; at < end; at += 8) {
      const xj = v128.load_splat<u64>(at);
      s0 = f64x2.add(s0, f64x2.mul(v128.load(from), xj));
      s1 = f64x2.add(s1, f64x2.mul(v128.load(from, 16), xj));
      s2 = f64x2.add(s2, f64x2.mul(v128.load(from, 32), xj));
      s3 = f64x2.add(s3, f64x2.mul(v128.load(from, 48), xj));
      from += step;
    }
    const to = out + (i << 3);
    v128.store(to, s0); v128.store(to, s1, 16); v128.store(to, s2, 32); v128.store(to, s3, 48);
  }
  if (i < n) {
    let s0 = f64x2.splat(0), s1 = s0;
    let from = a + (i << 3);
    for (let at = x; at < end; at += 8) {
      const xj = v128.load_splat<u64>(at);
      s0 = f64x2.add(s0, f64x2.mul(v128.load(from), xj));
      s1 = f64x2.add(s1, f64x2.mul(v128.load(from, 16), xj));
      from += step;
    }
    v128.store(out + (i << 3), s0); v128.store(out + (i << 3), s1, 16);
  }
}

/** LL'x = b in place of b, L as `cholesky` leaves it; the bits of `solveLower` and `solveLowerTransposed`. */
export function solveFactored(l: i32, n: i32, b: i32): void {
  const step = n << 3;
  for (let j = 0; j < n; j++) forward(l + j * step, n, b, j);
  for (let end = n; end > 0; end -= 4) {
    const j = end - 4;
    const at = b + (j << 3);
    let l0 = l + j * step;
    let l1 = l0 + step, l2 = l1 + step, l3 = l2 + step;
    let s0 = load<f64>(at), s1 = load<f64>(at, 8), s2 = load<f64>(at, 16), s3 = load<f64>(at, 24);
    for (let i = (n - 1) << 3; i >= end << 3; i -= 8) {
      const x = load<f64>(b + i);
      s0 -= load<f64>(l0 + i) * x;
      s1 -= load<f64>(l1 + i) * x;
      s2 -= load<f64>(l2 + i) * x;
      s3 -= load<f64>(l3 + i) * x;
    }
    l0 += j << 3; l1 += j << 3; l2 += j << 3; l3 += j << 3;
    const x3 = quotient(s3, load<f64>(l3, 24));
    s2 -= load<f64>(l2, 24) * x3;
    s1 -= load<f64>(l1, 24) * x3;
    s0 -= load<f64>(l0, 24) * x3;
    const x2 = quotient(s2, load<f64>(l2, 16));
    s1 -= load<f64>(l1, 16) * x2;
    s0 -= load<f64>(l0, 16) * x2;
    const x1 = quotient(s1, load<f64>(l1, 8));
    s0 -= load<f64>(l0, 8) * x1;
    store<f64>(at, quotient(s0, load<f64>(l0)));
    store<f64>(at, x1, 8);
    store<f64>(at, x2, 16);
    store<f64>(at, x3, 24);
  }
}

// @ts-ignore: decorator
@inline
function quotient(sum: f64, pivot: f64): f64 {
  return pivot == 0 ? 0 : sum / pivot;
}

/** Unknown j, and what it takes off the later ones. */
// @ts-ignore: decorator
@inline
function forward(column: i32, n: i32, x: i32, j: i32): void {
  const at = x + (j << 3);
  const xj = quotient(load<f64>(at), load<f64>(column + (j << 3)));
  store<f64>(at, xj);
  let i = j + 1;
  if (i & 1) {
    store<f64>(x + (i << 3), load<f64>(x + (i << 3)) - load<f64>(column + (i << 3)) * xj);
    i += 1;
  }
  const factor = f64x2.splat(xj);
  for (; i < n; i += 2) {
    const to = x + (i << 3);
    v128.store(to, f64x2.sub(v128.load(to), f64x2.mul(v128.load(column + (i << 3)), factor)));
  }
}

/**
 * out = (LL')⁻¹ in full, L as `cholesky` leaves it; rows and columns of dropped pivots become 0. Element (i, j) is the sum over
 * k ≥ max(i, j) of L⁻¹ₖᵢ · L⁻¹ₖⱼ. `scratch`: 8n(n + 1) bytes.
 */
export function invertFactored(l: i32, n: i32, out: i32, scratch: i32): void {
  const step = n << 3;
  const x = scratch + n * step;
  // L⁻¹ row by row: column k of `scratch` is its row k.
  memory.fill(scratch, 0, n * step);
  for (let j = 0; j < n; j++) {
    memory.fill(x, 0, step);
    store<f64>(x + (j << 3), 1);
    for (let k = j; k < n - 1; k++) forward(l + k * step, n, x, k);
    const last = n - 1;
    store<f64>(x + (last << 3), quotient(load<f64>(x + (last << 3)), load<f64>(l + last * step + (last << 3))));
    for (let k = j; k < n; k++) store<f64>(scratch + k * step + (j << 3), load<f64>(x + (k << 3)));
  }
  for (let j = 0; j < n; j += 4) {
    for (let i = j; i < n; i += 4) rowProducts(out + j * step + (i << 3), step, scratch + (i << 3), scratch + (j << 3), i, n);
  }
  for (let j = 0; j < n; j++) {
    for (let i = j + 1; i < n; i++) store<f64>(out + i * step + (j << 3), load<f64>(out + j * step + (i << 3)));
  }
}

function rowProducts(c: i32, step: i32, a: i32, b: i32, first: i32, n: i32): void {
  const c1 = c + step;
  const c2 = c1 + step;
  const c3 = c2 + step;
  let s00 = f64x2.splat(0), s10 = s00, s01 = s00, s11 = s00, s02 = s00, s12 = s00, s03 = s00, s13 = s00;
  for (let k = first * step; k < n * step; k += step) {
    const a0 = v128.load(a + k);
    const a1 = v128.load(a + k, 16);
    let x = v128.load_splat<u64>(b + k);
    s00 = f64x2.add(s00, f64x2.mul(a0, x)); s10 = f64x2.add(s10, f64x2.mul(a1, x));
    x = v128.load_splat<u64>(b + k, 8);
    s01 = f64x2.add(s01, f64x2.mul(a0, x)); s11 = f64x2.add(s11, f64x2.mul(a1, x));
    x = v128.load_splat<u64>(b + k, 16);
    s02 = f64x2.add(s02, f64x2.mul(a0, x)); s12 = f64x2.add(s12, f64x2.mul(a1, x));
    x = v128.load_splat<u64>(b + k, 24);
    s03 = f64x2.add(s03, f64x2.mul(a0, x)); s13 = f64x2.add(s13, f64x2.mul(a1, x));
  }
  v128.store(c, s00); v128.store(c, s10, 16);
  v128.store(c1, s01); v128.store(c1, s11, 16);
  v128.store(c2, s02); v128.store(c2, s12, 16);
  v128.store(c3, s03); v128.store(c3, s13, 16);
}
