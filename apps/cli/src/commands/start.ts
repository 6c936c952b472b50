import { openDataFolder } from '@robata/tournament';
import type { Command } from '../command.ts';
import { DEFAULT_DEMONSTRATION, type DemonstrationMode, MODE_DOCUMENT } from '../demonstration/mode.ts';
import { assertFreePort, host, portOf } from '../host.ts';
import { webFolder } from '../webFolder.ts';
import { type OptionSpec, readOptions } from '../options.ts';

const OPTIONS = {
  data: { type: 'string', value: 'DIR', help: 'the data folder (default: ROBATA_DATA, then ./.robata)' },
  database: { type: 'string', value: 'URL', help: 'keep it in this PostgreSQL (default: DATABASE_URL)' },
  port: { type: 'number', integer: true, minimum: 0, maximum: 65_535, help: 'default: PORT, then 8080' },
  host: { type: 'string', value: 'H', help: 'address to listen on (default 127.0.0.1: this machine only)' },
  universe: {
    type: 'number',
    integer: true,
    minimum: 100,
    maximum: 5000,
    help: 'stocks of the generated market (default 500)',
  },
  rounds: {
    type: 'number',
    integer: true,
    minimum: 1,
    maximum: 1000,
    help: 'weekly rounds played before it goes live (default 104)',
  },
  models: { type: 'number', integer: true, minimum: 2, maximum: 500, help: 'participants (default 20)' },
  'day-seconds': {
    type: 'number',
    minimum: 0.05,
    maximum: 86_400,
    help: 'real seconds per trading day when live (default 15)',
  },
  threads: { type: 'number', integer: true, minimum: 1, maximum: 64, help: 'for the contributions (default 1)' },
  'no-work': { type: 'boolean', help: 'leave the jobs to robata worker (with --database only)' },
} as const satisfies Record<string, OptionSpec>;

export const startCommand: Command = {
  name: 'start',
  summary: 'play a demonstration tournament, then serve it live',
  options: OPTIONS,
  async run(words) {
    const given = readOptions('start', OPTIONS, words);
    const folder = given.data ?? process.env['ROBATA_DATA'] ?? '.robata';
    const port = portOf(given.port);
    const address = given.host ?? '127.0.0.1';
    await assertFreePort(address, port);
    const web = webFolder();
    const place = await openDataFolder(folder, given.database ?? process.env['DATABASE_URL'] ?? null);
    try {
      const kept = (await place.storage.document(MODE_DOCUMENT)) as DemonstrationMode | null;
      const hasRounds = (await place.storage.rounds()).length > 0;
      if (kept === null && !hasRounds) {
        const mode: DemonstrationMode = {
          ...DEFAULT_DEMONSTRATION,
          universe: given.universe ?? DEFAULT_DEMONSTRATION.universe,
          rounds: given.rounds ?? DEFAULT_DEMONSTRATION.rounds,
          models: given.models ?? DEFAULT_DEMONSTRATION.models,
          daySeconds: given['day-seconds'] ?? DEFAULT_DEMONSTRATION.daySeconds,
        };
        await place.storage.transaction((writer) => writer.putDocument(MODE_DOCUMENT, mode));
        console.log('Robata plays a demonstration season on a generated market; the page shows how far it is.');
        if (given.database === undefined && process.env['DATABASE_URL'] === undefined) {
          console.log(
            'Its database is PGlite in the data folder: safe when the process dies, not when the power does. Use DATABASE_URL for more than a demonstration.',
          );
        }
      } else if (kept !== null && given['day-seconds'] !== undefined && given['day-seconds'] !== kept.daySeconds) {
        const daySeconds = given['day-seconds'];
        await place.storage.transaction((writer) => writer.putDocument(MODE_DOCUMENT, { ...kept, daySeconds }));
      }
      for (const option of ['universe', 'rounds', 'models'] as const) {
        if (kept === null || given[option] === undefined || given[option] === kept[option]) continue;
        console.log(
          `${folder} was begun with --${option} ${kept[option]} and goes on with it; name another folder to begin anew.`,
        );
      }
      await host({ place, folder, host: address, port, works: !given['no-work'], threads: given.threads ?? 1, web });
    } finally {
      await place.close();
    }
    return 0;
  },
};
