// The kernels' WebAssembly module, in AssemblyScript: `npm run build:kernels` makes src/wasm/kernels.wasm of it.
// Plain SIMD only (relaxed SIMD may round differently from one processor to another). Addresses are byte offsets into
// the imported memory, which the caller lays out (src/workspace.ts); nothing is allocated here.
export { product, productScratchBytes } from './product';
