import { DomainError } from '../domainError.ts';
import { type Account, type ApiKey, type NewApiKey, type Scope, scopesOf } from './accountRecords.ts';
import { accountOf } from './accountBook.ts';
import { hashOfSecret, isSecretOf, newKeyParts, readKeyText } from './apiKeyText.ts';
import { checkText } from './checkFields.ts';
import { type AccountsInput, isoTime } from './database.ts';
import { keptBriefly } from './keptBriefly.ts';

/** How many keys an account may hold that are not revoked. */
export const KEYS_PER_ACCOUNT = 100;
/** What another process did to a key or an account is known here after at most this long; what this one did, at once. */
const KEPT_MS = 5_000;
const KEPT_KEYS = 10_000;
const TOUCHED_EVERY_MS = 60_000;

/** Who calls, and what it may do now. */
export interface KeyHolder {
  readonly account: Account;
  readonly scopes: ReadonlySet<Scope>;
  readonly publicId: string;
}

export interface KeyBook {
  /**
   * Makes a key and gives its secret, once. Without scopes it may do all that the account's role may.
   * Throws DomainError `account_not_found`, `invalid_scope`, `invalid_text`, `too_many_keys`.
   */
  createKey(key: {
    readonly account: string;
    readonly name: string;
    readonly scopes?: readonly Scope[];
  }): Promise<NewApiKey>;
  /** All keys of an account, revoked ones included, oldest first. */
  listKeys(account: string): Promise<readonly ApiKey[]>;
  /** Revokes a key of this account for ever; once more is no error. Throws DomainError `key_not_found`, also for somebody else's key. */
  revokeKey(account: string, publicId: string): Promise<ApiKey>;
  /** The holder of `PUBLIC$SECRET`, or null: no such key, wrong secret, revoked, or its account is blocked. Which of these is not told. */
  authenticateKey(text: string): Promise<KeyHolder | null>;
}

interface KeptKey extends KeyHolder {
  readonly secretHash: string;
  touchedAt: number;
}

export function keyBook({ db, now }: AccountsInput): KeyBook & { forget(): void } {
  const holders = keptBriefly<KeptKey | null>({ ms: KEPT_MS, limit: KEPT_KEYS, now }, async (publicId) => {
    const row = await db
      .selectFrom('api_key')
      .innerJoin('account', 'account.id', 'api_key.account')
      .selectAll('account')
      .select(['api_key.secret_hash', 'api_key.scopes', 'api_key.last_used_at'])
      .where('api_key.public_id', '=', publicId)
      .where('api_key.revoked_at', 'is', null)
      .where('account.status', '=', 'active')
      .executeTakeFirst();
    if (row === undefined) return null;
    const account = accountOf(row);
    const allowed = scopesOf(account.role);
    return {
      account,
      publicId,
      scopes: new Set(scopesIn(row.scopes).filter((scope) => allowed.includes(scope))),
      secretHash: row.secret_hash,
      touchedAt: row.last_used_at === null ? 0 : Date.parse(row.last_used_at),
    };
  });

  return {
    async createKey({ account, name, scopes }) {
      const label = checkText('name', name, 60);
      const { publicId, secretKey } = newKeyParts();
      const key = await db.transaction().execute(async (trx) => {
        // Locks the account, so that two keys made at once are counted one after the other.
        const owner = await trx
          .selectFrom('account')
          .select('role')
          .where('id', '=', account)
          .forUpdate()
          .executeTakeFirst();
        if (owner === undefined) throw new DomainError('account_not_found', 'There is no such account.');
        const allowed = scopesOf(owner.role as Account['role']);
        const beyond = scopes?.find((scope) => !allowed.includes(scope));
        if (beyond !== undefined) {
          throw new DomainError('invalid_scope', `The role of this account does not allow the scope ${beyond}.`, {
            field: 'scopes',
          });
        }
        const held = await trx
          .selectFrom('api_key')
          .select('public_id')
          .where('account', '=', account)
          .where('revoked_at', 'is', null)
          .limit(KEYS_PER_ACCOUNT)
          .execute();
        if (held.length >= KEYS_PER_ACCOUNT) {
          throw new DomainError('too_many_keys', `This account holds ${KEYS_PER_ACCOUNT} keys already.`, {
            remedy: 'Revoke one first.',
          });
        }
        return trx
          .insertInto('api_key')
          .values({
            public_id: publicId,
            account,
            name: label,
            scopes: [...new Set(scopes ?? allowed)].join(' '),
            secret_hash: hashOfSecret(secretKey),
            inserted_at: isoTime(now()),
            last_used_at: null,
            revoked_at: null,
          })
          .returningAll()
          .executeTakeFirstOrThrow();
      });
      holders.forget();
      return { ...keyOf(key), secretKey };
    },
    async listKeys(account) {
      const rows = await db
        .selectFrom('api_key')
        .selectAll()
        .where('account', '=', account)
        .orderBy('inserted_at')
        .orderBy('public_id')
        .execute();
      return rows.map(keyOf);
    },
    async revokeKey(account, publicId) {
      const row = await db
        .updateTable('api_key')
        .set((eb) => ({ revoked_at: eb.fn.coalesce('revoked_at', eb.val(isoTime(now()))) }))
        .where('public_id', '=', publicId)
        .where('account', '=', account)
        .returningAll()
        .executeTakeFirst();
      if (row === undefined)
        throw new DomainError('key_not_found', 'The account has no such key.', { field: 'publicId' });
      holders.forget();
      return keyOf(row);
    },
    async authenticateKey(text) {
      const parts = readKeyText(text);
      if (parts === null) return null;
      const kept = await holders.get(parts.publicId);
      if (kept === null || !isSecretOf(parts.secretKey, kept.secretHash)) return null;
      const time = now();
      if (time.getTime() - kept.touchedAt >= TOUCHED_EVERY_MS) {
        kept.touchedAt = time.getTime();
        await db
          .updateTable('api_key')
          .set({ last_used_at: isoTime(time) })
          .where('public_id', '=', kept.publicId)
          .execute();
      }
      return kept;
    },
    forget: holders.forget,
  };
}

const scopesIn = (text: string): Scope[] => text.split(' ').filter((scope) => scope !== '') as Scope[];

const keyOf = (row: {
  public_id: string;
  account: string;
  name: string;
  scopes: string;
  inserted_at: string;
  last_used_at: string | null;
  revoked_at: string | null;
}): ApiKey => ({
  publicId: row.public_id,
  account: row.account,
  name: row.name,
  scopes: scopesIn(row.scopes),
  insertedAt: row.inserted_at,
  lastUsedAt: row.last_used_at,
  revokedAt: row.revoked_at,
});
