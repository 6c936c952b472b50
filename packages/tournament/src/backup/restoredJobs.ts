import type { Kysely } from 'kysely';
import type { JobQueue } from '../jobs/jobQueue.ts';
import type { Database } from '../storage/schema.ts';
import { RESTORED_JOBS_DOCUMENT } from './loadTables.ts';
import type { WaitingJob } from './snapshot.ts';

/** Makes the jobs anew that waited when a backup was made, once: for the first start after a restore. Kinds that the queue does not know are left out. Gives how many. */
export async function enqueueRestoredJobs(
  db: Kysely<Database>,
  queue: JobQueue,
  kinds: readonly string[],
): Promise<number> {
  return db.transaction().execute(async (trx) => {
    const row = await trx
      .deleteFrom('document')
      .where('key', '=', RESTORED_JOBS_DOCUMENT)
      .returning('body')
      .executeTakeFirst();
    const jobs = row === undefined ? [] : (JSON.parse(row.body) as readonly WaitingJob[]);
    let made = 0;
    for (const { kind, payload, key, startsAt } of jobs) {
      if (!kinds.includes(kind)) continue;
      const options = { startsAt: new Date(startsAt), ...(key === null ? {} : { key }) };
      if ((await queue.enqueue(trx, kind, payload, options)) !== null) made += 1;
    }
    return made;
  });
}
