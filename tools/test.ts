/** Runs the tests with node:test. `npm test` leaves out `*.slow.test.ts`; `npm test -- --slow` runs only those; `--random` draws new examples. ROBATA_LONG=1 runs what CI has no time for, `*.long.test.ts` among it. */
import { spawnSync } from 'node:child_process';
import { globSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const words = process.argv.slice(2);
const slow = words.includes('--slow');
const isLong = process.env['ROBATA_LONG'] === '1';
const seeded = words.includes('--random') ? [] : ['--import', new URL('./fixedSeed.ts', import.meta.url).href];
const filters = words.filter((word) => !word.startsWith('--'));
const ROOMS = ['packages', 'apps', 'tools', 'bench', 'docs', 'examples'];
const files = globSync(
  ROOMS.map((room) => `${room}/**/*.test.ts`),
  { exclude: (path) => /node_modules|dist/.test(String(path)) },
)
  .filter((file) => (file.endsWith('.slow.test.ts') || (isLong && file.endsWith('.long.test.ts'))) === slow)
  .filter((file) => isLong || !file.endsWith('.long.test.ts'))
  .filter((file) => filters.length === 0 || filters.some((filter) => file.includes(filter)))
  .sort();
// The slow ones wait more than they compute, and those that take longest stand last in the alphabet.
if (slow) files.reverse();
const concurrency = slow ? 3 : 2;

if (files.length === 0) {
  console.error('no test file matches');
  process.exit(1);
}
const run = spawnSync(
  process.execPath,
  ['--test', ...seeded, `--test-concurrency=${concurrency}`, '--test-reporter=spec', ...files],
  {
    stdio: 'inherit',
    // Hundreds of processes load the same modules: what one has compiled the others take.
    env: { NODE_COMPILE_CACHE: fileURLToPath(new URL('../node_modules/.cache/node', import.meta.url)), ...process.env },
  },
);
process.exit(run.status ?? 1);
