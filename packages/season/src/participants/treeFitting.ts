import { Worker } from 'node:worker_threads';
import { type BoostedTrees, type BoostingOptions, fitBoostedTrees, type LabelledEra } from './boostedTrees.ts';
import type { FitReply, FitRequest } from './treeFittingWorker.ts';

/** What one fit of boosted trees is made from. */
export interface TreeFit {
  readonly eras: readonly LabelledEra[];
  readonly columns: readonly number[];
  readonly boosting: Partial<BoostingOptions>;
}

/** Where trees are fitted: a fit depends on what it is made from alone, so the bits are the same anywhere. */
export interface TreeFitting {
  fit(fits: readonly TreeFit[]): Promise<BoostedTrees[]>;
  stop(): Promise<void>;
}

/** Fits trees with so many threads, this one included: whoever is free takes the next fit. */
export function treeFitting(threads: number): TreeFitting {
  let workers: Worker[] = [];
  return {
    async fit(fits) {
      const next = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
      const models: BoostedTrees[] = [];
      const helpers = Math.max(1, Math.min(threads, fits.length)) - 1;
      while (workers.length < helpers) workers.push(fittingWorker());
      const helped = workers.slice(0, helpers).map((worker) => ask(worker, { fits, next }));
      // Awaited below: a failure meanwhile must not end the process before.
      for (const help of helped) help.catch(() => undefined);
      for (const { index, model } of takeFits(fits, next)) models[index] = model;
      for (const done of await Promise.all(helped)) for (const { index, model } of done) models[index] = model;
      return models;
    },
    async stop() {
      await Promise.all(workers.map((worker) => worker.terminate()));
      workers = [];
    },
  };
}

/** The fits that this thread came to first. */
export function* takeFits(
  fits: readonly TreeFit[],
  next: Int32Array,
): Generator<{ index: number; model: BoostedTrees }> {
  for (let index = Atomics.add(next, 0, 1); index < fits.length; index = Atomics.add(next, 0, 1)) {
    const { eras, columns, boosting } = fits[index] as TreeFit;
    yield { index, model: fitBoostedTrees(eras, columns, boosting) };
  }
}

function fittingWorker(): Worker {
  const worker = new Worker(new URL('./treeFittingWorker.ts', import.meta.url));
  worker.unref();
  return worker;
}

/** One request at a time; rejects where the thread fails or ends. */
function ask(worker: Worker, request: FitRequest): Promise<FitReply> {
  return new Promise((resolve, reject) => {
    const end = (): void => {
      worker.off('message', answered).off('error', failed).off('exit', ended).unref();
    };
    const answered = (reply: FitReply): void => (end(), resolve(reply));
    const failed = (error: Error): void => (end(), reject(error));
    const ended = (): void => failed(new Error('a thread that fits trees has ended'));
    worker.ref();
    worker.on('message', answered).on('error', failed).on('exit', ended);
    worker.postMessage(request);
  });
}
