import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { DomainError } from '@robata/tournament';

export interface SignInAttempt {
  readonly email: string;
  /** See addressGroup.ts. */
  readonly address: string;
  /** The value of the device cookie, or null. */
  readonly device: string | null;
}

/**
 * Counts passwords that are tried. A stranger gets few tries for an account from one address, and all strangers together a hundred an hour: more
 * of them, and strangers are turned away. Who has signed in from a browser before carries proof of it (a device cookie, as OWASP
 * describes) and is counted apart: no stranger can lock him out. API keys are not concerned.
 */
export interface SignInGuard {
  /** Counts a try before its password is looked at, so that many at once are no way around. Throws DomainError `too_many_attempts`. */
  admit(attempt: SignInAttempt): void;
  /** The password was right: its tries are forgotten. Gives a device cookie for the next time. */
  succeeded(attempt: SignInAttempt): string;
}

export const TRIES_PER_ADDRESS = 5;
export const TRIES_PER_DEVICE = 10;
export const TRIES_PER_ACCOUNT = 100;
const QUARTER_HOUR_MS = 900_000;
const HOUR_MS = 3_600_000;
const REMEMBERED = 50_000;

interface Limit {
  readonly key: string;
  readonly tries: number;
  readonly windowMs: number;
}

export function signInGuard({ secret, now }: { readonly secret: string; readonly now: () => Date }): SignInGuard {
  const counts = new Map<string, { tries: number; readonly until: number }>();

  const proofOf = (nonce: string, email: string): Buffer =>
    createHmac('sha256', secret).update(`robata device\n${nonce}\n${email}`).digest();
  /** The nonce of a cookie that we gave for this account, or null. */
  const deviceOf = (cookie: string | null, email: string): string | null => {
    const [nonce = '', proof = ''] = cookie?.slice(0, 200).split('.') ?? [];
    const given = Buffer.from(proof, 'base64url');
    const right = proofOf(nonce, email);
    return given.length === right.length && timingSafeEqual(given, right) ? nonce : null;
  };
  const limitsOf = ({ email, address, device }: SignInAttempt): readonly Limit[] => {
    const account = email.slice(0, 254).toLowerCase();
    const nonce = deviceOf(device, account);
    if (nonce !== null) return [{ key: `device ${nonce}`, tries: TRIES_PER_DEVICE, windowMs: QUARTER_HOUR_MS }];
    return [
      { key: `address ${address} ${account}`, tries: TRIES_PER_ADDRESS, windowMs: QUARTER_HOUR_MS },
      { key: `account ${account}`, tries: TRIES_PER_ACCOUNT, windowMs: HOUR_MS },
    ];
  };
  const triesOf = (key: string, time: number): number => {
    const count = counts.get(key);
    return count === undefined || time >= count.until ? 0 : count.tries;
  };

  return {
    admit(attempt) {
      const time = now().getTime();
      const limits = limitsOf(attempt);
      if (limits.some(({ key, tries }) => triesOf(key, time) >= tries)) {
        throw new DomainError('too_many_attempts', 'Too many passwords were tried for this account.', {
          remedy:
            'Wait a quarter of an hour, use a browser that was signed in before, or ask the operator for a reset link.',
        });
      }
      for (const { key, windowMs } of limits) {
        const tries = triesOf(key, time);
        const until = tries === 0 ? time + windowMs : (counts.get(key)?.until ?? time + windowMs);
        counts.delete(key);
        counts.set(key, { tries: tries + 1, until });
        if (counts.size > REMEMBERED) counts.delete(counts.keys().next().value as string);
      }
    },
    succeeded(attempt) {
      const [own, account] = limitsOf(attempt);
      if (own !== undefined) counts.delete(own.key);
      const shared = account === undefined ? undefined : counts.get(account.key);
      if (shared !== undefined) shared.tries -= 1;
      const email = attempt.email.slice(0, 254).toLowerCase();
      const nonce = randomBytes(16).toString('base64url');
      return `${nonce}.${proofOf(nonce, email).toString('base64url')}`;
    },
  };
}
