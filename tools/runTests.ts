/** What `tools/test.ts` starts: chooses the test files, runs them with node:test, and ends with 0 only if all of them were run and none failed. */
import { globSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { run } from 'node:test';
import { spec } from 'node:test/reporters';
import { fileURLToPath } from 'node:url';
import { inFewProcesses } from './inFewProcesses.ts';
import { endWithStarter } from './ownGroup.ts';

endWithStarter();

const words = process.argv.slice(2);
const filters = words.filter((word) => !word.startsWith('--'));
const unknown = words.filter((word) => word.startsWith('--') && word !== '--slow' && word !== '--random');
if (unknown.length > 0) refuse(`no such option: ${unknown.join(', ')}`);
const slow = words.includes('--slow');
const isLong = process.env['ROBATA_LONG'] === '1';
const minutes = Number((process.env['ROBATA_TEST_MINUTES'] ??= isLong ? '180' : slow ? '20' : '10'));
const ROOMS = ['packages', 'apps', 'tools', 'bench', 'docs', 'examples'];
/** Those that take longest begin first: what is left at the end is short, and no core waits for one file. */
const LONGEST = [
  'killCycles',
  'wholeStory',
  'chainWallet',
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
  { exclude: (path) => /(^|[/\\])(node_modules|dist)([/\\]|$)/.test(String(path)) },
)
  .filter((file) => (file.endsWith('.slow.test.ts') || (isLong && file.endsWith('.long.test.ts'))) === slow)
  .filter((file) => isLong || !file.endsWith('.long.test.ts'))
  .filter((file) => filters.length === 0 || filters.some((filter) => file.includes(filter)))
  .sort((a, b) => (slow ? rank(a) - rank(b) : 0) || (a < b ? -1 : 1));
const idle = filters.filter((filter) => !files.some((file) => file.includes(filter)));
if (files.length === 0 || idle.length > 0) refuse(`no test file matches ${idle.join(', ')}`);

// Hundreds of processes load the same modules: what one has compiled the others take.
process.env['NODE_COMPILE_CACHE'] ??= fileURLToPath(new URL('../node_modules/.cache/node', import.meta.url));
const loaded = ['./endsInTime.ts', './allEnded.ts', ...(words.includes('--random') ? [] : ['./fixedSeed.ts'])];
const tests = run({
  files: slow ? files : inFewProcesses(files),
  execArgv: loaded.flatMap((path) => ['--import', new URL(path, import.meta.url).href]),
  // The slow ones wait more than they compute.
  concurrency: slow ? 3 : 2,
});

let isGood = false;
const seen = new Set<string>();
const running = new Set<string>();
tests.on('test:dequeue', ({ name, nesting }) => void (nesting === 0 && running.add(name)));
tests.on('test:complete', ({ name, nesting }) => void (nesting === 0 && running.delete(name)));
tests.on('test:summary', ({ file, success }) => {
  if (file === undefined) isGood = success;
});
for (const event of ['test:pass', 'test:fail'] as const) {
  tests.on(event, ({ file, name }) => {
    // A process is reported under its file's name; only what it says of tests counts.
    if (file !== undefined && resolve(name) !== resolve(file)) seen.add(resolve(file));
  });
}
let hasFailed = false;
tests.on('test:fail', () => void (hasFailed = true));

// endsInTime.ts ends a process that waits; one that computes without end, or whose child holds its output, is seen from here alone.
const silence = setTimeout(
  () => refuse(`nothing was heard for ${minutes * 1.1} minutes of: ${[...running].join(', ')}`),
  minutes * 1.1 * 60_000,
);
tests.on('data', () => silence.refresh());

for await (const text of tests.compose(spec)) process.stdout.write(text);
const isContract = (file: string): boolean => /Contract\(/.test(readFileSync(file, 'utf8'));
const untested = files.filter((file) => !seen.has(resolve(file)) && !isContract(file));
if (untested.length > 0) console.error(`no test was run of: ${untested.join(', ')}`);
// And does not wait for what the tests may have left behind.
process.exit(isGood && !hasFailed && untested.length === 0 ? 0 : 1);

function refuse(sentence: string): never {
  console.error(sentence);
  process.exit(1);
}
