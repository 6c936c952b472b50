/** Runs the tests. `npm test` leaves out `*.slow.test.ts`; `npm test -- --slow` runs only those; `--random` draws new examples. ROBATA_LONG=1 runs what CI has no time for, `*.long.test.ts` among it. */
import { fileURLToPath } from 'node:url';
import { inOwnGroup } from './ownGroup.ts';

process.exit(await inOwnGroup(fileURLToPath(new URL('./runTests.ts', import.meta.url)), process.argv.slice(2)));
