import { Worker } from 'node:worker_threads';
import { DomainError } from '../../domainError.ts';
import type { ReadReply, ReadRequest } from './predictionWorker.ts';
import { type PredictionFile, type PredictionFormat, refusedFormat } from './predictionFormat.ts';

/** Threads; a file that hangs one of them stops no more than that one until its time is over. */
const THREADS = 2;
/** A machine that is busy with other things reads a small file in much less. */
const BASE_MS = 3_000;
const MS_PER_MIB = 1_000;
const MOST_MEMORY_MIB = 1_024;

interface Task extends ReadRequest {
  resolve(file: PredictionFile): void;
  reject(error: Error): void;
}

const waiting: Task[] = [];
const idle: Worker[] = [];
let threads = 0;

/**
 * `readHere` in a thread of its own, with limits of time (three seconds, and one more for each MiB) and memory: Parquet has more
 * ways to ask for endless work than its headers show. Throws DomainError as that does; also `invalid_file_format` where a limit is met.
 */
export function readIsolated(bytes: Uint8Array<ArrayBuffer>, format: PredictionFormat): Promise<PredictionFile> {
  return new Promise((resolve, reject) => {
    waiting.push({ bytes, format, resolve, reject });
    next();
  });
}

function next(): void {
  while (waiting.length > 0) {
    const worker = idle.pop();
    if (worker === undefined) {
      if (threads < THREADS) startThread();
      return;
    }
    run(worker, waiting.shift() as Task);
  }
}

/** A thread takes files when it says that it is ready: loading it does not count as a file's time. */
function startThread(): void {
  threads += 1;
  const worker = new Worker(new URL('./predictionWorker.ts', import.meta.url), {
    resourceLimits: { maxOldGenerationSizeMb: MOST_MEMORY_MIB },
  });
  const fail = (cause: unknown): void => {
    threads -= 1;
    for (const { reject } of waiting.splice(0)) reject(new Error('the thread for uploads does not start', { cause }));
  };
  worker.once('error', fail);
  worker.once('message', () => {
    worker.off('error', fail);
    worker.unref();
    idle.push(worker);
    next();
  });
}

function run(worker: Worker, { bytes, format, resolve, reject }: Task): void {
  worker.ref();
  const settle = (isAlive: boolean): void => {
    clearTimeout(timer);
    clearImmediate(looking);
    worker.off('error', giveUp).off('exit', giveUp).off('message', answer);
    worker.unref();
    if (isAlive) idle.push(worker);
    else {
      threads -= 1;
      // It is not needed any more: what its end says is of no interest.
      worker.on('error', () => undefined);
      void worker.terminate();
    }
    next();
  };
  const giveUp = (cause?: unknown): void => {
    settle(false);
    reject(
      refusedFormat(
        'The file is damaged: reading it takes more time or memory than its size allows.',
        'Write it again and upload that.',
        cause,
      ),
    );
  };
  const answer = (reply: Exclude<ReadReply, 'ready'>): void => {
    settle(true);
    if ('file' in reply) resolve(reply.file);
    else {
      const { code, message, remedy } = reply.refusal;
      reject(new DomainError(code, message, { field: 'filename', ...(remedy !== null && { remedy }) }));
    }
  };
  // Not before what it answered while this thread stood still has been heard.
  let looking: NodeJS.Immediate | undefined;
  const timer = setTimeout(() => (looking = setImmediate(giveUp)), BASE_MS + (bytes.length / 2 ** 20) * MS_PER_MIB);
  worker.on('error', giveUp).on('exit', giveUp).on('message', answer);
  worker.postMessage({ bytes, format } satisfies ReadRequest);
}
