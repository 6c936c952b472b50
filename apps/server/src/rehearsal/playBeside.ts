import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  DomainError,
  type PrintedSeason,
  type RehearsalFigures,
  type RehearsalSize,
  type Rules,
  seasonFigures,
} from '@robata/tournament';

export interface PlayInput {
  /** The program and its first words, as a shell would begin: the node that runs, and the robata beside which the server stands. */
  readonly program: readonly string[];
  readonly size: RehearsalSize;
  readonly rules: Rules;
  readonly signal: AbortSignal;
  readonly longestMs: number;
}

/** A season prints some ten kilobytes. */
const LONGEST_OUTPUT = 4 * 2 ** 20;
const LONGEST_SENTENCE = 500;

/**
 * Plays a season of this size with these rules in a process of its own, on one core and with a lower priority than the server, and in memory: it
 * leaves nothing behind. Rejects with a DomainError whose sentence says why there are no figures; the process is dead by then.
 */
export async function playBeside({ program, size, rules, signal, longestMs }: PlayInput): Promise<RehearsalFigures> {
  const folder = await mkdtemp(join(tmpdir(), 'robata-rehearsal-'));
  try {
    const file = join(folder, 'rules.json');
    await writeFile(file, JSON.stringify(rules));
    const { rounds, models, universe, seed } = size;
    const numbers = { rounds, models, universe, seed, threads: 1 };
    const words = Object.entries(numbers).flatMap(([name, value]) => [`--${name}`, String(value)]);
    const text = await outputOf(
      [...program, 'season', '--generated', ...words, '--rules', file, '--json'],
      signal,
      longestMs,
    );
    return seasonFigures(JSON.parse(text) as PrintedSeason);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function outputOf(
  [command = '', ...words]: readonly string[],
  signal: AbortSignal,
  longestMs: number,
): Promise<string> {
  // Its own settings only: the server's database and folder are none of its business.
  const { DATABASE_URL: _, ROBATA_DATA: __, ROBATA_SEASON_KEY: ___, ROBATA_SECRET: ____, ...env } = process.env;
  const limit = AbortSignal.any([signal, AbortSignal.timeout(longestMs)]);
  const child = spawn(command, words, { env, stdio: ['ignore', 'pipe', 'pipe'], signal: limit, killSignal: 'SIGKILL' });
  const texts = { out: '', error: '' };
  child.stdout.on('data', (chunk: Buffer) => {
    texts.out += chunk.toString();
    if (texts.out.length > LONGEST_OUTPUT) child.kill('SIGKILL');
  });
  child.stderr.on(
    'data',
    (chunk: Buffer) => (texts.error = `${texts.error}${chunk.toString()}`.slice(0, LONGEST_SENTENCE)),
  );
  const code = await new Promise<number | null>((resolve) => {
    child.on('error', () => undefined);
    child.on('close', resolve);
  });
  if (signal.aborted) throw new DomainError('rehearsal_cancelled', 'It was cancelled.');
  if (limit.aborted) {
    throw new DomainError('rehearsal_too_long', `It took longer than ${Math.round(longestMs / 60_000)} minutes.`, {
      remedy: 'Rehearse fewer rounds, models or stocks.',
    });
  }
  if (code === 0) return texts.out;
  throw new DomainError('rehearsal_failed', texts.error.trim() || `The season ended with code ${code}.`);
}
