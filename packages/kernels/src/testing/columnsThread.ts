import { parentPort, workerData } from 'node:worker_threads';
import { type SharedColumns, columnResults } from './columnResults.ts';

const { shared, from, to } = workerData as { shared: SharedColumns; from: number; to: number };
columnResults(shared, from, to);
parentPort?.postMessage('done');
