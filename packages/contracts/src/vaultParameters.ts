/**
 * The contract's parameters: durations in seconds, the clip in parts of 1e12 (as a Decimal12 of the ledger), the least deposit in units of
 * 1e-18. Its bounds are the contract's own.
 */
export interface VaultParameters {
  readonly clip: number;
  readonly settleWindow: number;
  readonly challengeDelay: number;
  readonly releaseDelay: number;
  readonly silence: number;
  readonly spacing: number;
  readonly releasesEarly: boolean;
  readonly leastDeposit: bigint;
}

const HOUR = 3_600;
const DAY = 24 * HOUR;
const TOKEN = 10n ** 18n;

/** No owner can set the least deposit higher. */
export const MOST_LEAST_DEPOSIT = 100n * TOKEN;

/** Rounds of 20 scoring days with the clip of 5 %, which leaves five weeks for a round and its settlement. */
export const VAULT_PARAMETERS = {
  weekly: {
    clip: 0.05e12,
    settleWindow: 35 * DAY,
    challengeDelay: 2 * DAY,
    releaseDelay: 37 * DAY,
    silence: 90 * DAY,
    spacing: DAY,
    releasesEarly: true,
    leastDeposit: TOKEN,
  },
  /** One settlement at a time: its root is final before the next day's comes. */
  daily: {
    clip: 0.05e12,
    settleWindow: 35 * DAY,
    challengeDelay: 18 * HOUR,
    releaseDelay: 36 * DAY,
    silence: 90 * DAY,
    spacing: 20 * HOUR,
    releasesEarly: true,
    leastDeposit: TOKEN,
  },
} as const satisfies Record<string, VaultParameters>;

/** Where burned tokens go by default: an address that nobody has the key of. */
export const BURN_SINK = '0x000000000000000000000000000000000000dEaD';
