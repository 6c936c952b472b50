/** A thread that helps to fit trees. */
import { parentPort } from 'node:worker_threads';
import type { BoostedTrees } from './boostedTrees.ts';
import { takeFits, type TreeFit } from './treeFitting.ts';

export interface FitRequest {
  readonly fits: readonly TreeFit[];
  /** Shared: the number of the next fit that nobody has taken. */
  readonly next: Int32Array;
}

export type FitReply = readonly { readonly index: number; readonly model: BoostedTrees }[];

const port = parentPort;
if (port === null) throw new Error('treeFittingWorker runs as a worker thread only');
port.on('message', ({ fits, next }: FitRequest) => port.postMessage([...takeFits(fits, next)] satisfies FitReply));
