import assert from 'node:assert/strict';
import { it } from 'node:test';
import { sql } from 'kysely';
import { migrations } from './schema.ts';
import { schemaName } from './schemaName.ts';

it('a schema has the same name until one statement of one migration is another', async () => {
  const name = await schemaName();
  assert.match(name, /^[0-9a-f]{16}$/);
  assert.equal(await schemaName(), name);
  const [first = ''] = Object.keys(migrations);
  const { up } = migrations[first] as (typeof migrations)[string];
  const other = {
    ...migrations,
    [first]: {
      up: async (db: Parameters<typeof up>[0]) => {
        await up(db);
        await sql`comment on table model is 'new'`.execute(db);
      },
    },
  };
  assert.notEqual(await schemaName(other), name);
});
