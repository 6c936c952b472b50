import { NODE_DECOMPRESSORS } from './nodeDecompressors.ts';
import type { PredictionFile, PredictionFormat } from './predictionFormat.ts';
import { isParquet, readHere } from './readHere.ts';
import { readIsolated } from './readIsolated.ts';

/** Larger files would stop everything else for too long. */
const MOST_BYTES_HERE = 8 * 2 ** 20;

/**
 * Reads predictions from CSV or Parquet; the content decides, not the name. Rows are counted from 1, without the header. Throws DomainError
 * `invalid_file_format`, `invalid_submission_headers`, `invalid_submission_ids` or `invalid_submission_values` with a sentence that names row
 * and column, and the remedy. Sizes that a file only claims are checked before anything of that size is made.
 */
export function readPredictions(bytes: Uint8Array<ArrayBuffer>, format: PredictionFormat): Promise<PredictionFile> {
  const isApart = isParquet(bytes) || bytes.length > MOST_BYTES_HERE;
  return isApart ? readIsolated(bytes, format) : readHere(bytes, format, NODE_DECOMPRESSORS);
}
