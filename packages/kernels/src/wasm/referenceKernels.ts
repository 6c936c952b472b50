import type { Kernels } from './kernels.ts';

/** The kernels in plain TypeScript over the same memory: what each computes, without blocking or SIMD. The same bits. */
export function referenceKernels(memory: WebAssembly.Memory): Kernels {
  const f64 = (): Float64Array => new Float64Array(memory.buffer);
  return {
    productScratchBytes: () => 0,
    product(c, cStride, a, aRow, aInner, b, bInner, bColumn, rows, inner, columns) {
      const m = f64();
      const [at, aAt, bAt] = [c / 8, a / 8, b / 8];
      for (let j = 0; j < columns; j++) {
        for (let i = 0; i < rows; i++) {
          let sum = 0;
          for (let p = 0; p < inner; p++) sum += m[aAt + i * aRow + p * aInner] * m[bAt + p * bInner + j * bColumn];
          m[at + i + j * cStride] = sum;
        }
      }
    },
  };
}
