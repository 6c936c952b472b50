/**
 * `npm run bench -- NAME [--models N] [--stocks N] …`: generates the input from a seed, runs ours in a process of its own and the peer, where
 * it is present, in turns with it, and prints one line of JSON. Without a name it lists the names.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Benchmark, PeerRun } from './benchmark.ts';
import { BENCHMARKS, benchmarkOf } from './benchmarks.ts';
import { BenchError } from './benchError.ts';
import { type Folder, folderAt } from './folder.ts';
import { machine } from './machine.ts';
import type { Measured } from './measure.ts';
import { type Asked, readOptions } from './options.ts';
import { peerRunner } from './peer.ts';
import { start } from './start.ts';

const say = (text: string): void => console.error(text);

async function inTemporaryFolder<T>(work: (folder: Folder) => Promise<T>): Promise<T> {
  const path = mkdtempSync(join(tmpdir(), 'robata-bench-'));
  const remove = (): void => rmSync(path, { recursive: true, force: true });
  process.once('exit', remove);
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => process.exit(1));
  try {
    return await work(folderAt(path));
  } finally {
    remove();
  }
}

async function run(benchmark: Benchmark, { sizes, repeat, withPeer }: Asked, folder: Folder) {
  say(`${benchmark.name}: generating the input`);
  folder.writeValues('sizes', sizes);
  benchmark.generate(sizes, folder);
  const runs: Measured[] = [];
  const peerRuns: PeerRun[] = [];
  const { peer } = benchmark;
  const runner = peer && withPeer ? peerRunner(peer) : null;
  let reason = peer === undefined ? 'there is none' : withPeer ? null : 'left out by --no-peer';
  if (runner !== null && 'reason' in runner) reason = runner.reason;
  for (let at = 0; at < repeat; at++) {
    say(`${benchmark.name}: ours, run ${at + 1} of ${repeat}`);
    await start(process.execPath, [join(import.meta.dirname, 'ours.ts'), benchmark.name, folder.path]);
    runs.push(folder.readValues<Measured>('ours'));
    if (runner === null || 'reason' in runner || reason !== null) continue;
    say(`${benchmark.name}: ${peer?.name}`);
    try {
      peerRuns.push(await runner.run(folder.path));
    } catch (error) {
      reason = `it failed: ${(error as Error).message}`;
      say(`${peer?.name} failed: ${(error as Error).message}`);
    }
  }
  const ours = middle(runs);
  const theirs = peerRuns.length > 0 ? middle(peerRuns) : null;
  const { accuracy, accuracyMeaning, details } = benchmark.judge(sizes, folder, ours, theirs);
  const { defaults } = benchmark;
  return {
    name: benchmark.name,
    models: defaults.models === undefined ? null : sizes.models,
    stocks: defaults.stocks === undefined ? null : sizes.stocks,
    cpuSeconds: rounded(ours.cpuSeconds),
    wallSeconds: rounded(ours.wallSeconds),
    peakMemoryMb: Math.round(ours.peakMemoryMb ?? Number.NaN),
    ratio: theirs === null || peer?.isCheckOnly ? null : rounded(theirs.cpuSeconds / ours.cpuSeconds),
    accuracy,
    accuracyMeaning,
    peer: theirs === null ? { name: peer?.name ?? null, reason } : { name: peer?.name, ...flat(theirs) },
    ...details,
    ...ours.details,
    goal: benchmark.goal,
    repeat,
    seed: sizes.seed,
    machine: machine(),
  };
}

const flat = ({ cpuSeconds, wallSeconds, details, ...rest }: PeerRun) => ({
  cpuSeconds: rounded(cpuSeconds),
  wallSeconds: rounded(wallSeconds),
  ...rest,
  ...details,
});

/** The run of median CPU time. */
const middle = <T extends Measured>(runs: readonly T[]): T =>
  runs.toSorted((a, b) => a.cpuSeconds - b.cpuSeconds)[(runs.length - 1) >> 1] as T;

const rounded = (value: number): number => Number(value.toPrecision(4));

const [name, ...words] = process.argv.slice(2);

try {
  if (name === undefined) {
    for (const { name, shows, goal } of BENCHMARKS) console.log(`${name.padEnd(14)} ${shows} Goal: ${goal}.`);
  } else {
    const benchmark = benchmarkOf(name);
    const asked = readOptions(benchmark, words, say);
    console.log(JSON.stringify(await inTemporaryFolder((folder) => run(benchmark, asked, folder))));
  }
} catch (error) {
  say(
    error instanceof BenchError || process.env['ROBATA_DEBUG'] === undefined
      ? (error as Error).message
      : String((error as Error).stack),
  );
  process.exitCode = 1;
}
