import { type Kysely, sql, type Transaction } from 'kysely';
import { DomainError } from '../domainError.ts';
import type { JobKind, JobQueue } from '../jobs/jobQueue.ts';
import type { Database } from '../storage/schema.ts';
import { digest, type DigestLine } from './digest.ts';
import { type Mailer, MailRefusedError } from './mailer.ts';
import { NOTIFICATION_KINDS, type NotificationKind } from './notificationService.ts';

export interface MailService {
  /** Which kinds an account is mailed. */
  choices(account: string): Promise<Readonly<Record<NotificationKind, boolean>>>;
  /** Throws DomainError `unknown_notification_kind`. */
  choose(account: string, kind: string, wanted: boolean): Promise<void>;
  /** When the account was last mailed and why that failed; null where it never was. */
  last(account: string): Promise<{ readonly at: string; readonly fault: string | null } | null>;
  /**
   * A job for every account that has something to be mailed and was not within the hour: for the ticker, once a minute. Gives how many.
   * Without a mailer there is nothing to do: the feed has it all.
   */
  enqueueDue(queue: JobQueue): Promise<number>;
  /** Mails an account what is new in its feed, all in one mail. */
  readonly job: JobKind;
}

export interface MailServiceInput {
  readonly db: Kysely<Database>;
  readonly now: () => Date;
  /** Null: no e-mail is configured. */
  readonly mailer: Mailer | null;
  /** Where people reach the server; null where that is not known. */
  readonly publicUrl: string | null;
}

export const MAIL_JOB = 'mail';
const ATTEMPTS = 5;
const HOUR_MS = 3_600_000;
/** Older news is not mailed: when mail is configured late, or was broken for days, nobody gets all of the past. */
const NEWS_HOURS = 48;
const LINES_READ_MAX = 1_000;
const FAULT_LENGTH_MAX = 500;

export function mailService({ db, now, mailer, publicUrl }: MailServiceInput): MailService {
  const time = (date: Date): string => `${date.toISOString().slice(0, 19)}Z`;
  const hoursAgo = (hours: number): string => time(new Date(now().getTime() - hours * HOUR_MS));
  const record = async (within: Kysely<Database>, account: string, fault: string | null): Promise<void> => {
    const values = { tried_at: time(now()), fault: fault?.slice(0, FAULT_LENGTH_MAX) ?? null };
    await within
      .insertInto('mail_state')
      .values({ account, ...values })
      .onConflict((conflict) => conflict.column('account').doUpdateSet(values))
      .execute();
  };

  /** What is new and wanted, oldest first, and the ids of all that is new. */
  const newsOf = async (account: string): Promise<{ ids: number[]; lines: DigestLine[] }> => {
    const rows = await db
      .selectFrom('notification as n')
      .leftJoin('mail_choice as c', (join) => join.onRef('c.account', '=', 'n.account').onRef('c.kind', '=', 'n.kind'))
      .select(['n.id', 'n.at', 'n.kind', 'n.message', 'n.read_at', 'c.wanted'])
      .where('n.account', '=', account)
      .where('n.is_mailed', '=', false)
      .where('n.at', '>', hoursAgo(NEWS_HOURS))
      .orderBy('n.id', 'desc')
      .limit(LINES_READ_MAX)
      .execute();
    const lines = rows
      .filter(({ wanted, read_at }) => wanted !== false && read_at === null)
      .map(({ at, kind, message }) => ({ at, kind: kind as NotificationKind, message }))
      .toReversed();
    return { ids: rows.map(({ id }) => id), lines };
  };

  return {
    async choices(account) {
      const rows = await db.selectFrom('mail_choice').selectAll().where('account', '=', account).execute();
      const chosen = new Map(rows.map(({ kind, wanted }) => [kind, wanted]));
      return Object.fromEntries(NOTIFICATION_KINDS.map((kind) => [kind, chosen.get(kind) ?? true])) as Record<
        NotificationKind,
        boolean
      >;
    },
    async choose(account, kind, wanted) {
      if (!(NOTIFICATION_KINDS as readonly string[]).includes(kind)) {
        throw new DomainError('unknown_notification_kind', 'There are no notifications of this kind.', {
          field: 'kind',
          remedy: `The kinds are ${NOTIFICATION_KINDS.join(', ')}.`,
        });
      }
      await db
        .insertInto('mail_choice')
        .values({ account, kind, wanted })
        .onConflict((conflict) => conflict.columns(['account', 'kind']).doUpdateSet({ wanted }))
        .execute();
    },
    async last(account) {
      const row = await db.selectFrom('mail_state').selectAll().where('account', '=', account).executeTakeFirst();
      return row === undefined ? null : { at: row.tried_at, fault: row.fault };
    },
    async enqueueDue(queue) {
      if (mailer === null) return 0;
      const { rows } = await sql<{ account: string }>`
        select distinct n.account from notification n
        join account a on a.id = n.account
        left join mail_state s on s.account = n.account
        left join mail_choice c on c.account = n.account and c.kind = n.kind
        where n.at > ${hoursAgo(NEWS_HOURS)} and not n.is_mailed and n.read_at is null
          and coalesce(c.wanted, true) and coalesce(s.tried_at, '') <= ${hoursAgo(1)}
          and a.status = 'active' and a.email not like '%.invalid'
        order by n.account`.execute(db);
      let count = 0;
      for (const { account } of rows) {
        if ((await queue.enqueue(db, MAIL_JOB, { account }, { key: account })) !== null) count += 1;
      }
      return count;
    },
    job: {
      deadlineSeconds: 120,
      attempts: ATTEMPTS,
      retryDelaySeconds: 30,
      concurrency: 2,
      async handler(payload, { attempt }) {
        const id = String(payload['account']);
        if (mailer === null) return undefined;
        const account = await db
          .selectFrom('account')
          .leftJoin('mail_state', 'mail_state.account', 'account.id')
          .select(['email', 'username', 'status', 'tried_at'])
          .where('account.id', '=', id)
          .executeTakeFirst();
        if (account === undefined || account.status !== 'active') return undefined;
        // A job that was made while another one of this account ran: the ticker makes one again when it is time.
        if (account.tried_at !== null && account.tried_at > hoursAgo(1)) return undefined;
        const { ids, lines } = await newsOf(id);
        if (lines.length === 0) return undefined;
        const sent = (fault: string | null) => async (trx: Transaction<Database>) => {
          await sql`update notification set is_mailed = true where id = any(${ids}::integer[])`.execute(trx);
          await record(trx, id, fault);
        };
        try {
          await mailer.send(digest(account.email, account.username, lines, publicUrl));
        } catch (error) {
          const reason = error instanceof Error ? error.message : String(error);
          if (error instanceof MailRefusedError) return sent(reason);
          // In an hour all of it is tried anew.
          if (attempt >= ATTEMPTS) await record(db, id, reason);
          throw error;
        }
        return sent(null);
      },
    },
  };
}
