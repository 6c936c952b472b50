import { createInterface } from 'node:readline/promises';
import type { VaultOptions } from '../vault.ts';
import { UsageError } from '../../usageError.ts';

/** Throws UsageError where nobody can be asked and --yes is not given: before anything is looked up or signed. */
export function assertCanAsk({ yes }: Pick<VaultOptions, 'yes'>, what: string): void {
  if (yes || process.stdin.isTTY) return;
  throw new UsageError(`robata vault ${what}: there is no terminal to ask at: add --yes to do it unasked.`);
}

/** Whether the person at the terminal says yes; the end of the input is no. Asked on stderr, so that stdout stays the result's. */
export async function isAgreed(
  question: string,
  { input, output }: { readonly input: NodeJS.ReadableStream; readonly output: NodeJS.WritableStream } = {
    input: process.stdin,
    output: process.stderr,
  },
): Promise<boolean> {
  const terminal = createInterface({ input, output });
  const ended = new Promise<string>((resolve) => terminal.once('close', () => resolve('')));
  try {
    return /^y(es)?$/i.test((await Promise.race([terminal.question(`${question} [y/N] `), ended])).trim());
  } finally {
    terminal.close();
  }
}
