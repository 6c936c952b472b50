import { after } from 'node:test';

/** Imported before the files that share a process: one of them that ends the process early takes the others with it, which is a failure. */
let isEnded = false;
after(() => {
  isEnded = true;
});
process.once('exit', () => {
  if (isEnded) return;
  console.error('a test file ended the process before all tests of its process had ended');
  process.exitCode = 1;
});
