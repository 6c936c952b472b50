import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { PGliteDialect, sql } from 'kysely';
import { preparedCluster } from '../storage/preparedCluster.ts';
import { type SqlStorage, sqlStorage } from '../storage/sqlStorage.ts';
import type { SimulatedDatabase } from './simulatedDatabase.ts';

const INT8 = 20;
const TABLES = [
  'model',
  'round',
  'entry',
  'score',
  'payout',
  'ledger_entry',
  'ledger_line',
  'incident',
  'round_step',
  'payout_plan',
  'document',
];

export interface PgliteDatabase extends SimulatedDatabase {
  /** As a new one, without the time that making one takes. */
  empty(): Promise<void>;
  close(): Promise<void>;
}

/**
 * PGlite in a folder of its own, in this thread. When the power goes its folder is copied as it is, in the middle of whatever is open; the
 * old database is given up, and the next one opens the copy: what had been committed must be there, and nothing else.
 */
export async function pgliteDatabase(): Promise<PgliteDatabase> {
  const home = await mkdtemp(join(tmpdir(), 'robata-simulation-'));
  let generation = 0;
  const folder = (): string => join(home, `data${generation}`);
  const open = async (): Promise<SqlStorage> => {
    const prepared = generation === 0 ? preparedCluster('initdb') : null;
    const pglite = await PGlite.create({
      dataDir: folder(),
      ...(prepared === null ? {} : { loadDataDir: prepared }),
      parsers: { [INT8]: (value: string) => value },
    });
    return sqlStorage(new PGliteDialect({ pglite }));
  };
  let storage = await open();
  return {
    readsWait: true,
    storage: () => storage,
    async crash(rollback) {
      const old = { storage, folder: folder() };
      generation += 1;
      await cp(old.folder, folder(), { recursive: true });
      await rollback();
      await old.storage.close();
      await rm(old.folder, { recursive: true });
      storage = await open();
    },
    async empty() {
      await sql`truncate ${sql.join(TABLES.map((name) => sql.table(name)))} restart identity cascade`.execute(
        storage.db,
      );
    },
    async close() {
      await storage.close();
      await rm(home, { recursive: true, force: true });
    },
  };
}
