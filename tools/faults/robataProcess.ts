/** The real `robata` command as a child process: started, killed, stopped, and what it said. */
import { type ChildProcess, spawn } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const ROBATA = fileURLToPath(new URL('../../apps/cli/bin/robata.js', import.meta.url));
const running = new Set<ChildProcess>();
process.once('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});

export interface RobataProcess {
  readonly pid: number;
  /** Everything it wrote so far, both streams. */
  readonly said: () => string;
  /** Its exit code once it has ended; null where a signal ended it. */
  readonly ended: Promise<number | null>;
  readonly hasEnded: () => boolean;
  /** Sends a signal (default SIGTERM) and waits until it has ended. */
  end(signal?: NodeJS.Signals): Promise<number | null>;
  /** Sends a signal and does not wait. */
  signal(signal: NodeJS.Signals): void;
}

/** Runs `robata` with these words, without the surrounding shell's own settings. */
export function launchRobata(words: readonly string[], env: Readonly<Record<string, string>> = {}): RobataProcess {
  const { DATABASE_URL: _, ROBATA_DATA: __, ROBATA_DEBUG: ___, PORT: ____, ...outer } = process.env;
  const child = spawn(process.execPath, [ROBATA, ...words], {
    env: { ...outer, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  running.add(child);
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (said += chunk.toString()));
  let hasEnded = false;
  const ended = new Promise<number | null>((resolve) => {
    child.once('close', (code) => {
      running.delete(child);
      hasEnded = true;
      resolve(code);
    });
  });
  return {
    pid: child.pid ?? 0,
    said: () => said,
    ended,
    hasEnded: () => hasEnded,
    end(signal = 'SIGTERM') {
      child.kill(signal);
      return ended;
    },
    signal: (signal) => void child.kill(signal),
  };
}

/** The address that a server says it is at. Throws with what it said where it ends before. */
export async function addressOf(server: RobataProcess): Promise<string> {
  return until('the server says where it is', server, async () => /(http:\/\/localhost:\d+)/.exec(server.said())?.[1]);
}

const LOOK_MS = 20;
const PATIENCE_MS = 400_000;

/** Looks until `look` gives something. Throws where it never does, or where the process ends meanwhile. */
export async function until<T>(
  what: string,
  server: RobataProcess,
  look: () => Promise<T | undefined>,
  patienceMs = PATIENCE_MS,
): Promise<T> {
  const end = performance.now() + patienceMs;
  while (performance.now() < end) {
    const found = await look().catch(() => undefined);
    if (found !== undefined) return found;
    if (server.hasEnded()) throw new Error(`robata ended before this came about: ${what}. It said: ${server.said()}`);
    await sleep(LOOK_MS);
  }
  throw new Error(`this never came about: ${what}. The server said: ${server.said()}`);
}

/** Runs an administrator's command to its end and gives its answer. */
export async function admin<T>(where: readonly string[], ...words: string[]): Promise<T> {
  const run = launchRobata(['admin', ...words, ...where, '--json']);
  const code = await run.ended;
  if (code !== 0) throw new Error(`robata admin ${words.join(' ')} ended with ${code}: ${run.said()}`);
  return JSON.parse(run.said()) as T;
}
