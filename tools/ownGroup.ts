import { spawn } from 'node:child_process';
import { constants } from 'node:os';

/** Where there are groups of processes. */
const isGrouped = process.platform !== 'win32';
/** npm tells its end to the shell between it and us, which tells nobody. */
const isOfNpm = process.env['npm_lifecycle_event'] !== undefined;
const LOOK_MS = 500;

/**
 * Runs a script in a group of processes of its own and gives its exit code. However it ends, and whatever ends this process, nothing of the group runs on:
 * no server, browser or worker that a test had started.
 */
export async function inOwnGroup(script: string, words: readonly string[]): Promise<number> {
  const stdio = ['pipe', 'inherit', 'inherit'] as const;
  const leader = spawn(process.execPath, [script, ...words], { detached: isGrouped, stdio: [...stdio] });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.once(signal, () => {
      endGroup(leader.pid);
      process.exit(128 + constants.signals[signal]);
    });
  }
  const parent = process.ppid;
  const looking = setInterval(() => {
    if (isOfNpm && process.ppid !== parent) process.kill(process.pid, 'SIGTERM');
  }, LOOK_MS).unref();
  const code = await new Promise<number | null>((resolve, reject) =>
    leader.once('exit', resolve).once('error', reject),
  );
  clearInterval(looking);
  endGroup(leader.pid);
  return code ?? 1;
}

/** Called by the script: were its starter killed, its input would end, and its group with it. */
export function endWithStarter(): void {
  process.stdin.once('close', () => endGroup(process.pid)).resume();
  if ('unref' in process.stdin) process.stdin.unref();
}

function endGroup(leader: number | undefined): void {
  if (leader === undefined) return;
  try {
    process.kill(isGrouped ? -leader : leader, 'SIGKILL');
  } catch {
    // It has ended already.
  }
}
