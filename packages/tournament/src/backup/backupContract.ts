import assert from 'node:assert/strict';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { sql } from 'kysely';
import { accountService } from '../accounts/accountService.ts';
import { type DataFolder, isDataFolder, openDataFolder } from '../dataFolder.ts';
import { bossQueue } from '../jobs/bossQueue.ts';
import { sharedLedger } from '../rounds/sharedLedger.ts';
import { stakeService } from '../stakes/stakeService.ts';
import { backup } from './backup.ts';
import { checkBackup, restore } from './restore.ts';
import { enqueueRestoredJobs } from './restoredJobs.ts';
import { allRows, livedInFolder, MANY, VALUES } from './testing/livedInFolder.ts';

const now = () => new Date('2026-01-04T00:00:00Z');
const refusal = (code: string) => (error: unknown) => {
  assert.equal((error as { code?: string }).code, code, String(error));
  return true;
};

/** What backups must do from one kind of database into others. `databaseUrl` gives an empty database, or null for PGlite in the folder. */
export function backupContract(
  name: string,
  from: () => Promise<string | null>,
  into: Readonly<Record<string, () => Promise<string | null>>>,
  options: { skip?: string | false } = {},
): void {
  describe(`backup contract: ${name}`, { skip: options.skip ?? false }, () => {
    const home = mkdtempSync(join(tmpdir(), 'robata-backup-'));
    const at = (file: string): string => join(home, file);
    const source = at('source');
    const file = at('backup.tgz');
    let place: DataFolder;
    let url: string | null;
    before(async () => {
      url = await from();
      place = await livedInFolder(source, url);
      const kinds = { note: { handler: async () => undefined, deadlineSeconds: 30, attempts: 1 } };
      const backend = url === null ? ('pglite' as const) : ('postgres' as const);
      const queue = await bossQueue({ storage: place.storage, kinds, backend, works: false });
      await queue.enqueue(
        place.storage.db,
        'note',
        { text: 'later' },
        { key: 'k', startsAt: new Date('2031-01-01T00:00:00Z') },
      );
      await queue.stop(1);
      await writeFile(file, backup({ db: place.storage.db, folder: source, now }));
    });
    after(async () => {
      await place.close();
      rmSync(home, { recursive: true, force: true });
    });

    it('is a tar that says what it holds, and leaves nothing behind', async () => {
      const manifest = await checkBackup(file);
      assert.equal(manifest.format, 'robata-backup/1');
      assert.equal(manifest.createdAt, '2026-01-04T00:00:00Z');
      assert.equal(manifest.rows['score'], MANY + 1);
      assert.equal(manifest.ledger?.sequence, 1);
      assert.deepEqual(manifest.jobs, [
        { kind: 'note', payload: { text: 'later' }, key: 'k', startsAt: '2031-01-01T00:00:00Z' },
      ]);
      assert.deepEqual(
        readdirSync(source).filter((name) => name.endsWith('.part')),
        [],
      );
    });

    it('has every write whole or not at all while the tournament goes on', async () => {
      const { db } = place.storage;
      const stakes = stakeService(sharedLedger(place.storage));
      const writer = { isDone: false };
      const writing = (async () => {
        for (let n = 0; !writer.isDone && n < 500; n++) {
          await stakes.deposit({ account: 'ada', amount: '1', idempotencyKey: `during-${n}` });
        }
      })();
      const path = at('during.tgz');
      await writeFile(path, backup({ db, folder: source, now }));
      writer.isDone = true;
      await writing;
      const { ledger, rows } = await checkBackup(path);
      assert.equal(rows['ledger_entry'], ledger?.sequence);
      assert.equal(rows['ledger_line'], 2 * (ledger?.sequence ?? 0));
    });

    it('removes what it put down for itself when nobody reads on', async () => {
      for await (const _ of backup({ db: place.storage.db, folder: source, now })) break;
      assert.deepEqual(
        readdirSync(source).filter((name) => name.endsWith('.part')),
        [],
      );
      assert.equal(await place.storage.document('nothing'), null, 'the database answers');
    });

    for (const [target, databaseUrl] of Object.entries(into)) {
      it(`restores everything into ${target}, and goes on there`, async () => {
        const folder = at(`into-${target}`);
        mkdirSync(folder);
        const original = await allRows(place.storage.db);
        const path = at(`${target}.tgz`);
        await writeFile(path, backup({ db: place.storage.db, folder: source, now }));
        const url = await databaseUrl();
        const restored = await restore(path, { folder, databaseUrl: url });
        assert.equal(restored.tables, Object.keys(original).length);
        assert.equal(statSync(folder).mode & 0o777, 0o700);
        assert.ok(isDataFolder(folder));
        const again = await openDataFolder(folder, url);
        try {
          const { db } = again.storage;
          const rows = await allRows(db);
          assert.equal(rows['document']?.length, (original['document']?.length ?? 0) + 1, 'the jobs that wait');
          rows['document'] = rows['document']?.filter((line) => !line.includes('restored-jobs')) ?? [];
          assert.deepEqual(rows, original);
          const model = (await again.storage.models())[0]?.id ?? 0;
          assert.deepEqual((await again.storage.scores({ model, round: 1 }))[0]?.values, VALUES);
          for (const name of [
            'blobs/rounds/1/kit.json.gz',
            'blobs/submissions/classic/77/aa.f64',
            'datasets/v1.0/empty.json',
            'secret',
          ]) {
            assert.deepEqual(readFileSync(join(folder, name)), readFileSync(join(source, name)), name);
            assert.equal(statSync(join(folder, name)).mode & 0o777, 0o600);
          }
          assert.ok(!existsSync(join(folder, 'datasets', 'unfinished.part')));
          const accounts = accountService({ db, now });
          const slot = await accounts.createModel({
            account: (await accounts.require({ username: 'ada' })).id,
            name: 'ada_2',
            tournament: 'classic',
          });
          assert.equal(slot.model, model + 1, 'sequences go on');
          await stakeService(sharedLedger(again.storage)).deposit({
            account: 'ada',
            amount: '1',
            idempotencyKey: 'next',
          });
          const kinds = { note: { handler: async () => undefined, deadlineSeconds: 30, attempts: 1 } };
          const queue = await bossQueue({
            storage: again.storage,
            kinds,
            backend: url === null ? 'pglite' : 'postgres',
            works: false,
          });
          assert.equal(await enqueueRestoredJobs(db, queue, Object.keys(kinds)), 1);
          assert.equal(await enqueueRestoredJobs(db, queue, Object.keys(kinds)), 0);
          const [job] = await queue.list();
          assert.deepEqual([job?.payload, job?.startsAt], [{ text: 'later' }, '2031-01-01T00:00:00Z']);
          await queue.stop(1);
        } finally {
          await again.close();
        }
        if (url !== null) {
          await assert.rejects(restore(path, { folder: at('other'), databaseUrl: url }), refusal('database_not_empty'));
          assert.ok(!existsSync(at('other')));
        }
      });
    }

    // The file is checked before any database is opened: from which one it came makes no difference.
    const isLong = process.env['ROBATA_LONG'] === '1';
    const once = name === 'PGlite' || isLong ? false : 'shown on PGlite; set ROBATA_LONG=1 to run it here';
    it('is refused with a byte changed or missing anywhere, and nothing is there then', { skip: once }, async () => {
      const bytes = readFileSync(file);
      const folder = at('damaged');
      const path = at('damaged.tgz');
      for (let n = 0; n < 40; n++) {
        const place = Math.floor((bytes.length * n) / 40) + n;
        const changed = Buffer.from(bytes);
        changed[place] = (changed[place] as number) ^ (1 << (n % 8));
        writeFileSync(path, changed);
        await assert.rejects(restore(path, { folder, databaseUrl: null }), refusal('backup_damaged'), `byte ${place}`);
        writeFileSync(path, bytes.subarray(0, place));
        await assert.rejects(restore(path, { folder, databaseUrl: null }), refusal('backup_damaged'), `${place} bytes`);
      }
      for (let end = bytes.length - 110; end < bytes.length; end++) {
        const changed = Buffer.from(bytes);
        changed[end] = (changed[end] as number) ^ 4;
        writeFileSync(path, changed);
        await assert.rejects(checkBackup(path), refusal('backup_damaged'), `byte ${end}`);
      }
      writeFileSync(path, Buffer.concat([bytes, bytes]));
      await assert.rejects(restore(path, { folder, databaseUrl: null }), refusal('backup_damaged'));
      assert.ok(!existsSync(folder));
      assert.deepEqual(
        readdirSync(home).filter((name) => name.includes('restoring')),
        [],
      );
    });

    it('is refused where something stands, and where there is none', async () => {
      await assert.rejects(restore(file, { folder: source, databaseUrl: null }), refusal('folder_not_empty'));
      await assert.rejects(restore(file, { folder: file, databaseUrl: null }), refusal('folder_not_empty'));
      await assert.rejects(restore(at('nothing'), { folder: at('x'), databaseUrl: null }), refusal('backup_not_found'));
    });

    it('is refused with a ledger that somebody rewrote, whatever its checksums say', async () => {
      const { db } = place.storage;
      await sql`alter table ledger_entry disable trigger ledger_entry_append_only`.execute(db);
      const { numAffectedRows } = await sql`update ledger_entry set body = replace(body, '123', '923')
        where sequence = 1 and body like '%123%'`.execute(db);
      assert.equal(Number(numAffectedRows), 1);
      const path = at('rewritten.tgz');
      await writeFile(path, backup({ db, folder: source, now }));
      for (const [target, databaseUrl] of Object.entries(into)) {
        const folder = at(`rewritten-${target}`);
        await assert.rejects(restore(path, { folder, databaseUrl: await databaseUrl() }), refusal('ledger_broken'));
        assert.ok(!existsSync(folder));
      }
    });
  });
}
