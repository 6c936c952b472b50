import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { brotliCompressSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { parquetOf } from '../testing/liveFile.ts';
import { BROWSER_DECOMPRESSORS } from './browserDecompressors.ts';
import { compressorsOf } from './compressors.ts';
import { NODE_DECOMPRESSORS } from './nodeDecompressors.ts';
import { CLASSIC_FORMAT } from './predictionFormat.ts';
import { readHere } from './readHere.ts';

const ids = Array.from({ length: 3_000 }, (_, at) => `n${at}`);
const values = Float64Array.from(ids, (_, at) => ((at * 7919) % 3001) / 3001);
const COMPRESS = {
  GZIP: (input: Uint8Array) => gzipSync(input),
  BROTLI: (input: Uint8Array) => brotliCompressSync(input),
  ZSTD: (input: Uint8Array) => zstdCompressSync(input),
};

describe('the check in a browser', () => {
  for (const [codec, compress] of Object.entries(COMPRESS)) {
    it(`reads Parquet that is compressed with ${codec.toLowerCase()} as the server does`, async () => {
      const columns = [
        { name: 'id', data: ids, type: 'STRING' as const },
        { name: 'prediction', data: values, type: 'DOUBLE' as const },
      ];
      const compressors = { [codec]: (input: Uint8Array) => new Uint8Array(compress(input)) };
      const bytes = parquetOf(columns, { codec: codec as keyof typeof COMPRESS, compressors });
      const here = await readHere(bytes, CLASSIC_FORMAT, BROWSER_DECOMPRESSORS);
      const there = await readHere(bytes, CLASSIC_FORMAT, NODE_DECOMPRESSORS);
      assert.deepEqual(here, there);
      assert.deepEqual(here.values, values);
      assert.deepEqual(here.ids, ids);
    });
  }

  it('makes no more bytes than a page states', () => {
    const input = gzipSync(new Uint8Array(10_000));
    assert.equal(BROWSER_DECOMPRESSORS.GZIP(input, 100).length, 100);
    assert.throws(() => NODE_DECOMPRESSORS.GZIP(input, 100), 'the server says so');
  });

  it('takes no memory for a page that says it is larger than any', () => {
    for (const decompressors of [NODE_DECOMPRESSORS, BROWSER_DECOMPRESSORS]) {
      for (const [codec, decompress] of Object.entries(compressorsOf(decompressors))) {
        assert.throws(() => decompress(new Uint8Array(64), 2 ** 31 - 1), /unpacks to 2147483647 bytes/, codec);
      }
    }
  });
});
