import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Kysely } from 'kysely';
import { DomainError } from '../domainError.ts';
import type { Database } from '../storage/schema.ts';

/** What an address allows: one purpose, the fields that go with it, until a time. */
export interface AddressClaim {
  readonly purpose: 'upload' | 'submission' | 'dataset';
  readonly fields: readonly (string | number)[];
}

export interface AddressSigner {
  /** The claim as text that fits a query, good for `seconds`. */
  sign(claim: AddressClaim, seconds: number): string;
  /**
   * The fields of a claim that we signed for this purpose. Throws DomainError `address_invalid` for what we never signed, and
   * `address_expired` for what was good once.
   */
  verify(purpose: AddressClaim['purpose'], token: string): (string | number)[];
}

const LONGEST_TOKEN = 2_000;

/**
 * Addresses that prove by themselves who may use them, with HMAC-SHA256. They hold no secret but what they allow, and nothing is stored for
 * one, so that asking for thousands costs nothing.
 */
export function addressSigner(key: Uint8Array, now: () => Date): AddressSigner {
  const macOf = (payload: string): Buffer => createHmac('sha256', key).update(payload).digest();
  return {
    sign({ purpose, fields }, seconds) {
      const until = Math.floor(now().getTime() / 1000) + seconds;
      const payload = Buffer.from(JSON.stringify([purpose, until, ...fields])).toString('base64url');
      return `${payload}.${macOf(payload).toString('base64url')}`;
    },
    verify(purpose, token) {
      const [payload = '', mac = '', ...rest] = token.length <= LONGEST_TOKEN ? token.split('.') : [];
      const given = Buffer.from(mac, 'base64url');
      const expected = macOf(payload);
      const isOurs = given.length === expected.length && timingSafeEqual(given, expected) && rest.length === 0;
      const claim = isOurs ? (JSON.parse(Buffer.from(payload, 'base64url').toString()) as (string | number)[]) : [];
      const [named, until, ...fields] = claim;
      if (!isOurs || named !== purpose) {
        throw new DomainError('address_invalid', 'This address was not given out by this server for this use.', {
          remedy: 'Ask for a new one.',
        });
      }
      if ((until as number) * 1000 <= now().getTime()) {
        throw new DomainError('address_expired', 'This address has expired.', { remedy: 'Ask for a new one.' });
      }
      return fields;
    },
  };
}

const NAME = 'addresses';

/** The secret that this database's addresses are signed with; made at the first call. */
export async function readSigningKey(db: Kysely<Database>): Promise<Buffer> {
  const value = randomBytes(32).toString('hex');
  await db
    .insertInto('signing_secret')
    .values({ name: NAME, value })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  const row = await db.selectFrom('signing_secret').select('value').where('name', '=', NAME).executeTakeFirstOrThrow();
  return Buffer.from(row.value, 'hex');
}
