import { spawn } from 'node:child_process';

/** Runs a program to its end and gives what it printed. Throws with the last line it complained with. */
export function start(
  program: string,
  words: readonly string[],
  env: NodeJS.ProcessEnv = process.env,
): Promise<string> {
  const child = spawn(program, words, { env, stdio: ['ignore', 'pipe', 'pipe'] });
  const stop = (): boolean => child.kill();
  process.once('exit', stop);
  let output = '';
  let complaint = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (complaint = (complaint + chunk.toString()).slice(-4000)));
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => {
      process.removeListener('exit', stop);
      if (code === 0) resolve(output);
      else reject(new Error(causeOf(complaint) ?? `it ended with ${code ?? signal}`));
    });
  });
}

/** The line with the error: of Python the last, of Node the one that names it. */
function causeOf(complaint: string): string | null {
  const lines = complaint.split('\n').filter((line) => line.trim() !== '');
  return lines.find((line) => /^\w*Error\b/.test(line)) ?? lines.at(-1) ?? null;
}
