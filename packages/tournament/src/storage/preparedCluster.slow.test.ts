import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, it } from 'node:test';
import { PGlite } from '@electric-sql/pglite';
import { keepCluster, preparedCluster } from './preparedCluster.ts';

const folder = mkdtempSync(join(tmpdir(), 'robata-clusters-'));
after(() => rmSync(folder, { recursive: true }));

/** All that a database knows of itself, and what was kept in it. */
async function contentsOf(database: PGlite): Promise<unknown> {
  const ask = async (sql: string) => (await database.query(sql)).rows;
  return [
    await ask('select oid, relname, relkind from pg_class order by oid'),
    await ask('select oid, proname, prosrc from pg_proc order by oid'),
    await ask(`select name, setting from pg_settings where name not like '%lsn%' order by name`),
    await ask('select * from kept order by id'),
    await ask("select nextval('kept_id_seq')"),
  ];
}

it('a database begins as it was kept, with everything in it, and is another one from then on', async () => {
  const first = await PGlite.create();
  await first.exec('create table kept (id serial primary key, text text not null)');
  await first.exec("insert into kept (text) values ('a'), ('b')");
  await keepCluster(first, 'test', folder);
  assert.deepEqual(
    readdirSync(folder).map((name) => name.replace(/^[\d.]+-/, '').replace(/[0-9a-f]{64}/, 'HASH')),
    ['test-HASH.tar'],
  );
  const prepared = preparedCluster('test', folder);
  assert.ok(prepared !== null);
  const second = await PGlite.create({ loadDataDir: prepared });
  assert.deepEqual(await contentsOf(second), await contentsOf(first));
  await second.exec("insert into kept (text) values ('c')");
  assert.equal((await first.query('select id from kept')).rows.length, 2);
  await first.close();
  await second.close();
  assert.equal(preparedCluster('other', folder), null);

  const [name = ''] = readdirSync(folder);
  const bytes = readFileSync(join(folder, name));
  bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] as number) ^ 1;
  writeFileSync(join(folder, name), bytes);
  assert.equal(preparedCluster('test', folder), null, 'one bit of it is another');
  assert.deepEqual(readdirSync(folder), [], 'and it is gone');
});
