import { crc32 } from './crc32.ts';

/** Bytes as they come, read front to back, with the CRC-32 of all that was read. */
export interface ByteSource {
  /** The next bytes; fewer where the source ends. Never 0 of them but at the end. @param most at most so many, ≥ 1 */
  next(most: number): Promise<Uint8Array>;
  /** So many bytes, or null where the source ends before. */
  exactly(count: number): Promise<Uint8Array<ArrayBuffer> | null>;
  crc(): number;
}

export function byteSource(chunks: AsyncIterable<Uint8Array>): ByteSource {
  const iterator = chunks[Symbol.asyncIterator]();
  let left = new Uint8Array(0) as Uint8Array;
  let crc = 0;

  async function next(most: number): Promise<Uint8Array> {
    while (left.length === 0) {
      const { done, value } = await iterator.next();
      if (done === true) return left;
      left = value;
    }
    const taken = left.subarray(0, most);
    left = left.subarray(taken.length);
    crc = crc32(taken, crc);
    return taken;
  }

  return {
    next,
    async exactly(count) {
      const result = new Uint8Array(count);
      for (let at = 0; at < count; ) {
        const taken = await next(count - at);
        if (taken.length === 0) return null;
        result.set(taken, at);
        at += taken.length;
      }
      return result;
    },
    crc: () => crc,
  };
}
