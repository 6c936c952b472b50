/** The port to bulk bytes: round matrices, kits, datasets, uploads. A folder by default; S3-compatible storage later. */
export interface Blobs {
  /** Stores `bytes` under `key`, whole or not at all, over what stood there. Throws RangeError for a key that is not one. */
  put(key: string, bytes: Uint8Array): Promise<void>;
  /** The bytes, or null where there are none. */
  get(key: string): Promise<Uint8Array | null>;
  /** Takes the bytes away, if there are any. */
  remove(key: string): Promise<void>;
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
    remove: async (key) => void kept.delete(checkBlobKey(key)),
  };
}
