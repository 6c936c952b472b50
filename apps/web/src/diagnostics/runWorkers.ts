import type { LocalDiagnosis, LocalRelease } from '@robata/client';
import type { PartEras, WorkerAnswer, WorkerRequest } from './messages.ts';

/** A file that is not one of predictions of these eras, with what to do about it. */
export class RefusedFile extends Error {
  readonly remedy: string | null;

  constructor(message: string, remedy: string | null) {
    super(message);
    this.remedy = remedy;
  }
}

interface Work {
  readonly file: File;
  readonly release: LocalRelease;
  readonly signal: AbortSignal;
  /** 0 … 1 */
  readonly onProgress: (share: number) => void;
}

/** Each holds a row group of features and the file: more of them would need more memory than a laptop has to spare. */
const MOST_WORKERS = 3;

/** The diagnosis of a file, made by as many threads as the machine has to give; the same bits whatever their number. */
export async function runWorkers({ file, release, signal, onProgress }: Work): Promise<LocalDiagnosis> {
  const count = Math.max(1, Math.min(MOST_WORKERS, navigator.hardwareConcurrency));
  const workers = Array.from(
    { length: count },
    () => new Worker(new URL('./diagnosticsWorker.ts', import.meta.url), { type: 'module' }),
  );
  const stopped = Promise.withResolvers<never>();
  stopped.promise.catch(() => undefined);
  const stop = (): void => stopped.reject(signal.reason);
  signal.addEventListener('abort', stop, { once: true });
  try {
    signal.throwIfAborted();
    const shares = workers.map(() => 0);
    const parts = workers.map(async (worker, number) => {
      const answer = await asked(worker, { is: 'part', file, release, part: { number, of: count } }, (share) => {
        shares[number] = share;
        onProgress(shares.reduce((sum, each) => sum + each, 0));
      });
      return answer.is === 'part' ? answer.eras : refuse(answer);
    });
    // The oldest era's fault is told, whichever thread found one first.
    const settled = await Promise.race([Promise.allSettled(parts), stopped.promise]);
    const eras: PartEras[number][] = [];
    for (const part of settled) {
      if (part.status === 'rejected') throw part.reason;
      eras.push(...part.value);
    }
    const joined = await Promise.race([asked(workers[0] as Worker, { is: 'join', eras }), stopped.promise]);
    return joined.is === 'done' ? joined.diagnosis : refuse(joined);
  } finally {
    signal.removeEventListener('abort', stop);
    for (const worker of workers) worker.terminate();
  }
}

type FinalAnswer = Exclude<WorkerAnswer, { is: 'progress' }>;

function asked(worker: Worker, request: WorkerRequest, onProgress?: (share: number) => void): Promise<FinalAnswer> {
  return new Promise((resolve, reject) => {
    const hearing = new AbortController();
    const { signal } = hearing;
    const hear = ({ data }: MessageEvent<WorkerAnswer>): void => {
      if (data.is === 'progress') onProgress?.(data.share);
      else {
        hearing.abort();
        resolve(data);
      }
    };
    worker.addEventListener('message', hear, { signal });
    worker.addEventListener(
      'error',
      ({ message }) => reject(new Error(message || 'The worker could not be started.')),
      { signal },
    );
    worker.postMessage(request);
  });
}

function refuse(answer: FinalAnswer): never {
  if (answer.is === 'refused') throw new RefusedFile(answer.message, answer.remedy);
  throw new Error(answer.is === 'failed' ? answer.message : 'The worker answered something else.');
}
