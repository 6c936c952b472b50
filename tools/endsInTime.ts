import { isMainThread } from 'node:worker_threads';

/**
 * Loaded before each test file: a process whose tests are over and that something keeps alive (a timer, a server, a child) would hold up all others for
 * ever, and nobody would learn which one it was. It says so, and fails.
 */
const minutes = Number(process.env['ROBATA_TEST_MINUTES'] ?? 10);

if (isMainThread) {
  setTimeout(() => {
    const held = [...new Set(process.getActiveResourcesInfo())].join(', ');
    console.error(`${process.argv[1]} has not ended in ${minutes} minutes; what keeps it: ${held}`);
    process.exit(1);
  }, minutes * 60_000).unref();
}
