import type { Kernels } from '../kernels.ts';

type Bins = Pick<Kernels, 'binGram' | 'binGramScratchBytes' | 'binCrossProduct' | 'binCombination'>;

export const binsReference = (memory: WebAssembly.Memory): Bins => ({
  binGram(gram, bins, rows, columns) {
    const b = new Int8Array(memory.buffer, bins, rows * columns);
    const g = new Float64Array(memory.buffer, gram, columns * columns);
    for (let j = 0; j < columns; j++) {
      for (let k = 0; k < columns; k++) {
        let sum = 0;
        for (let i = 0; i < rows; i++) sum += b[i + j * rows] * b[i + k * rows];
        g[j + k * columns] = sum;
      }
    }
    return b.some((value) => value < 0 || value > 5) ? 1 : 0;
  },
  binGramScratchBytes: () => 0,
  binCrossProduct(out, bins, rows, columns, x) {
    const b = new Int8Array(memory.buffer, bins, rows * columns);
    const from = new Float64Array(memory.buffer, x, 4 * rows);
    const to = new Float64Array(memory.buffer, out, 4 * columns);
    to.fill(0);
    for (let j = 0; j < columns; j++) {
      for (let c = 0; c < 4; c++) for (let i = 0; i < rows; i++) to[4 * j + c] += b[i + j * rows] * from[4 * i + c];
    }
  },
  binCombination(out, bins, rows, columns, z) {
    const b = new Int8Array(memory.buffer, bins, rows * columns);
    const factors = new Float64Array(memory.buffer, z, columns);
    const to = new Float64Array(memory.buffer, out, rows);
    to.fill(0);
    for (let i = 0; i < rows; i++) for (let j = 0; j < columns; j++) to[i] += factors[j] * b[i + j * rows];
  },
});
