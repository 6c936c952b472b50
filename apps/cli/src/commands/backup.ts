import { createWriteStream, existsSync, linkSync, rmSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { dirname, relative, resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { isDataFolder, openDataFolder, readOperatorKey } from '@robata/tournament/folder';
import type { Command } from '../command.ts';
import { type OptionSpec, readOptions } from '../options.ts';
import { takePositional } from '../positional.ts';
import { findServer } from '../serverFile.ts';
import { UsageError } from '../usageError.ts';

const OPTIONS = {
  data: { type: 'string', value: 'DIR', help: 'the data folder (default: ROBATA_DATA, then ./.robata)' },
  database: { type: 'string', value: 'URL', help: 'the PostgreSQL that holds the tournament (default: DATABASE_URL)' },
  json: { type: 'boolean', help: 'print what was backed up as one line of JSON' },
} as const satisfies Record<string, OptionSpec>;

/** Asks the running server of the data folder for the bytes, or reads the folder itself where none runs. */
export const backupCommand: Command = {
  name: 'backup',
  summary: 'write database and files of a tournament into one file, also while it runs: robata backup FILE',
  options: OPTIONS,
  async run(words) {
    const { value: file, rest } = takePositional('backup', 'file', OPTIONS, words);
    const given = readOptions('backup', OPTIONS, rest);
    const folder = given.data ?? process.env['ROBATA_DATA'] ?? '.robata';
    const database = given.database ?? process.env['DATABASE_URL'] ?? null;
    if (!isDataFolder(folder)) {
      throw new UsageError(`robata backup: ${folder} holds no tournament; name its folder with --data.`);
    }
    if (!relative(resolve(folder), resolve(file)).startsWith('..')) {
      throw new UsageError(`robata backup: ${file} is inside the data folder; name a file elsewhere.`);
    }
    if (existsSync(file)) throw new UsageError(`robata backup: ${file} is there already; name another file.`);
    if (!existsSync(dirname(file))) {
      throw new UsageError(
        `robata backup: there is no such folder as ${dirname(file)}; make it, or name another file.`,
      );
    }
    const part = `${file}.${process.pid}.part`;
    try {
      await write(folder, database, part);
      const { checkBackup } = await import('@robata/tournament/backups');
      const { createdAt, rows, ledger } = await checkBackup(part);
      // Not renamed: that would overwrite what appeared there meanwhile.
      linkSync(part, file);
      const { size: bytes } = await stat(file);
      const counted = Object.values(rows).reduce((sum, count) => sum + count, 0);
      console.log(
        given.json
          ? JSON.stringify({ file, bytes, createdAt, rows: counted, ledger })
          : `${file} holds the tournament as of ${createdAt}: ${counted} rows, ${(bytes / 2 ** 20).toFixed(1)} MiB. It holds secrets: keep it safe.`,
      );
      return 0;
    } finally {
      rmSync(part, { force: true });
    }
  },
};

async function write(folder: string, database: string | null, part: string): Promise<void> {
  const target = () => createWriteStream(part, { flags: 'wx', mode: 0o600, flush: true });
  let place;
  try {
    place = await openDataFolder(folder, database);
  } catch (error) {
    const isBusy = error instanceof Error && /^(DataFolder|Database)BusyError$/.test(error.name);
    if (!isBusy) throw error;
    return pipeline(await askServer(folder), target());
  }
  try {
    const { backup } = await import('@robata/tournament/backups');
    await pipeline(backup({ db: place.storage.db, folder, now: () => new Date() }), target());
  } finally {
    await place.close();
  }
}

async function askServer(folder: string): Promise<ReadableStream<Uint8Array>> {
  const url = findServer(folder);
  const key = readOperatorKey(folder);
  if (url === null || key === null) {
    throw new Error(
      `the tournament of ${folder} is in use by a robata process that is not its server, or not on this machine: run this where the server runs, or wait for that process.`,
    );
  }
  const response = await fetch(new URL('/api/operator/backup', url), {
    method: 'POST',
    headers: { authorization: `Token ${key.publicId}$${key.secretKey}` },
    redirect: 'error',
  }).catch((cause: unknown) => {
    throw new Error(`the server at ${url} does not answer: see whether it still runs, and try again.`, { cause });
  });
  if (response.ok && response.body !== null) return response.body as ReadableStream<Uint8Array>;
  const answer = (await response.json().catch(() => null)) as { message?: unknown } | null;
  throw new Error(
    typeof answer?.message === 'string'
      ? answer.message
      : `the server at ${url} refused this with status ${response.status}: it may be of another version.`,
  );
}
