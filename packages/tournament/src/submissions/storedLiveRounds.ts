import { type Kysely, sql } from 'kysely';
import type { Database } from '../storage/schema.ts';
import { type LiveRound, type LiveRounds, memoryLiveRounds, type TournamentName } from './liveRounds.ts';

/** Live rounds that one process sets, the one that opens and closes rounds, and that others read. */
export interface StoredLiveRounds extends LiveRounds {
  /** At once for this process, and stored for the others when it resolves. `rounds`: newest first. */
  set(tournament: TournamentName, rounds: readonly LiveRound[]): Promise<void>;
  /** The rounds as they are stored now, changed; other processes may do the same at the same time. */
  change(tournament: TournamentName, change: (rounds: readonly LiveRound[]) => readonly LiveRound[]): Promise<void>;
  /** Reads what another process has set. Arrays of ids that are the same stay the same arrays. */
  refresh(): Promise<void>;
}

const PREFIX = 'live rounds ';
const keyOf = (tournament: TournamentName): string => `${PREFIX}${tournament}`;

/** Live rounds kept in the database as documents. A new one holds none until it is set or refreshed. */
export function storedLiveRounds(db: Kysely<Database>): StoredLiveRounds {
  const memory = memoryLiveRounds();
  const texts = new Map<string, string>();
  const keep = (tournament: TournamentName, body: string): void => {
    if (texts.get(keyOf(tournament)) === body) return;
    texts.set(keyOf(tournament), body);
    const current = memory.current(tournament);
    const known = [...(current === null ? [] : [current]), ...memory.earlier(tournament)];
    const rounds = (JSON.parse(body) as LiveRound[]).map((round) => {
      const before = known.find(({ number }) => number === round.number);
      return before !== undefined && areSame(before.ids, round.ids) ? { ...round, ids: before.ids } : round;
    });
    memory.set(tournament, rounds);
  };
  return {
    current: memory.current,
    earlier: memory.earlier,
    async set(tournament, rounds) {
      memory.set(tournament, rounds);
      const body = JSON.stringify(rounds);
      texts.set(keyOf(tournament), body);
      await sql`insert into document (key, body) values (${keyOf(tournament)}, ${body})
        on conflict (key) do update set body = excluded.body`.execute(db);
    },
    async change(tournament, change) {
      const key = keyOf(tournament);
      const changed = await db.transaction().execute(async (trx) => {
        await sql`insert into document (key, body) values (${key}, '[]') on conflict do nothing`.execute(trx);
        const { body } = await trx
          .selectFrom('document')
          .select('body')
          .where('key', '=', key)
          .forUpdate()
          .executeTakeFirstOrThrow();
        const text = JSON.stringify(change(JSON.parse(body) as LiveRound[]));
        await trx.updateTable('document').set({ body: text }).where('key', '=', key).execute();
        return text;
      });
      keep(tournament, changed);
    },
    async refresh() {
      const rows = await db.selectFrom('document').selectAll().where('key', 'like', `${PREFIX}%`).execute();
      for (const { key, body } of rows) keep(key.slice(PREFIX.length) as TournamentName, body);
    },
  };
}

const areSame = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((id, at) => id === b[at]);
