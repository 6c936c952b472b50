import { createHash } from 'node:crypto';
import { DummyDriver, Kysely, PostgresAdapter, PostgresIntrospector, PostgresQueryCompiler } from 'kysely';
import type { Migration } from 'kysely/migration';
import { type Database, migrations } from './schema.ts';

/** Names what the migrations make of an empty database, by every statement that they run: another name where one of them is changed. */
export async function schemaName(of: Readonly<Record<string, Migration>> = migrations): Promise<string> {
  const hash = createHash('sha256');
  const db = new Kysely<Database>({
    dialect: {
      createAdapter: () => new PostgresAdapter(),
      createDriver: () => new DummyDriver(),
      createIntrospector: (db) => new PostgresIntrospector(db),
      createQueryCompiler: () => new PostgresQueryCompiler(),
    },
    log: ({ query: { sql, parameters } }) => void hash.update(`${sql}\n${parameters.map(String).join('\n')}\n`),
  });
  for (const [name, migration] of Object.entries(of)) {
    hash.update(`${name}\n`);
    await migration.up(db);
  }
  return hash.digest('hex').slice(0, 16);
}
