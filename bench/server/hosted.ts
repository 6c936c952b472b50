import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

const ROBATA = join(import.meta.dirname, '..', '..', 'apps', 'cli', 'src', 'main.ts');
/** Linux counts CPU time of processes in hundredths of a second. */
const TICKS_PER_SECOND = 100;

export interface HostedInput {
  readonly command: 'start' | 'serve';
  readonly data: string;
  /** Null: PGlite in the data folder. */
  readonly database: string | null;
  readonly options?: Readonly<Record<string, number>>;
}

/** A server in a process of its own, as a user runs it. */
export interface Hosted {
  readonly url: string;
  /** `PUBLIC$SECRET` of the operator. */
  readonly operatorKey: string;
  /** From the start of the process until the first page, and until it is ready. */
  readonly secondsToAnswer: number;
  readonly secondsToReady: number;
  /** Of all its threads so far; null where the system does not say. */
  cpuSeconds(): number | null;
  peakMemoryMb(): number | null;
  stop(): Promise<void>;
}

/** Runs `robata start` or `serve` until it is ready. ROBATA_BENCH_NODE holds further words for node, as `--cpu-prof`. */
export async function hosted({ command, data, database, options = {} }: HostedInput): Promise<Hosted> {
  const port = await freePort();
  const { DATABASE_URL: _, ROBATA_DATA: __, ROBATA_BENCH_NODE: words = '', ...env } = process.env;
  const given = Object.entries({ data, port, ...options, ...(database === null ? {} : { database }) });
  const begin = performance.now();
  const child = spawn(
    process.execPath,
    [
      ...words.split(' ').filter(Boolean),
      ROBATA,
      command,
      ...given.flatMap(([name, value]) => [`--${name}`, `${value}`]),
    ],
    { env, stdio: ['ignore', 'ignore', 'pipe'] },
  );
  const kill = (): boolean => child.kill();
  process.once('exit', kill);
  let complaint = '';
  child.stderr.on('data', (chunk: Buffer) => (complaint = (complaint + chunk.toString()).slice(-4_000)));
  const url = `http://127.0.0.1:${port}`;
  const until = async (path: string): Promise<number> => {
    for (;;) {
      if (child.exitCode !== null) throw new Error(`the server ended with ${child.exitCode}: ${complaint.trim()}`);
      const answer = await fetch(url + path).catch(() => null);
      await answer?.arrayBuffer();
      if (answer?.ok === true) return (performance.now() - begin) / 1000;
      await pause(100);
    }
  };
  const proc = (name: string): string | null => {
    const path = `/proc/${child.pid}/${name}`;
    return existsSync(path) ? readFileSync(path, 'utf8') : null;
  };
  const secondsToAnswer = await until('/');
  const secondsToReady = await until('/readyz');
  const { publicId, secretKey } = JSON.parse(readFileSync(join(data, 'operator.json'), 'utf8')) as Record<
    string,
    string
  >;
  return {
    url,
    operatorKey: `${publicId}$${secretKey}`,
    secondsToAnswer,
    secondsToReady,
    cpuSeconds() {
      const fields = proc('stat')?.split(') ')[1]?.split(' ');
      return fields === undefined ? null : (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
    },
    peakMemoryMb() {
      const kilobytes = /VmHWM:\s+(\d+)/.exec(proc('status') ?? '')?.[1];
      return kilobytes === undefined ? null : Number(kilobytes) / 1024;
    },
    async stop() {
      process.removeListener('exit', kill);
      const ended = once(child, 'exit');
      child.kill();
      await ended;
    },
  };
}

async function freePort(): Promise<number> {
  const probe = createServer();
  await once(probe.listen(0, '127.0.0.1'), 'listening');
  const { port } = probe.address() as { port: number };
  probe.close();
  return port;
}
