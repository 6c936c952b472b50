import type { Command } from '../command.ts';
import { type OptionSpec, readOptions } from '../options.ts';
import { takePositional } from '../positional.ts';

const OPTIONS = {
  data: { type: 'string', value: 'DIR', help: 'the data folder to make (default: ROBATA_DATA, then ./.robata)' },
  database: {
    type: 'string',
    value: 'URL',
    help: 'an empty PostgreSQL database for the tables (default: DATABASE_URL)',
  },
  json: { type: 'boolean', help: 'print what was restored as one line of JSON' },
} as const satisfies Record<string, OptionSpec>;

export const restoreCommand: Command = {
  name: 'restore',
  summary: 'make an empty folder or database what a backup holds, or leave it empty: robata restore FILE',
  options: OPTIONS,
  async run(words) {
    const { value: file, rest } = takePositional('restore', 'file', OPTIONS, words);
    const given = readOptions('restore', OPTIONS, rest);
    const folder = given.data ?? process.env['ROBATA_DATA'] ?? '.robata';
    const databaseUrl = given.database ?? process.env['DATABASE_URL'] ?? null;
    const { restore } = await import('@robata/tournament/backups');
    const restored = await restore(file, { folder, databaseUrl });
    const { createdAt, rows, files, ledger } = restored;
    console.log(
      given.json
        ? JSON.stringify({ folder, ...restored })
        : `${folder} is the tournament as of ${createdAt} now: ${rows} rows, ${files} files, a ledger of ${ledger?.sequence ?? 0} entries that verifies. Begin with robata serve --data ${folder}.`,
    );
    return 0;
  },
};
