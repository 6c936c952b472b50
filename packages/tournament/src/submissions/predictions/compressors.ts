import { snappyUncompress } from 'hyparquet';

/** Undoes one compression; stops at `size`, which the page header states. */
export type Decompress = (input: Uint8Array, size: number) => Uint8Array;

/** What Node and browsers bring of their own. Snappy is the same everywhere. */
export type Decompressors = Readonly<Record<'GZIP' | 'BROTLI' | 'ZSTD', Decompress>>;

/** Of one page of one column: a million times what a release has a row. */
const MOST_PAGE_BYTES = 2 ** 28;

/** What undoes each compression of Parquet. Throws RangeError for a page that says it is larger than any: memory is taken for what it says. */
export function compressorsOf({ GZIP, BROTLI, ZSTD }: Decompressors) {
  return { SNAPPY: bounded(snappy), GZIP: bounded(GZIP), BROTLI: bounded(BROTLI), ZSTD: bounded(ZSTD) };
}

const bounded =
  (decompress: Decompress): Decompress =>
  (input, size) => {
    if (size <= MOST_PAGE_BYTES) return decompress(input, size);
    throw new RangeError(`a page of the Parquet file says that it unpacks to ${size} bytes, more than any page has`);
  };

function snappy(input: Uint8Array, size: number): Uint8Array {
  const output = new Uint8Array(size);
  snappyUncompress(input, output);
  return output;
}
