import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const BINARY = fileURLToPath(new URL('../bin/robata.js', import.meta.url));
/** Writes the peak of memory to a fourth stream as the process ends: its own, for the usage of a process begins with that of the one that starts it. */
const MEASURE = `data:text/javascript,${encodeURIComponent(`
  import { existsSync, readFileSync, writeSync } from 'node:fs';
  import { isMainThread } from 'node:worker_threads';
  const status = '/proc/self/status';
  const own = () => (existsSync(status) ? /^VmHWM:\\s+(\\d+) kB/m.exec(readFileSync(status, 'utf8'))?.[1] : undefined);
  if (isMainThread) process.on('exit', () => writeSync(3, String(own() ?? process.resourceUsage().maxRSS)));
`)}`;

/** Writes how many modules the process has loaded, as it ends. */
const COUNT = `data:text/javascript,${encodeURIComponent(`
  import { writeSync } from 'node:fs';
  import { registerHooks } from 'node:module';
  let count = 0;
  registerHooks({ load: (url, context, next) => ((count += 1), next(url, context)) });
  process.on('exit', () => writeSync(3, String(count)));
`)}`;

export interface Run {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly peakMemoryMb: number;
}

/** Runs the real binary, as a shell would, without the surrounding shell's own ROBATA_… and database settings. */
export async function robata(...words: string[]): Promise<Run> {
  const { fourth, ...run } = await measured(MEASURE, words);
  return { ...run, peakMemoryMb: fourth / 1024 };
}

/** How many modules the words load until they have done, or are refused. */
export const modulesLoaded = async (...words: string[]): Promise<number> => (await measured(COUNT, words)).fourth;

/** Runs it with a module that writes a number to a fourth stream as the process ends. */
function measured(module: string, words: readonly string[]) {
  const { DATABASE_URL: _, ROBATA_DATA: __, ROBATA_DEBUG: ___, ...env } = process.env;
  const child = spawn(process.execPath, ['--import', module, BINARY, ...words], {
    env,
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
    timeout: 500_000,
  });
  const texts = ['', '', ''];
  child.stdio.slice(1).forEach((stream, at) => stream?.on('data', (chunk: Buffer) => (texts[at] += chunk.toString())));
  return new Promise<Omit<Run, 'peakMemoryMb'> & { readonly fourth: number }>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => {
      const [stdout = '', stderr = '', fourth] = texts;
      resolve({ code, stdout, stderr, fourth: Number(fourth) });
    });
  });
}

/** The one JSON object of a run that succeeded, with nothing on stderr. */
export async function jsonOf<T>(...words: string[]): Promise<T> {
  const { code, stdout, stderr } = await robata(...words, '--json');
  assert.equal(stderr, '');
  assert.equal(code, 0);
  assert.match(stdout, /^[^\n]+\n$/);
  return JSON.parse(stdout) as T;
}

/** What every failure looks like: exit code 1, one plain sentence of at most three lines, no stack, little memory. */
export function assertSentence({ code, stderr, peakMemoryMb }: Run, pattern: RegExp): void {
  assert.match(stderr, pattern);
  assert.match(stderr, /\.\n$/, 'a sentence ends with a full stop');
  assert.ok(stderr.trimEnd().split('\n').length <= 3, stderr);
  assert.doesNotMatch(stderr, /^\s+at |node:internal|\bundefined\b|\[object/m);
  assert.equal(code, 1);
  assert.ok(peakMemoryMb > 0 && peakMemoryMb < 500, `${peakMemoryMb} MB`);
}

/** A refusal: a sentence, and nothing on stdout. */
export async function assertRefused(words: readonly string[], pattern: RegExp): Promise<void> {
  const run = await robata(...words);
  assertSentence(run, pattern);
  assert.equal(run.stdout, '');
}
