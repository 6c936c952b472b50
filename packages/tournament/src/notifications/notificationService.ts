import { type Kysely, sql, type Transaction } from 'kysely';
import type { Database } from '../storage/schema.ts';

export const NOTIFICATION_KINDS = [
  'missed_round',
  'webhook_failed',
  'submission_rejected',
  'data_incident',
  'payout_resolved',
  'withdrawal',
  'account',
] as const;

export type NotificationKind = (typeof NOTIFICATION_KINDS)[number];

export interface Notice {
  readonly account: string;
  readonly kind: NotificationKind;
  /** One sentence for a person, with the remedy where there is one. */
  readonly message: string;
  readonly model?: number;
  readonly round?: number;
}

export interface NotificationView extends Notice {
  readonly id: number;
  readonly at: string;
  readonly isRead: boolean;
}

/** The feed of what an account should know. Mailing it is another matter: see `mailService`. */
export interface NotificationService {
  /** In the caller's transaction, so that nobody is told of what did not happen. */
  add(within: Kysely<Database> | Transaction<Database>, notices: readonly Notice[]): Promise<void>;
  /** Newest first; `before` an id for the next page. */
  list(account: string, page?: { readonly before?: number; readonly limit?: number }): Promise<NotificationView[]>;
  unread(account: string): Promise<number>;
  /** Marks everything up to this id as read. */
  read(account: string, upTo: number): Promise<void>;
  /** Removes what is older than 90 days, and of each account all but the last 1,000. Gives how many. For a job, once a day. */
  prune(): Promise<number>;
}

const MESSAGE_LENGTH_MAX = 1_000;
const PAGE_MAX = 200;
const KEEP_DAYS = 90;
const KEEP_MOST = 1_000;
const DAY_MS = 86_400_000;

export function notificationService(db: Kysely<Database>, now: () => Date): NotificationService {
  const time = (ago = 0): string => `${new Date(now().getTime() - ago).toISOString().slice(0, 19)}Z`;

  return {
    async add(within, notices) {
      if (notices.length === 0) return;
      // Arrays, because a round that ten thousand models missed has more values than a statement may have parameters.
      await sql`insert into notification (account, at, kind, message, model, round)
        select account, ${time()}, kind, message, model, round from unnest(
          ${notices.map(({ account }) => account)}::text[], ${notices.map(({ kind }) => kind)}::text[],
          ${notices.map(({ message }) => message.slice(0, MESSAGE_LENGTH_MAX))}::text[],
          ${notices.map(({ model = null }) => model)}::integer[], ${notices.map(({ round = null }) => round)}::integer[])
          with ordinality as given (account, kind, message, model, round, place)
        order by place`.execute(within);
    },
    async list(account, { before, limit = 50 } = {}) {
      const rows = await db
        .selectFrom('notification')
        .selectAll()
        .where('account', '=', account)
        .$if(before !== undefined, (query) => query.where('id', '<', before as number))
        .orderBy('id', 'desc')
        .limit(Math.min(limit, PAGE_MAX))
        .execute();
      return rows.map(({ id, at, kind, message, model, round, read_at }) => ({
        id,
        account,
        at,
        kind: kind as NotificationKind,
        message,
        ...(model === null ? {} : { model }),
        ...(round === null ? {} : { round }),
        isRead: read_at !== null,
      }));
    },
    async unread(account) {
      const { count } = await db
        .selectFrom('notification')
        .select(({ fn }) => fn.countAll<string>().as('count'))
        .where('account', '=', account)
        .where('read_at', 'is', null)
        .executeTakeFirstOrThrow();
      return Number(count);
    },
    async read(account, upTo) {
      await db
        .updateTable('notification')
        .set({ read_at: time() })
        .where('account', '=', account)
        .where('id', '<=', upTo)
        .where('read_at', 'is', null)
        .execute();
    },
    async prune() {
      const { numAffectedRows } = await sql`
        delete from notification where at < ${time(KEEP_DAYS * DAY_MS)} or id in (
          select id from (select id, row_number() over (partition by account order by id desc) as place from notification)
            as ranked where place > ${sql.lit(KEEP_MOST)})`.execute(db);
      return Number(numAffectedRows ?? 0n);
    },
  };
}
