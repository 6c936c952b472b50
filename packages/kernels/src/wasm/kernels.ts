import { BINARY } from './binary.ts';

/**
 * What the WebAssembly module exports. Addresses are byte offsets into the memory it was made for, strides and sizes count
 * elements, numbers are doubles. Nothing is checked here: the functions of this room that call it do that.
 * `referenceKernels` is the same in plain TypeScript and gives the same bits.
 */
export interface Kernels {
  /**
   * C = A B, with A(i, p) at a + 8(i·aRow + p·aInner), B(p, j) at b + 8(p·bInner + j·bColumn) and C column-major with
   * cStride elements per column. Each element is one sum in order of p. `scratch` needs `productScratchBytes()`.
   */
  product(
    c: number,
    cStride: number,
    a: number,
    aRow: number,
    aInner: number,
    b: number,
    bInner: number,
    bColumn: number,
    rows: number,
    inner: number,
    columns: number,
    scratch: number,
  ): void;
  productScratchBytes(): number;
}

let compiled: WebAssembly.Module | undefined;

/** The module, over a memory of the caller's. Compiled once per thread. */
export function wasmKernels(memory: WebAssembly.Memory): Kernels {
  compiled ??= new WebAssembly.Module(Uint8Array.from(atob(BINARY), (character) => character.charCodeAt(0)));
  return new WebAssembly.Instance(compiled, { env: { memory } }).exports as unknown as Kernels;
}
