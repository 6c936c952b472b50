/** The thread in which strangers' Parquet and large files are read: it may hang or run out of memory, and nothing else does. */
import { parentPort } from 'node:worker_threads';
import { DomainError } from '../../domainError.ts';
import { NODE_DECOMPRESSORS } from './nodeDecompressors.ts';
import type { PredictionFile, PredictionFormat } from './predictionFormat.ts';
import { readHere } from './readHere.ts';

export interface ReadRequest {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly format: PredictionFormat;
}

export type ReadReply =
  | 'ready'
  | { readonly file: PredictionFile }
  | { readonly refusal: { readonly code: string; readonly message: string; readonly remedy: string | null } };

const port = parentPort;
if (port === null) throw new Error('predictionWorker runs as a worker thread only');
port.on('message', async ({ bytes, format }: ReadRequest) => {
  try {
    const file = await readHere(bytes, format, NODE_DECOMPRESSORS);
    port.postMessage({ file } satisfies ReadReply, [file.values.buffer as ArrayBuffer]);
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    const { code, message, remedy } = error;
    port.postMessage({ refusal: { code, message, remedy } } satisfies ReadReply);
  }
});
port.postMessage('ready' satisfies ReadReply);
