import { createHash } from 'node:crypto';

/** SHA-256 of a submission: its ids and values (IEEE doubles, little-endian) in the order of the era's ids. */
export function submissionHash(ids: readonly string[], predictions: Float64Array): string {
  const hash = createHash('sha256');
  hash.update(`${ids.length}\n${ids.join('\n')}\n`);
  const bytes = new DataView(new ArrayBuffer(8 * predictions.length));
  predictions.forEach((value, index) => bytes.setFloat64(8 * index, value, true));
  hash.update(new Uint8Array(bytes.buffer));
  return hash.digest('hex');
}
