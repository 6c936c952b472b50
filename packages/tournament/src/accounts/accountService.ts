import { sql } from 'kysely';
import type { AuditPage } from '../console/types.ts';
import type { Account, OperatorAct } from './accountRecords.ts';
import { type AccountBook, accountBook, findAccount } from './accountBook.ts';
import { type AccountsInput, isoTime } from './database.ts';
import { type KeyBook, keyBook } from './keyBook.ts';
import { keptBriefly } from './keptBriefly.ts';
import { type ModelBook, modelBook } from './modelBook.ts';

export interface ActFilter {
  readonly actor?: string;
  readonly action?: string;
  /** A part of the subject or of the details, whatever its case. */
  readonly search?: string;
  /** Only acts with a smaller id. */
  readonly before?: number;
  readonly limit?: number;
}

export interface AccountService extends AccountBook, KeyBook, ModelBook {
  /** An account as it was at most five seconds ago in another process, now in this one; null where there is none or it is blocked. */
  activeAccount(id: string): Promise<Account | null>;
  /** Notes what an operator did. `details` never holds a secret. */
  recordAct(act: {
    readonly actor: string;
    readonly action: string;
    readonly subject: string;
    readonly details?: Readonly<Record<string, unknown>>;
  }): Promise<void>;
  /** What operators did, newest first, at most `limit` (1 to 1,000, default 100). */
  acts(filter?: ActFilter): Promise<AuditPage>;
}

const KEPT_MS = 5_000;
const KEPT_ACCOUNTS = 10_000;

/**
 * Accounts, their keys and their models, on the database of a storage (PGlite or PostgreSQL). Everything that a caller may do wrong is a
 * DomainError with a stable code.
 *
 *     const accounts = accountService({ db: place.storage.db, now: () => new Date() });
 *     const ada = await accounts.create({ username: 'ada', email: 'ada@example.org' });
 *     const { publicId, secretKey } = await accounts.createKey({ account: ada.id, name: 'laptop' });
 */
export function accountService(input: AccountsInput): AccountService {
  const { db, now } = input;
  const { forget: forgetKeys, ...keys } = keyBook(input);
  const active = keptBriefly({ ms: KEPT_MS, limit: KEPT_ACCOUNTS, now }, async (id) => {
    const account = await findAccount(db, { id });
    return account?.status === 'active' ? account : null;
  });
  const accounts = accountBook(input, () => {
    forgetKeys();
    active.forget();
  });
  return {
    ...accounts,
    ...keys,
    ...modelBook(input),
    activeAccount: active.get,
    async recordAct({ actor, action, subject, details = {} }) {
      await db
        .insertInto('operator_act')
        .values({ at: isoTime(now()), actor, action, subject, details: JSON.stringify(details) })
        .execute();
    },
    async acts({ actor, action, search = '', before, limit = 100 } = {}) {
      const part = search.trim().toLowerCase();
      const most = Math.min(Math.max(1, limit), 1_000);
      const rows = await db
        .selectFrom('operator_act')
        .selectAll()
        .$if(actor !== undefined, (query) => query.where('actor', '=', actor as string))
        .$if(action !== undefined, (query) => query.where('action', '=', action as string))
        .$if(before !== undefined, (query) => query.where('id', '<', before as number))
        .$if(part !== '', (query) =>
          query.where(
            sql<boolean>`(position(${part} in lower(subject)) > 0 or position(${part} in lower(details)) > 0)`,
          ),
        )
        .orderBy('id', 'desc')
        // One more says whether there is a next page.
        .limit(most + 1)
        .execute();
      const acts = rows
        .slice(0, most)
        .map((row) => ({ ...row, details: JSON.parse(row.details) as OperatorAct['details'] }));
      const actions = await db.selectFrom('operator_act').select('action').distinct().orderBy('action').execute();
      return {
        acts,
        before: rows.length > most ? (acts.at(-1)?.id ?? null) : null,
        actions: actions.map((row) => row.action),
      };
    },
  };
}
