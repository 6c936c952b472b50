/** Runs the tests with node:test. `npm test` leaves out `*.slow.test.ts`; `npm test -- --slow` runs only those; `--random` draws new examples. ROBATA_LONG=1 runs what CI has no time for, `*.long.test.ts` among it. */
import { globSync } from 'node:fs';
import { run } from 'node:test';
import { spec } from 'node:test/reporters';
import { fileURLToPath } from 'node:url';
import { inFewProcesses } from './inFewProcesses.ts';

const words = process.argv.slice(2);
const slow = words.includes('--slow');
const isLong = process.env['ROBATA_LONG'] === '1';
const loaded = ['./endsInTime.ts', ...(words.includes('--random') ? [] : ['./fixedSeed.ts'])];
const filters = words.filter((word) => !word.startsWith('--'));
const ROOMS = ['packages', 'apps', 'tools', 'bench', 'docs', 'examples'];
/** Those that take longest begin first: what is left at the end is short, and no core waits for one file. */
const LONGEST = [
  'killCycles',
  'wholeStory',
  'diskFull',
  'pages',
  'season',
  'verify',
  'simulation.slow',
  'bench.',
  'admin',
];
const rank = (file: string): number => {
  const found = LONGEST.findIndex((name) => file.includes(`/${name}`));
  return found < 0 ? LONGEST.length : found;
};
const files = globSync(
  ROOMS.map((room) => `${room}/**/*.test.ts`),
  { exclude: (path) => /node_modules|dist/.test(String(path)) },
)
  .filter((file) => (file.endsWith('.slow.test.ts') || (isLong && file.endsWith('.long.test.ts'))) === slow)
  .filter((file) => isLong || !file.endsWith('.long.test.ts'))
  .filter((file) => filters.length === 0 || filters.some((filter) => file.includes(filter)))
  .sort((a, b) => (slow ? rank(a) - rank(b) : 0) || (a < b ? -1 : 1));

if (files.length === 0) {
  console.error('no test file matches');
  process.exit(1);
}
// Hundreds of processes load the same modules: what one has compiled the others take.
if (isLong) process.env['ROBATA_TEST_MINUTES'] ??= '180';
process.env['NODE_COMPILE_CACHE'] ??= fileURLToPath(new URL('../node_modules/.cache/node', import.meta.url));
run({
  files: slow ? files : inFewProcesses(files),
  execArgv: loaded.flatMap((path) => ['--import', new URL(path, import.meta.url).href]),
  // The slow ones wait more than they compute.
  concurrency: slow ? 3 : 2,
})
  .on('test:fail', () => (process.exitCode = 1))
  .compose(spec)
  .pipe(process.stdout);
