import { type Amount, amount } from './amount.ts';
import { type Decimal12, decimal12 } from './decimal12.ts';

/** One score that is paid: scale × multiplier × score. */
export interface PaidScore {
  /** Under this name the scores of a model come into the plan: 'corr', 'tc'. */
  readonly key: string;
  /** The immutable definition, and the target it is applied to (null where it has none). */
  readonly definitionId: string;
  readonly target: string | null;
  /** Brings scores of different size to one size; fixed by the operator. */
  readonly scale: Decimal12;
  /** Holds where a model chose nothing. */
  readonly multiplier: Decimal12;
  /** What a participant may choose. */
  readonly choices: readonly Decimal12[];
  /** A choice other than 0 holds only beside this multiplier of another score; with any other it falls back to 0, which is then a choice. */
  readonly onlyWith?: { readonly key: string; readonly multiplier: Decimal12 };
}

/** How a round is paid: versioned data, never code. A change is a new version and applies to rounds not yet open. */
export interface PayoutPolicy {
  readonly id: string;
  readonly version: number;
  readonly scores: readonly PaidScore[];
  /** payout factor = min(1, threshold / total at risk), for payouts and burns. */
  readonly payoutFactor: { readonly curve: 'threshold'; readonly threshold: Amount };
  /** after_factor: clip(factor × score, ±limit); before_factor: factor × clip(score, ±limit). */
  readonly clip: { readonly limit: Decimal12; readonly order: 'before_factor' | 'after_factor' };
  /** Whether a benchmark model is paid, and counted in the total at risk. */
  readonly paysBenchmarks: boolean;
  /** Of a policy that pays a score which is not odd in the predictions; absent where p and 1 − p together never earn. */
  readonly statedExcess?: StatedExcess;
}

/**
 * What a model and its mirror image 1 − p, equally staked, earned together: payout(p) + payout(1 − p) per token at risk of one of the
 * two and round, at payout factor 1. Decimals from a run; `method` says which.
 */
export interface StatedExcess {
  readonly mean: string;
  readonly standardError: string;
  /** Of the single pairs of a round, the highest. */
  readonly highest: string;
  readonly pairs: number;
  readonly rounds: number;
  readonly method: string;
}

/** A paid score as a preset writes it down; decimals as texts. */
export interface PaidScoreTexts {
  readonly key: string;
  readonly definitionId: string;
  readonly target?: string;
  /** Default 1. */
  readonly scale?: string;
  readonly multiplier: string;
  /** Default: the multiplier alone. */
  readonly choices?: readonly string[];
  readonly onlyWith?: { readonly key: string; readonly multiplier: string };
}

/** Throws RangeError on a text that is no decimal of 12 places. */
export const paidScore = (texts: PaidScoreTexts): PaidScore => {
  const { key, definitionId, target = null, scale = '1', multiplier, choices = [multiplier], onlyWith } = texts;
  return {
    key,
    definitionId,
    target,
    scale: decimal12(scale),
    multiplier: decimal12(multiplier),
    choices: choices.map(decimal12),
    ...(onlyWith && { onlyWith: { key: onlyWith.key, multiplier: decimal12(onlyWith.multiplier) } }),
  };
};

/**
 * Our default: at risk × clip(factor × (corr + tcScale·tc), ±5 %), corr = corr20v2 on janet_20 (neutralized after ranking), tc = gradient.
 * tcScale brings TC to CORR's standard deviation per round; 3.5 = .036 / .0104, measured on the reference panel with 2,000 names and the alpha
 * factor (docs/sanity). Both scores are odd in the
 * predictions and blind to stake size, so p and 1 − p together never earn.
 */
export const robataPolicy = ({ tcScale = '3.5', threshold = '72000', version = 1 } = {}): PayoutPolicy => ({
  id: 'robata-1',
  version,
  scores: [
    paidScore({ key: 'corr', definitionId: 'corr20v2', target: 'janet_20', multiplier: '1' }),
    paidScore({ key: 'tc', definitionId: 'tc-gradient', scale: tcScale, multiplier: '1' }),
  ],
  payoutFactor: { curve: 'threshold', threshold: amount(threshold) },
  clip: { limit: decimal12('0.05'), order: 'after_factor' },
  paysBenchmarks: false,
});
