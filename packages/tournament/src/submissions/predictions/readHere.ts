import { readCsvPredictions } from './csvPredictions.ts';
import type { Decompressors } from './compressors.ts';
import { readParquetPredictions } from './parquetPredictions.ts';
import { type PredictionFile, type PredictionFormat, refusedFormat } from './predictionFormat.ts';

/** What the first bytes say that a file is. */
export const isParquet = (bytes: Uint8Array): boolean => textAt(bytes) === 'PAR1';

const textAt = (bytes: Uint8Array): string => String.fromCharCode(...bytes.subarray(0, 4));

/** `readPredictions`, in this thread: on a server or in a browser, which have their own decompressors. */
export async function readHere(
  bytes: Uint8Array<ArrayBuffer>,
  format: PredictionFormat,
  decompressors: Decompressors,
): Promise<PredictionFile> {
  const starts = (...signature: number[]): boolean => signature.every((byte, at) => bytes[at] === byte);
  if (bytes.length === 0) throw refusedFormat('The file is empty.', 'Write it again and upload that.');
  if (isParquet(bytes)) return readParquetPredictions(bytes, format, decompressors);
  if (textAt(bytes) === 'PARE') {
    throw refusedFormat('The Parquet file is encrypted.', 'Save it without encryption.');
  }
  if (starts(0x50, 0x4b) || starts(0x1f, 0x8b) || starts(0x28, 0xb5, 0x2f, 0xfd) || textAt(bytes).startsWith('BZh')) {
    throw refusedFormat(
      'The file is a compressed archive.',
      'Upload the CSV in it, or Parquet, which is small by itself.',
    );
  }
  if (starts(0xff, 0xfe) || starts(0xfe, 0xff) || bytes.subarray(0, 64).includes(0)) {
    throw refusedFormat(
      'The file is not UTF-8 text; it looks like UTF-16 or like no text at all.',
      'Save it as CSV in UTF-8, or as Parquet.',
    );
  }
  return readCsvPredictions(bytes, format);
}
