import { decompressBrotli, decompressGzip, decompressZstd } from 'hyparquet-compressors';
import type { Decompressors } from './compressors.ts';

/** What a browser does not bring itself; each makes no more than `size` bytes. */
export const BROWSER_DECOMPRESSORS: Decompressors = {
  GZIP: (input, size) => decompressGzip(input, size),
  BROTLI: (input, size) => decompressBrotli(input, size),
  ZSTD: (input, size) => decompressZstd(input, new Uint8Array(size)),
};
