import { errorOf, ServerAnswerError } from './errors.ts';

export interface SendOptions {
  readonly fetch: typeof globalThis.fetch;
  readonly signal?: AbortSignal | undefined;
  /** Bytes handed to the connection so far, ascending; the last one is the length of the file. */
  readonly onProgress?: ((sentBytes: number) => void) | undefined;
}

const CHUNK_BYTES = 64 * 1024;

/** PUTs a file to an address. Browsers stream no bodies over HTTP/1.1 and tell of uploads through XMLHttpRequest alone. */
export async function sendFile(url: string, file: Blob, options: SendOptions): Promise<void> {
  const { fetch, signal, onProgress } = options;
  if (onProgress !== undefined && typeof XMLHttpRequest !== 'undefined') return sendByRequest(url, file, options);
  const body = onProgress === undefined ? file : streamOf(file, onProgress);
  const response = await fetch(url, {
    method: 'PUT',
    body,
    ...(onProgress === undefined ? {} : { duplex: 'half' }),
    ...(signal === undefined ? {} : { signal }),
  } as RequestInit);
  if (!response.ok) throw await errorOf(response);
  await response.arrayBuffer();
}

function streamOf(file: Blob, onProgress: (sentBytes: number) => void): ReadableStream<Uint8Array> {
  let at = 0;
  return new ReadableStream(
    {
      async pull(controller) {
        if (at >= file.size) return controller.close();
        const chunk = new Uint8Array(await file.slice(at, at + CHUNK_BYTES).arrayBuffer());
        at += chunk.length;
        controller.enqueue(chunk);
        onProgress(at);
      },
    },
    { highWaterMark: 0 },
  );
}

function sendByRequest(url: string, file: Blob, { signal, onProgress }: SendOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted === true) return reject(signal.reason as Error);
    const request = new XMLHttpRequest();
    const stop = (): void => request.abort();
    signal?.addEventListener('abort', stop, { once: true });
    request.upload.addEventListener('progress', ({ loaded }) => onProgress?.(loaded));
    request.addEventListener('error', () => reject(new TypeError('The upload did not reach the server.')));
    request.addEventListener('abort', () => reject(signal?.reason as Error));
    request.addEventListener('load', () => {
      if (request.status >= 200 && request.status < 300) return resolve();
      const answer = new Response(request.responseText, { status: request.status });
      errorOf(answer).then(reject, () => reject(new ServerAnswerError(request.status, 'The upload was refused.')));
    });
    request.addEventListener('loadend', () => signal?.removeEventListener('abort', stop));
    request.open('PUT', url);
    request.send(file);
  });
}
