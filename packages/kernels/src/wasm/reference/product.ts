import type { Kernels } from '../kernels.ts';

export const productReference = (memory: WebAssembly.Memory): Pick<Kernels, 'product' | 'productScratchBytes'> => ({
  productScratchBytes: () => 0,
  product(c, cStride, a, aRow, aInner, b, bInner, bColumn, rows, inner, columns) {
    const m = new Float64Array(memory.buffer);
    const [at, aAt, bAt] = [c / 8, a / 8, b / 8];
    for (let j = 0; j < columns; j++) {
      for (let i = 0; i < rows; i++) {
        let sum = 0;
        for (let p = 0; p < inner; p++) sum += m[aAt + i * aRow + p * aInner] * m[bAt + p * bInner + j * bColumn];
        m[at + i + j * cStride] = sum;
      }
    }
  },
});
