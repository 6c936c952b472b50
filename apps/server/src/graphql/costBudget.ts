import { DomainError } from '@robata/tournament';

/** What a caller may have computed over time, in values of answers (see `affordableCost`). */
export interface Rate {
  readonly burst: number;
  readonly perSecond: number;
}

/** A million values take about a second of the server's thread: a stranger's address may have a tenth of it for long, an account half. */
export const STRANGER_RATE: Rate = { burst: 1_000_000, perSecond: 100_000 };
export const ACCOUNT_RATE: Rate = { burst: 4_000_000, perSecond: 500_000 };

/** The least that an operation costs, however little it asks for: accounts come to their 300 requests a second all the same. */
export const LEAST_COST = 200;
const BYTES_PER_VALUE = 10;
/** Looking through ten thousand rows for one is not the work of one row. */
const PART_OF_ESTIMATE = 0.1;

/** What an operation has cost in the end, where `estimate` was the most that it could. */
export const costOfAnswer = (estimate: number, bytes: number): number =>
  Math.max(LEAST_COST, Math.min(estimate, Math.max(bytes / BYTES_PER_VALUE, estimate * PART_OF_ESTIMATE)));

/** A caller that has spent more than its rate allows. */
export class RateLimitedError extends DomainError {
  readonly retryAfterSeconds: number;

  constructor(retryAfterSeconds: number) {
    super('rate_limited', 'What was asked from here in the last seconds is more than one may have computed.', {
      remedy: `Ask again in ${retryAfterSeconds} s, for less at once, or with a key.`,
    });
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

/** The account of one caller during one request. */
export interface Purse {
  /** Throws `RateLimitedError` while the caller is in debt. */
  assertOpen(): void;
  /** Never fails: who may ask may also overdraw, and waits afterwards. Below zero it gives back. */
  charge(cost: number): void;
}

/** How many callers are remembered; who was silent longest goes first, and comes back with all it may have. */
const REMEMBERED = 20_000;
/** Forgotten at a time: to look for the oldest of a map passes all that were deleted before it. */
const FORGOTTEN = 1_000;

/**
 * A budget for each caller that fills up at the rate. An operation is begun where anything is left, and charged with the most that it can
 * cost before it runs: of a thousand that come at once the first ones are answered. `now`: milliseconds of a clock that never goes back.
 */
export function costBudget({ burst, perSecond }: Rate, now: () => number): (caller: string) => Purse {
  const callers = new Map<string, { left: number; at: number }>();

  const leftOf = (caller: string): { left: number; at: number } => {
    const at = now();
    const known = callers.get(caller) ?? { left: burst, at };
    return { left: Math.min(burst, known.left + ((at - known.at) / 1_000) * perSecond), at };
  };
  return (caller) => ({
    assertOpen() {
      const { left } = leftOf(caller);
      if (left <= 0) throw new RateLimitedError(Math.max(1, Math.ceil(-left / perSecond)));
    },
    charge(cost) {
      const { left, at } = leftOf(caller);
      callers.delete(caller);
      callers.set(caller, { left: left - cost, at });
      if (callers.size <= REMEMBERED) return;
      for (const oldest of callers.keys()) {
        callers.delete(oldest);
        if (callers.size <= REMEMBERED - FORGOTTEN) break;
      }
    },
  });
}
