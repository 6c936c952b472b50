import type { ChildProcess } from 'node:child_process';

/** Ends a process and waits until it is gone; one that has gone already, by itself or by a signal, is not waited for. */
export async function endChild(child: ChildProcess | undefined | null, signal: NodeJS.Signals): Promise<void> {
  if (!child || child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.kill(signal);
  await gone;
}
