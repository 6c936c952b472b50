import type { Kysely, Transaction } from 'kysely';
import type { Database } from '../storage/schema.ts';

export type NotificationKind =
  | 'missed_round'
  | 'webhook_failed'
  | 'submission_rejected'
  | 'data_incident'
  | 'payout_resolved'
  | 'account';

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

/** The feed of what an account should know. Sending it by e-mail is another matter: see `onNotice`. */
export interface NotificationService {
  /** In the caller's transaction, so that nobody is told of what did not happen. */
  add(within: Kysely<Database> | Transaction<Database>, notices: readonly Notice[]): Promise<void>;
  /** Newest first; `before` an id for the next page. */
  list(account: string, page?: { readonly before?: number; readonly limit?: number }): Promise<NotificationView[]>;
  unread(account: string): Promise<number>;
  /** Marks everything up to this id as read. */
  read(account: string, upTo: number): Promise<void>;
}

const MESSAGE_LENGTH_MAX = 1_000;
const PAGE_MAX = 200;

export function notificationService(db: Kysely<Database>, now: () => Date): NotificationService {
  return {
    async add(within, notices) {
      if (notices.length === 0) return;
      const at = `${now().toISOString().slice(0, 19)}Z`;
      await within
        .insertInto('notification')
        .values(
          notices.map(({ account, kind, message, model = null, round = null }) => ({
            account,
            at,
            kind,
            message: message.slice(0, MESSAGE_LENGTH_MAX),
            model,
            round,
            read_at: null,
          })),
        )
        .execute();
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
        .set({ read_at: `${now().toISOString().slice(0, 19)}Z` })
        .where('account', '=', account)
        .where('id', '<=', upTo)
        .where('read_at', 'is', null)
        .execute();
    },
  };
}
