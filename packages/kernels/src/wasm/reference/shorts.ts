import type { Kernels } from '../kernels.ts';

export const shortsReference = (memory: WebAssembly.Memory): Pick<Kernels, 'shortCrossProduct'> => ({
  shortCrossProduct(out, a, rows, b, columns, length) {
    const left = new Int16Array(memory.buffer, a, rows * length);
    const right = new Int16Array(memory.buffer, b, columns * length);
    const to = new Int32Array(memory.buffer, out, rows * columns);
    for (let j = 0; j < columns; j++) {
      for (let i = 0; i < rows; i++) {
        let sum = 0;
        for (let p = 0; p < length; p++) sum += left[i * length + p] * right[j * length + p];
        to[i + j * rows] = sum;
      }
    }
  },
});
