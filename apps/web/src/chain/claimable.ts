import type { ChainClaim, ChainStake } from '@robata/client';
import { unitsOf } from '../wallet/amounts.ts';

/** What a stake has claimed before, in units of 1e-18. */
export interface Taken {
  readonly paid: bigint;
  readonly burned: bigint;
}

export interface Claimable {
  /** What a claim takes up, in units of 1e-18; all of the leaf where nobody says what was taken up before. */
  readonly payout: bigint;
  readonly burn: bigint;
  /** A claim would do nothing. */
  readonly isDone: boolean;
  /** It moves nothing, and releases that are due wait for it. */
  readonly isProofAlone: boolean;
  /** Whether there may be something to withdraw with it. */
  readonly brings: boolean;
}

/**
 * What the claim of a final leaf does. A stake that no round paid or burned has a leaf as well: the vault pays its releases once that was shown to it
 * (`unproved`), or much later.
 */
export function claimable(
  claim: Pick<ChainClaim, 'payout' | 'burn'>,
  taken: Taken | null,
  { unproved, pending, withdrawable }: Pick<ChainStake, 'unproved' | 'pending' | 'withdrawable'>,
): Claimable {
  const payout = BigInt(claim.payout) - (taken?.paid ?? 0n);
  const burn = BigInt(claim.burn) - (taken?.burned ?? 0n);
  const movesNothing = taken !== null && payout === 0n && burn === 0n;
  return {
    payout,
    burn,
    isDone: movesNothing && !unproved,
    isProofAlone: movesNothing && unproved,
    brings: payout > 0n || unitsOf(withdrawable) > 0n || (unproved && unitsOf(pending) > 0n),
  };
}
