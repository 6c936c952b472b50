/** A worker process for tests: works on jobs that take half a second, says when each begins, and never ends by itself. One that `stands` ends no job either. */
import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'kysely';
import { openPostgresBeside } from '../../storage/openStorage.ts';
import { bossQueue } from '../bossQueue.ts';
import { countedJob } from './countedJob.ts';

const [url, pace] = process.argv.slice(2);
const storage = await openPostgresBeside(url as string);
await bossQueue({
  storage,
  backend: 'postgres',
  pollingSeconds: 0.5,
  kinds: {
    counted: {
      ...countedJob,
      async handler({ number }) {
        process.stdout.write(`begins ${number}\n`);
        if (pace === 'stands') await new Promise(() => undefined);
        await sleep(500);
        return async (trx) => {
          await sql`insert into document (key, body) values (${`done ${number}`}, '1')
            on conflict (key) do update set body = (document.body::integer + 1)::text`.execute(trx);
        };
      },
    },
  },
});
