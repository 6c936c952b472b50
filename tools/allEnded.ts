import { after } from 'node:test';
import { isTestProcess } from './testProcess.ts';

/** Loaded before each test file: one that ends its process early would take the tests that had not ended yet with it, unnoticed. */
if (isTestProcess) {
  let isEnded = false;
  after(() => {
    isEnded = true;
  });
  process.once('exit', () => {
    if (isEnded) return;
    console.error('a test file ended the process before all tests of its process had ended');
    process.exitCode = 1;
  });
}
