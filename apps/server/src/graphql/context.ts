import type { Caller } from '../accounts/authenticator.ts';
import type { Purse } from './costBudget.ts';
import type { Services } from './services.ts';

/** What resolvers know of a request. */
export interface GraphqlContext {
  readonly services: Services;
  /** Who asks, found out when first needed; null for nobody. A bad token on a public field never matters. */
  readonly caller: () => Promise<Caller | null>;
  /** What the caller may still have computed; opened when something is computed, for finding out who asks costs too. Throws DomainError `rate_limited`. */
  readonly purse: () => Promise<Purse>;
  /** The same key again gives the first result of a money mutation. */
  readonly idempotencyKey: string | undefined;
}
