import { after } from 'node:test';
import { isMainThread } from 'node:worker_threads';
import { isTestProcess } from './testProcess.ts';

/**
 * Loaded before each test file: a process whose tests are over and that something keeps alive (a timer, a server, a child) would hold up all others for
 * ever, and nobody would learn which one it was. It says so, and fails.
 */
const minutes = Number(process.env['ROBATA_TEST_MINUTES'] ?? 10);
/** For what is cleared away once the tests are over. */
const MINUTES_AFTER = 2;

function endWithin(most: number, since: string): void {
  setTimeout(() => {
    const held = [...new Set(process.getActiveResourcesInfo())].join(', ');
    console.error(`${process.argv[1]} has not ended in ${most} minutes${since}; what keeps it: ${held}`);
    process.exit(1);
  }, most * 60_000).unref();
}

if (isMainThread) endWithin(minutes, '');
if (isTestProcess) after(() => endWithin(Math.min(minutes, MINUTES_AFTER), ' after its tests'));
