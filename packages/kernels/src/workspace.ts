import { type Kernels, wasmKernels } from './wasm/kernels.ts';

/**
 * Working memory of fixed size, and the kernels over it. Arrays are views of the memory, so that a kernel takes their
 * `byteOffset` and nothing is copied; they live as long as anybody holds one of them. Not to be shared between threads.
 */
export interface Workspace {
  readonly kernels: Kernels;
  /** Zeroed arrays, 16-byte aligned. Throws RangeError when the workspace is full. */
  float64(length: number): Float64Array<ArrayBuffer>;
  int32(length: number): Int32Array<ArrayBuffer>;
  uint8(length: number): Uint8Array<ArrayBuffer>;
}

const PAGE = 65536;
const LARGEST = 65536 * PAGE;

/** Bytes that an array of so many elements takes in a workspace. */
export const paddedBytes = (length: number, bytesPerElement = 8): number =>
  Math.ceil((length * bytesPerElement) / 16) * 16;

/** A workspace of at least so many bytes. Throws RangeError beyond 4 GB. */
export function workspace(bytes: number, make: (memory: WebAssembly.Memory) => Kernels = wasmKernels): Workspace {
  if (!(bytes >= 0 && bytes + PAGE <= LARGEST)) throw new RangeError(`a workspace cannot hold ${bytes} bytes`);
  const pages = Math.ceil(bytes / PAGE) + 1;
  const memory = new WebAssembly.Memory({ initial: pages, maximum: pages });
  let next = 1024;
  const take = (length: number, bytesPerElement: number): number => {
    const at = next;
    next += paddedBytes(length, bytesPerElement);
    if (next > pages * PAGE) throw new RangeError(`the workspace of ${pages * PAGE} bytes is full`);
    return at;
  };
  return {
    kernels: make(memory),
    float64: (length) => new Float64Array(memory.buffer, take(length, 8), length),
    int32: (length) => new Int32Array(memory.buffer, take(length, 4), length),
    uint8: (length) => new Uint8Array(memory.buffer, take(length, 1), length),
  };
}
