import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Kysely, sql } from 'kysely';
import { accountService } from '../../accounts/accountService.ts';
import { sessionSecret } from '../../accounts/operator.ts';
import { openPeople } from '../../accounts/people.ts';
import { type DataFolder, openDataFolder } from '../../dataFolder.ts';
import { notificationService } from '../../notifications/notificationService.ts';
import { sharedLedger } from '../../rounds/sharedLedger.ts';
import { stakeService } from '../../stakes/stakeService.ts';
import type { Database } from '../../storage/schema.ts';
import { csvOf, liveRound } from '../../submissions/testing/liveFile.ts';
import { submissionDesk } from '../../submissions/testing/submissionDesk.ts';
import { roundRecord } from '../../testing/roundRecord.ts';
import { tablesOf } from '../snapshot.ts';

export const VALUES = [0.1 + 0.2, Number.NaN, Infinity, -1e-300, 5e-324, 1 / 3, -0];
export const MANY = 3_000;

/** A data folder with something of everything: accounts, keys, people, stakes, rounds, scores, submissions, a feed, files. */
export async function livedInFolder(folder: string, databaseUrl: string | null): Promise<DataFolder> {
  const place = await openDataFolder(folder, databaseUrl);
  const { db } = place.storage;
  const now = () => new Date('2026-01-03T19:00:00Z');
  const accounts = accountService({ db, now });
  const ada = await accounts.create({ username: 'ada', email: 'ada@example.org' });
  await accounts.createKey({ account: ada.id, name: 'a "key"\nwith \\ more \u{1F511}' });
  const slot = await accounts.createModel({ account: ada.id, name: 'ada_1', tournament: 'classic' });
  const people = await openPeople({ db, accounts, secret: sessionSecret(folder, undefined), publicUrl: null });
  await people.signUp({ username: 'grace', email: 'grace@example.org', password: 'a long enough password' });
  const stakes = stakeService(sharedLedger(place.storage));
  await stakes.deposit({ account: ada.username, amount: '123.000000000000000001', idempotencyKey: 'first' });
  await place.storage.transaction(async (writer) => {
    await writer.putRound(roundRecord(1));
    await writer.putRound(roundRecord(2, { scoredDays: 1 }));
    await writer.addScores([{ round: 1, model: slot.model, day: 1, values: VALUES }]);
    await writer.addEntries([
      {
        round: 1,
        model: slot.model,
        atRisk: 10n ** 30n + 7n,
        submissionHash: 'aa',
        late: false,
        metaModelCorrelation: -0,
      },
    ]);
    await writer.addFundDays([{ day: '2026-01-02', nav: 1.1, gross: 1, turnover: 0.1, cost: 1e-5 }]);
    await writer.putDocument('note', { text: 'ünïcode \u2028 and "quotes"', list: [1, null] });
  });
  await sql`insert into score (round, model, day, "values")
    select 2, ${slot.model}::integer, day, array[1e0 / day, day] from generate_series(1, ${MANY}::integer) as day`.execute(
    db,
  );
  const desk = await submissionDesk(db);
  try {
    const round = liveRound(77, 50);
    desk.rounds.set('classic', [round]);
    const filename = await desk.upload(csvOf(round.ids), { account: ada.id, model: slot.model });
    await desk.submissions.create({ account: ada.id, model: slot.model, filename, tournament: 'classic' });
  } finally {
    await desk.close();
  }
  await notificationService(db, now).add(db, [{ account: ada.id, kind: 'missed_round', message: 'You missed one.' }]);
  await place.blobs.put('rounds/1/kit.json.gz', new Uint8Array([1, 2, 3]));
  await place.blobs.put('submissions/classic/77/aa.f64', new Uint8Array(3 << 20).fill(7));
  mkdirSync(join(folder, 'datasets', 'v1.0'), { recursive: true });
  writeFileSync(join(folder, 'datasets', 'v1.0', 'empty.json'), '');
  writeFileSync(join(folder, 'datasets', 'unfinished.part'), 'half');
  return place;
}

/** Every row of every table as the database shows it. */
export async function allRows(db: Kysely<Database>): Promise<Record<string, string[]>> {
  const all: Record<string, string[]> = {};
  for (const table of await tablesOf(db)) {
    const { rows } = await sql<{
      line: string;
    }>`select t::text as line from ${sql.table(table)} as t order by 1`.execute(db);
    all[table] = rows.map(({ line }) => line);
  }
  return all;
}
