import { openWork, smtpMailer, smtpSettings, ticker } from '@robata/server';
import { openDataFolderBeside, presence } from '@robata/tournament';
import type { Command } from '../command.ts';
import { publicUrlOf } from '../host.ts';
import { type OptionSpec, readOptions } from '../options.ts';
import { sentenceOf } from '../sentence.ts';
import { untilStopped } from '../untilStopped.ts';
import { UsageError } from '../usageError.ts';

const OPTIONS = {
  database: { type: 'string', value: 'URL', help: 'the PostgreSQL that a server holds (default: DATABASE_URL)' },
  data: { type: 'string', value: 'DIR', help: "the server's own data folder (default: ROBATA_DATA, then ./.robata)" },
} as const satisfies Record<string, OptionSpec>;

const HEARTBEAT_SECONDS = 15;

/** Works on the jobs of a tournament beside its server: webhooks, large submissions, diagnostics, mail. As many as you like. */
export const workerCommand: Command = {
  name: 'worker',
  summary: 'work on the jobs of a tournament in PostgreSQL, beside its server',
  options: OPTIONS,
  async run(words) {
    const given = readOptions('worker', OPTIONS, words);
    const folder = given.data ?? process.env['ROBATA_DATA'] ?? '.robata';
    const database = given.database ?? process.env['DATABASE_URL'] ?? null;
    if (database === null) {
      throw new UsageError(
        'robata worker: --database is missing: workers share a PostgreSQL with the server (PGlite is one process alone).',
      );
    }
    const configuredUrl = publicUrlOf(process.env['ROBATA_PUBLIC_URL']);
    const smtp = smtpSettings(process.env);
    const place = await openDataFolderBeside(folder, database);
    try {
      const work = await openWork(
        {
          place,
          folder,
          // No job of a worker gives out addresses to files.
          publicUrl: () => configuredUrl ?? 'http://localhost',
          configuredUrl,
          allowPrivateWebhooks: process.env['ROBATA_PRIVATE_WEBHOOKS'] === '1',
          approval: process.env['ROBATA_APPROVE_PAYOUTS'] === '1' ? 'operator' : 'automatic',
          mailer: smtp === null ? null : smtpMailer(smtp),
          now: () => new Date(),
          onFault: (error) => console.error(`robata worker: ${sentenceOf(error)}`),
        },
        false,
      );
      const present = presence(place.storage.db, 'worker', () => new Date());
      const heartbeat = ticker(
        HEARTBEAT_SECONDS,
        () => present.beat(),
        (error) => console.error(`robata worker: ${sentenceOf(error)}`),
      );
      const stopped = untilStopped();
      console.log(`Robata works on the jobs of its database (files in ${folder}; stop with Ctrl-C).`);
      await stopped;
      await heartbeat.stop();
      await present.leave();
      await work.jobs.stop();
      await work.rounds.stop();
    } finally {
      await place.close();
    }
    return 0;
  },
};
