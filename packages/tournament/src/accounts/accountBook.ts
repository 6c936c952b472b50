import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { DomainError } from '../domainError.ts';
import type { Account, AccountStatus, Role } from './accountRecords.ts';
import { checkEmail, checkUsername } from './checkFields.ts';
import { type AccountsInput, brokenIndex, isoTime, type Query } from './database.ts';

export interface NewAccount {
  readonly username: string;
  readonly email: string;
  /** Default 'participant'. */
  readonly role?: Role;
  /** Of a password, as better-auth stores it. Without one the account signs in once an operator gave it a reset link. */
  readonly passwordHash?: string;
}

export type AccountKey = { readonly id: string } | { readonly username: string } | { readonly email: string };

export interface AccountFilter {
  readonly after?: string;
  readonly limit?: number;
  /** A part of the username or e-mail address, whatever its case. */
  readonly search?: string;
  readonly role?: Role;
  readonly status?: AccountStatus;
}

export interface AccountBook {
  /** Throws DomainError `invalid_username`, `invalid_email`, `username_taken`, `email_taken`. */
  create(account: NewAccount): Promise<Account>;
  /** By id, or by username or e-mail whatever their case. */
  find(key: AccountKey): Promise<Account | null>;
  /** The same, but throws DomainError `account_not_found`. */
  require(key: AccountKey): Promise<Account>;
  /** Whether signing in asks for a second factor too. */
  hasTwoFactor(id: string): Promise<boolean>;
  /** In the order of their usernames, after that of the last page; at most `limit` (1 to 1,000, default 100). */
  list(page?: AccountFilter): Promise<readonly Account[]>;
  setRole(id: string, role: Role): Promise<Account>;
  /** Blocking ends the account's sessions at once; its keys are refused while it stays blocked. */
  setStatus(id: string, status: AccountStatus): Promise<Account>;
}

/** `changed` is told of every change to an account that stood already. */
export function accountBook({ db, now }: AccountsInput, changed: () => void): AccountBook {
  const update = async (id: string, change: { role: Role } | { status: AccountStatus }): Promise<Account> => {
    const account = await db.transaction().execute(async (trx) => {
      const row = await trx.updateTable('account').set(change).where('id', '=', id).returningAll().executeTakeFirst();
      if (row === undefined) throw notFound();
      if (row.status === 'blocked') await trx.deleteFrom('auth_session').where('user_id', '=', id).execute();
      return accountOf(row);
    });
    changed();
    return account;
  };

  return {
    async create({ username, email, role = 'participant', passwordHash }) {
      const account: Account = {
        id: randomUUID(),
        username: checkUsername(username),
        email: checkEmail(email),
        role,
        status: 'active',
        insertedAt: isoTime(now()),
      };
      try {
        await db.transaction().execute(async (trx) => {
          await refuseNameOfSeason(trx, account.username);
          await insertAccount(trx, account, passwordHash ?? null, now());
        });
      } catch (error) {
        const index = brokenIndex(error);
        if (index === 'account_username') throw usernameTaken(username);
        if (index === 'account_email' || index === 'auth_user_email_key') throw emailTaken();
        throw error;
      }
      return account;
    },
    find: (key) => findAccount(db, key),
    async require(key) {
      const account = await findAccount(db, key);
      if (account === null) throw notFound();
      return account;
    },
    async hasTwoFactor(id) {
      const row = await db.selectFrom('auth_user').select('two_factor_enabled').where('id', '=', id).executeTakeFirst();
      return row?.two_factor_enabled === true;
    },
    async list({ after = '', limit = 100, search = '', role, status } = {}) {
      const part = search.trim().toLowerCase();
      const rows = await db
        .selectFrom('account')
        .selectAll()
        .where((eb) => eb(eb.fn<string>('lower', ['username']), '>', after.toLowerCase()))
        .$if(role !== undefined, (query) => query.where('role', '=', role as Role))
        .$if(status !== undefined, (query) => query.where('status', '=', status as AccountStatus))
        .$if(part !== '', (query) =>
          query.where(sql<boolean>`(position(${part} in lower(username)) > 0 or position(${part} in email) > 0)`),
        )
        .orderBy((eb) => eb.fn('lower', ['username']))
        .limit(Math.min(Math.max(1, limit), 1_000))
        .execute();
      return rows.map(accountOf);
    },
    setRole: (id, role) => update(id, { role }),
    setStatus: (id, status) => update(id, { status }),
  };
}

const notFound = () => new DomainError('account_not_found', 'There is no such account.', { remedy: 'Check its name.' });

const usernameTaken = (username: string) =>
  new DomainError('username_taken', `The username ${username} is not free.`, {
    field: 'username',
    remedy: 'Choose another one.',
  });

const emailTaken = () =>
  new DomainError('email_taken', 'There is an account with this e-mail address already.', {
    field: 'email',
    remedy: 'Sign in with it, or ask the operator for a reset link.',
  });

export const accountOf = (row: {
  id: string;
  username: string;
  email: string;
  role: string;
  status: string;
  inserted_at: string;
}): Account => ({
  id: row.id,
  username: row.username,
  email: row.email,
  role: row.role as Role,
  status: row.status as AccountStatus,
  insertedAt: row.inserted_at,
});

export async function findAccount(db: Query, key: AccountKey): Promise<Account | null> {
  const query = db.selectFrom('account').selectAll();
  const row = await ('id' in key
    ? query.where('id', '=', key.id)
    : query.where((eb) =>
        'username' in key
          ? eb(eb.fn('lower', ['username']), '=', key.username.toLowerCase())
          : eb(eb.fn('lower', ['email']), '=', key.email.toLowerCase()),
      )
  ).executeTakeFirst();
  return row === undefined ? null : accountOf(row);
}

/** The participants of a season go by their name alone, on every page and in the ledger: nobody may come and be taken for one of them. */
async function refuseNameOfSeason(db: Query, username: string): Promise<void> {
  const bot = await db
    .selectFrom('model')
    .leftJoin('model_slot', 'model_slot.model', 'model.id')
    .select('model.id')
    .where('model_slot.model', 'is', null)
    .where((eb) => eb(eb.fn('lower', ['model.account']), '=', username.toLowerCase()))
    .limit(1)
    .executeTakeFirst();
  if (bot !== undefined) throw usernameTaken(username);
}

async function insertAccount(db: Query, account: Account, passwordHash: string | null, time: Date): Promise<void> {
  const { id, username, email, role, status, insertedAt } = account;
  await db.insertInto('account').values({ id, username, email, role, status, inserted_at: insertedAt }).execute();
  const times = { created_at: time, updated_at: time };
  await db
    .insertInto('auth_user')
    .values({ id, name: username, email, email_verified: false, image: null, two_factor_enabled: false, ...times })
    .execute();
  if (passwordHash === null) return;
  await db
    .insertInto('auth_credential')
    .values({
      id: randomUUID(),
      user_id: id,
      account_id: id,
      provider_id: 'credential',
      password: passwordHash,
      ...times,
    })
    .execute();
}
