import type { Kernels } from '../kernels.ts';

type Triangular = Pick<Kernels, 'weightedCrossProduct' | 'cholesky' | 'solveLower' | 'solveLowerTransposed'>;

export const triangularReference = (memory: WebAssembly.Memory): Triangular => ({
  weightedCrossProduct(h, x, rows, columns, weights) {
    const m = new Float64Array(memory.buffer);
    const [at, from, w] = [h / 8, x / 8, weights / 8];
    for (let j = 0; j < columns; j++) {
      for (let k = j; k < columns; k++) {
        let sum = 0;
        for (let i = 0; i < rows; i++) {
          const left = m[from + i + j * rows];
          sum += (weights === 0 ? left : m[w + i] * left) * m[from + i + k * rows];
        }
        m[at + j + k * columns] = sum;
        m[at + k + j * columns] = sum;
      }
    }
  },
  cholesky(a, n, dropBelow) {
    const m = new Float64Array(memory.buffer, a, n * n);
    let dropped = 0;
    for (let j = 0; j < n; j++) {
      const diagonal = m[j + j * n];
      for (let i = j; i < n; i++) for (let k = 0; k < j; k++) m[i + j * n] -= m[i + k * n] * m[j + k * n];
      const pivot = m[j + j * n];
      const isKept = pivot > dropBelow * diagonal && pivot > 0;
      const inverse = isKept ? 1 / Math.sqrt(pivot) : 0;
      m[j + j * n] = isKept ? Math.sqrt(pivot) : 0;
      for (let i = j + 1; i < n; i++) m[i + j * n] = isKept ? m[i + j * n] * inverse : 0;
      if (!isKept) dropped += 1;
    }
    return dropped;
  },
  solveLower(l, n, b, columns) {
    const m = new Float64Array(memory.buffer, l, n * n);
    for (let c = 0; c < columns; c++) {
      const x = new Float64Array(memory.buffer, b + 8 * n * c, n);
      for (let i = 0; i < n; i++) {
        for (let k = 0; k < i; k++) x[i] -= m[i + k * n] * x[k];
        x[i] = m[i + i * n] === 0 ? 0 : x[i] / m[i + i * n];
      }
    }
  },
  solveLowerTransposed(l, n, b, columns) {
    const m = new Float64Array(memory.buffer, l, n * n);
    for (let c = 0; c < columns; c++) {
      const x = new Float64Array(memory.buffer, b + 8 * n * c, n);
      for (let j = n - 1; j >= 0; j--) {
        for (let i = n - 1; i > j; i--) x[j] -= m[i + j * n] * x[i];
        x[j] = m[j + j * n] === 0 ? 0 : x[j] / m[j + j * n];
      }
    }
  },
});
