import { isDataFolder, openDataFolder } from '@robata/tournament';
import type { Command } from '../command.ts';
import { assertFreePort, host, portOf } from '../host.ts';
import { webFolder } from '../webFolder.ts';
import { type OptionSpec, readOptions } from '../options.ts';
import { UsageError } from '../usageError.ts';

const OPTIONS = {
  data: { type: 'string', value: 'DIR', help: 'the data folder (default: ROBATA_DATA, then ./.robata)' },
  database: { type: 'string', value: 'URL', help: 'the PostgreSQL that holds the tournament (default: DATABASE_URL)' },
  port: { type: 'number', integer: true, minimum: 0, maximum: 65_535, help: 'default: PORT, then 8080' },
  host: { type: 'string', value: 'H', help: 'address to listen on (default 127.0.0.1: this machine only)' },
  'no-work': { type: 'boolean', help: 'leave the jobs to robata worker (with --database only)' },
} as const satisfies Record<string, OptionSpec>;

export const serveCommand: Command = {
  name: 'serve',
  summary: 'show what a data folder or database holds; a demonstration goes on',
  options: OPTIONS,
  async run(words) {
    const given = readOptions('serve', OPTIONS, words);
    const folder = given.data ?? process.env['ROBATA_DATA'] ?? '.robata';
    const database = given.database ?? process.env['DATABASE_URL'] ?? null;
    const port = portOf(given.port);
    if (!isDataFolder(folder) && database === null) {
      throw new UsageError(
        `robata serve: ${folder} holds no tournament; name its folder with --data, or begin one with robata start.`,
      );
    }
    const address = given.host ?? '127.0.0.1';
    await assertFreePort(address, port);
    const web = webFolder();
    const place = await openDataFolder(folder, database);
    try {
      await host({ place, folder, host: address, port, works: !given['no-work'], threads: 1, web });
    } finally {
      await place.close();
    }
    return 0;
  },
};
