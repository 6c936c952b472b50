import { errorOf, isPassing, ServerAnswerError } from './errors.ts';
import { pause } from './pause.ts';

export interface DownloadOptions {
  readonly signal?: AbortSignal;
  /** Begin at this byte of the file: what came before is there already. Default 0. */
  readonly fromByte?: number;
  /** The tag of the file that those bytes are of; another file is refused with `file_changed`. */
  readonly etag?: string;
  /** Told of the file as soon as it is known: keep the tag to go on another day. */
  readonly onFile?: (file: { readonly bytes: number | null; readonly etag: string | null }) => void;
  /** Bytes of the file that are there, the earlier ones counted. */
  readonly onProgress?: (bytes: number) => void;
}

/** So many breaks without a byte between them are too many. */
const BREAKS_MAX = 5;
const PAUSE_MS = 500;

/**
 * The bytes of a file, chunk by chunk; a connection that breaks is taken up again where it broke, by `Range`, at a new address.
 * `addressOf` is asked for each attempt. Throws ServerAnswerError (`file_changed` where the file is another one meanwhile) or what the last
 * attempt threw.
 */
export async function* download(
  addressOf: () => Promise<string>,
  fetch: typeof globalThis.fetch,
  options: DownloadOptions = {},
): AsyncGenerator<Uint8Array> {
  const { signal, onFile, onProgress } = options;
  let at = options.fromByte ?? 0;
  let etag = options.etag ?? null;
  for (let breaks = 0; ; ) {
    try {
      const headers = {
        ...(at > 0 ? { range: `bytes=${at}-` } : {}),
        ...(at > 0 && etag !== null ? { 'if-range': etag } : {}),
      };
      const response = await fetch(await addressOf(), { headers, ...(signal === undefined ? {} : { signal }) });
      const { bytes, start } = partOf(response);
      // All of it was there already.
      if (response.status === 416 && bytes === at) return;
      if (!response.ok) throw await errorOf(response);
      if (start !== at) {
        await response.body?.cancel();
        throw new ServerAnswerError(
          response.status,
          'The file is another one than it was. Download it from its beginning.',
          {
            code: 'file_changed',
            remedy: 'Download it from its beginning.',
          },
        );
      }
      etag = response.headers.get('etag');
      onFile?.({ bytes, etag });
      const reader = response.body?.getReader();
      for (;;) {
        const next = await reader?.read();
        if (next === undefined || next.done) break;
        at += next.value.length;
        breaks = 0;
        onProgress?.(at);
        yield next.value;
      }
      if (bytes === null || at >= bytes) return;
      throw new TypeError(`The connection ended at byte ${at} of ${bytes}.`);
    } catch (error) {
      signal?.throwIfAborted();
      if (!isPassing(error) || ++breaks > BREAKS_MAX) throw error;
      await pause(PAUSE_MS * breaks, signal);
    }
  }
}

/** The length of the whole file, null where the server does not say, and the first byte of what is sent. */
function partOf({ headers, status }: Response): { readonly bytes: number | null; readonly start: number } {
  const [, start = '0', total] = /^bytes (?:(\d+)-\d+|\*)\/(\d+)$/.exec(headers.get('content-range') ?? '') ?? [];
  if (status === 206 || status === 416)
    return { bytes: total === undefined ? null : Number(total), start: Number(start) };
  const length = headers.get('content-length');
  return { bytes: length === null ? null : Number(length), start: 0 };
}
