import { Readable } from 'node:stream';

/** The port to bulk bytes: round matrices, kits, datasets, uploads. A folder by default; S3-compatible storage later. */
export interface Blobs {
  /** Stores `bytes` under `key`, whole or not at all, over what stood there. Throws RangeError for a key that is not one. */
  put(key: string, bytes: Uint8Array): Promise<void>;
  /** The bytes, or null where there are none. */
  get(key: string): Promise<Uint8Array | null>;
  /** The same for whoever sends a large blob on: piece by piece, or null where there is none. Blobs in use do not change. */
  open(key: string): Promise<BlobReading | null>;
  /** Takes the bytes away, if there are any. */
  remove(key: string): Promise<void>;
}

export interface BlobReading {
  readonly size: number;
  /** The bytes from `first` up to and with `last`, 0 ≤ first ≤ last < size. Default: all of them. */
  read(range?: { readonly first: number; readonly last: number }): Readable;
}

const KEY = /^[a-z0-9][a-z0-9._-]*(\/[a-z0-9][a-z0-9._-]*)*$/;

/** A key is lower-case words joined by slashes: it can never leave its folder. Gives it back or throws RangeError. */
export function checkBlobKey(key: string): string {
  if (!KEY.test(key) || key.length > 200) throw new RangeError(`'${key}' is not a blob key`);
  return key;
}

/** Blobs in memory, for the simulator and tests. */
export function memoryBlobs(): Blobs {
  const kept = new Map<string, Uint8Array>();
  return {
    put: async (key, bytes) => void kept.set(checkBlobKey(key), bytes.slice()),
    get: async (key) => kept.get(checkBlobKey(key))?.slice() ?? null,
    async open(key) {
      const bytes = kept.get(checkBlobKey(key));
      if (bytes === undefined) return null;
      return {
        size: bytes.length,
        read: (range) => Readable.from([range ? bytes.slice(range.first, range.last + 1) : bytes.slice()]),
      };
    },
    remove: async (key) => void kept.delete(checkBlobKey(key)),
  };
}
