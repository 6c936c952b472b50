import type { DirectionJson, RatedField } from '@robata/tournament';
import type { DiagnosticsClient } from './diagnosticsClient.ts';
import type { ParticipantClient } from './participantClient.ts';

/** A file as it was downloaded; another version has another tag. */
export interface StoredFile {
  readonly name: string;
  readonly etag: string;
  readonly blob: Blob;
}

/** Where downloaded files are kept. */
export interface FileStore {
  get(name: string): Promise<StoredFile | null>;
  put(file: StoredFile): Promise<void>;
}

/** Everything that predictions are diagnosed with, on this machine. Plain data and blobs: a page may hand it to its workers. */
export interface LocalRelease {
  /** As `v1.0`. */
  readonly version: string;
  /** The tag of the validation file: figures of different tags are not of the same data. */
  readonly etag: string;
  readonly features: Blob;
  readonly validation: Blob;
  readonly example: Blob | null;
  readonly metaModel: Blob | null;
  /** By era. */
  readonly directions: ReadonlyMap<string, DirectionJson>;
  readonly field: RatedField | null;
  /** The server could not be asked whether these are the newest. */
  readonly isOffline: boolean;
}

export interface ReleaseProgress {
  readonly name: string;
  readonly loadedBytes: number;
  /** Null where the server does not say. */
  readonly totalBytes: number | null;
}

export interface ReleaseOptions {
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: ReleaseProgress) => void;
}

const VALIDATION = /^v\d+\.\d+\/validation\.parquet$/;
const KEPT_NAMES = 'names';
const KEPT_DATA = 'data';

/**
 * The newest release's validation data: what is in the store already is not loaded again while it is the server's version. Null where there is no
 * validation data. Without a connection, what the store has is taken.
 */
export async function localRelease(
  client: ParticipantClient & DiagnosticsClient,
  store: FileStore,
  { signal, onProgress }: ReleaseOptions = {},
): Promise<LocalRelease | null> {
  const options = signal === undefined ? {} : { signal };
  let isOffline = false;
  /** The answer of now, or without a connection the last one. */
  const orKept = async <T>(name: string, ask: () => Promise<T>): Promise<T> => {
    try {
      const answer = await ask();
      await store.put({ name, etag: '', blob: new Blob([JSON.stringify(answer)]) });
      return answer;
    } catch (error) {
      const kept = error instanceof TypeError ? await store.get(name) : null;
      signal?.throwIfAborted();
      if (kept === null) throw error;
      isOffline = true;
      return JSON.parse(await kept.blob.text()) as T;
    }
  };
  const names = await orKept(KEPT_NAMES, () => client.datasets(options));
  const validation = names
    .filter((name) => VALIDATION.test(name))
    .sort()
    .at(-1);
  if (validation === undefined) return null;
  const version = validation.split('/')[0] as string;

  async function local(file: string): Promise<StoredFile | null> {
    const name = `${version}/${file}`;
    if (!names.includes(name)) return null;
    const kept = await store.get(name);
    if (isOffline && kept !== null) return kept;
    const stopping = new AbortController();
    const stop = (): void => stopping.abort(signal?.reason);
    signal?.addEventListener('abort', stop, { once: true });
    try {
      let etag = '';
      let totalBytes: number | null = null;
      const chunks: BlobPart[] = [];
      const onFile = (found: { readonly bytes: number | null; readonly etag: string | null }): void => {
        etag = found.etag ?? '';
        totalBytes = found.bytes;
      };
      let loadedBytes = 0;
      for await (const chunk of client.download(name, { signal: stopping.signal, onFile })) {
        if (kept !== null && kept.etag === etag && kept.blob.size === totalBytes) return kept;
        chunks.push(chunk as Uint8Array<ArrayBuffer>);
        loadedBytes += chunk.length;
        onProgress?.({ name, loadedBytes, totalBytes });
      }
      const fresh = { name, etag, blob: new Blob(chunks) };
      await store.put(fresh);
      return fresh;
    } finally {
      signal?.removeEventListener('abort', stop);
      // Ends a download that is not wanted any further.
      stopping.abort();
    }
  }

  const features = await local('features.json');
  const found = await local('validation.parquet');
  if (features === null || found === null) return null;
  const [example, metaModel] = [await local('validation_example_preds.parquet'), await local('meta_model.parquet')];
  const data = await orKept(KEPT_DATA, () => client.diagnosticsData(options)).catch((error: unknown) => {
    signal?.throwIfAborted();
    if (isOffline) return { rounds: [], field: null };
    throw error;
  });
  const directions = new Map<string, DirectionJson>();
  for (const { era, round } of data.rounds) {
    const name = `direction/${round}`;
    const kept = await store.get(name);
    const direction =
      kept === null
        ? await orKept(name, () => client.tcDirection(round, options))
        : (JSON.parse(await kept.blob.text()) as DirectionJson);
    directions.set(era, direction);
  }
  return {
    version,
    etag: found.etag,
    features: features.blob,
    validation: found.blob,
    example: example?.blob ?? null,
    metaModel: metaModel?.blob ?? null,
    directions,
    field: data.field,
    isOffline,
  };
}
