import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { type Kysely, sql } from 'kysely';
import type { Database } from '../storage/schema.ts';
import { isoSecond } from '../submissions/isoSecond.ts';
import type { ProcessView } from './types.ts';

/** The rows by which the processes of a tournament know of each other. */
export interface Presence {
  /** Says that this process is alive. For a ticker, every few seconds. */
  beat(): Promise<void>;
  /** Every process that was alive within the day, the latest started first. */
  list(): Promise<ProcessView[]>;
  /** This process stops: it is not missed. */
  leave(): Promise<void>;
}

const PREFIX = 'process/';
const FORGOTTEN_MS = 86_400_000;

/** Each process writes a document of its own; who sees one that is a day old removes it. */
export function presence(db: Kysely<Database>, kind: ProcessView['kind'], now: () => Date): Presence {
  const id = randomUUID();
  const startedAt = isoSecond(now());
  const key = `${PREFIX}${id}`;
  const all = async (): Promise<ProcessView[]> => {
    const rows = await db.selectFrom('document').select('body').where('key', 'like', `${PREFIX}%`).execute();
    return rows.map(({ body }) => JSON.parse(body) as ProcessView);
  };
  return {
    async beat() {
      const row: ProcessView = {
        id,
        kind,
        host: hostname(),
        pid: process.pid,
        startedAt,
        heartbeatAt: isoSecond(now()),
      };
      const body = JSON.stringify(row);
      await sql`insert into document (key, body) values (${key}, ${body}) on conflict (key) do update set body = ${body}`.execute(
        db,
      );
    },
    async list() {
      const border = isoSecond(new Date(now().getTime() - FORGOTTEN_MS));
      const known = await all();
      const old = known.filter(({ heartbeatAt }) => heartbeatAt < border).map((each) => `${PREFIX}${each.id}`);
      if (old.length > 0) await db.deleteFrom('document').where('key', 'in', old).execute();
      return known
        .filter(({ heartbeatAt }) => heartbeatAt >= border)
        .sort((a, b) => (a.startedAt < b.startedAt ? 1 : a.startedAt > b.startedAt ? -1 : a.id < b.id ? -1 : 1));
    },
    async leave() {
      await db.deleteFrom('document').where('key', '=', key).execute();
    },
  };
}
