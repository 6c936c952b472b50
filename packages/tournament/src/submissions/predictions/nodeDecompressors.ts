import { brotliDecompressSync, gunzipSync, zstdDecompressSync } from 'node:zlib';
import type { Decompressors } from './compressors.ts';

export const NODE_DECOMPRESSORS: Decompressors = {
  GZIP: (input, size) => gunzipSync(input, { maxOutputLength: Math.max(1, size) }),
  BROTLI: (input, size) => brotliDecompressSync(input, { maxOutputLength: Math.max(1, size) }),
  ZSTD: (input, size) => zstdDecompressSync(input, { maxOutputLength: Math.max(1, size) }),
};
