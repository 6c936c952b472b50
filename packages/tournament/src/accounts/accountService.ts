import type { Account, OperatorAct } from './accountRecords.ts';
import { type AccountBook, accountBook, findAccount } from './accountBook.ts';
import { type AccountsInput, isoTime } from './database.ts';
import { type KeyBook, keyBook } from './keyBook.ts';
import { keptBriefly } from './keptBriefly.ts';
import { type ModelBook, modelBook } from './modelBook.ts';

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
  acts(limit?: number): Promise<readonly OperatorAct[]>;
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
    async acts(limit = 100) {
      const rows = await db
        .selectFrom('operator_act')
        .selectAll()
        .orderBy('id', 'desc')
        .limit(Math.min(Math.max(1, limit), 1_000))
        .execute();
      return rows.map((row) => ({ ...row, details: JSON.parse(row.details) as OperatorAct['details'] }));
    },
  };
}
