import type { Kysely } from 'kysely';
import type { Database } from '../storage/schema.ts';
import type { RecordedAt } from './stakeService.ts';

const AT_ONCE = 10_000;

/** The times that the database wrote beside the ledger's entries, ISO with seconds. */
export function recordedAt(db: Kysely<Database>): RecordedAt {
  return async (sequences) => {
    const times = new Map<number, string>();
    for (let from = 0; from < sequences.length; from += AT_ONCE) {
      const rows = await db
        .selectFrom('ledger_entry')
        .select(['sequence', 'recorded_at'])
        .where('sequence', 'in', sequences.slice(from, from + AT_ONCE))
        .execute();
      for (const { sequence, recorded_at } of rows) if (recorded_at !== null) times.set(sequence, recorded_at);
    }
    return times;
  };
}
