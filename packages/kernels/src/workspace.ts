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
/** Addresses are 32-bit integers with a sign in the module: beyond 2 GB its loops would not run. */
const PAGE_LIMIT = 2 ** 31 / PAGE - 1;
/** Addresses below it stay unused, so that no array lies at 0. */
const FIRST = 1024;

/** Bytes that an array of so many elements takes in a workspace. */
export const paddedBytes = (length: number, bytesPerElement = 8): number =>
  Math.ceil((length * bytesPerElement) / 16) * 16;

/** A workspace of at least so many bytes. Throws RangeError beyond 2 GB. */
export function workspace(bytes: number, make: (memory: WebAssembly.Memory) => Kernels = wasmKernels): Workspace {
  const pages = pagesFor(bytes);
  const memory = new WebAssembly.Memory({ initial: pages, maximum: pages });
  return arrays(memory, make(memory));
}

let own: { readonly memory: WebAssembly.Memory; readonly kernels: Kernels } | undefined;

/**
 * This thread's scratch memory, of at least so many bytes; it grows and never shrinks. Its arrays are NOT zeroed and hold
 * only until the next call of `scratch`, by whomever: a function of this room takes it, uses it up and copies its result out.
 */
export function scratch(bytes: number): Workspace {
  const pages = pagesFor(bytes);
  if (own === undefined) {
    const memory = new WebAssembly.Memory({ initial: pages });
    own = { memory, kernels: wasmKernels(memory) };
  }
  const missing = pages - own.memory.buffer.byteLength / PAGE;
  if (missing > 0) own.memory.grow(missing);
  return arrays(own.memory, own.kernels);
}

function pagesFor(bytes: number): number {
  const pages = Math.ceil(bytes / PAGE) + 1;
  if (!(bytes >= 0 && pages <= PAGE_LIMIT)) throw new RangeError(`a workspace cannot hold ${bytes} bytes`);
  return pages;
}

/** Arrays one behind the other in a memory. */
function arrays({ buffer }: WebAssembly.Memory, kernels: Kernels): Workspace {
  let next = FIRST;
  const take = (length: number, bytesPerElement: number): number => {
    const at = next;
    next += paddedBytes(length, bytesPerElement);
    if (next > buffer.byteLength) throw new RangeError(`the workspace of ${buffer.byteLength} bytes is full`);
    return at;
  };
  return {
    kernels,
    float64: (length) => new Float64Array(buffer, take(length, 8), length),
    int32: (length) => new Int32Array(buffer, take(length, 4), length),
    uint8: (length) => new Uint8Array(buffer, take(length, 1), length),
  };
}
