import type { Matrix } from './matrix.ts';

/** Solves Lx = b in place of b, L lower triangular (the upper triangle is not read). A zero on the diagonal gives x = 0 there. */
export function solveLower(l: Matrix, b: Float64Array): Float64Array {
  const { rows: n, data } = l;
  if (b.length !== n) throw new RangeError(`${b.length} right-hand values for ${n} unknowns`);
  for (let j = 0; j < n; j++) {
    const c = j * n;
    const pivot = data[c + j];
    const x = pivot === 0 ? 0 : b[j] / pivot;
    b[j] = x;
    if (x !== 0) for (let i = j + 1; i < n; i++) b[i] -= x * data[c + i];
  }
  return b;
}

/** Solves L'x = b in place of b, L lower triangular (the upper triangle is not read). A zero on the diagonal gives x = 0 there. */
export function solveLowerTransposed(l: Matrix, b: Float64Array): Float64Array {
  const { rows: n, data } = l;
  if (b.length !== n) throw new RangeError(`${b.length} right-hand values for ${n} unknowns`);
  for (let j = n - 1; j >= 0; j--) {
    const c = j * n;
    const pivot = data[c + j];
    let sum = b[j];
    for (let i = j + 1; i < n; i++) sum -= data[c + i] * b[i];
    b[j] = pivot === 0 ? 0 : sum / pivot;
  }
  return b;
}
