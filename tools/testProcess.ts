import { isMainThread } from 'node:worker_threads';

/** Whether this is the process of test files itself: what it starts with its own options is not, nor are its threads. */
export const isTestProcess: boolean = isMainThread && /\.(test|together)\.m?[jt]s$/.test(process.argv[1] ?? '');
