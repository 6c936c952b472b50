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
}

interface PaidScoreTexts {
  readonly key: string;
  readonly definitionId: string;
  readonly target?: string;
  readonly scale?: string;
  readonly multiplier: string;
  readonly choices?: readonly string[];
}

const paidScore = ({ key, definitionId, target, scale = '1', multiplier, choices }: PaidScoreTexts): PaidScore => ({
  key,
  definitionId,
  target: target ?? null,
  scale: decimal12(scale),
  multiplier: decimal12(multiplier),
  choices: (choices ?? [multiplier]).map(decimal12),
});

/** January 2022: CORR plus an optional part of MMC, limited after the factor as the documentation of that time says. */
const NUMERAI_2022_01: PayoutPolicy = {
  id: 'numerai-2022-01',
  version: 1,
  scores: [
    paidScore({ key: 'corr', definitionId: 'corr@2022', target: 'nomi_20', multiplier: '1' }),
    paidScore({
      key: 'mmc',
      definitionId: 'mmc@2022',
      target: 'nomi_20',
      multiplier: '0',
      choices: ['0', '0.5', '1', '2'],
    }),
  ],
  payoutFactor: { curve: 'threshold', threshold: amount('300000') },
  clip: { limit: decimal12('0.25'), order: 'after_factor' },
  paysBenchmarks: false,
};

/**
 * May 2022: MMC gives way to TC (gradient), opt-in, and the limit stands before the factor, as users measured and the documentation
 * of 27 May 2022 says. The scale of TC was never public: 8 gives our TC the spread of the public leaderboard (20-week means, .012).
 */
const NUMERAI_2022_05: PayoutPolicy = {
  ...NUMERAI_2022_01,
  id: 'numerai-2022-05',
  scores: [
    paidScore({ key: 'corr', definitionId: 'corr@2022', target: 'nomi_20', multiplier: '1', choices: ['0', '1'] }),
    paidScore({
      key: 'tc',
      definitionId: 'tc-gradient',
      scale: '8',
      multiplier: '0',
      choices: ['0', '0.5', '1', '2'],
    }),
  ],
  clip: { limit: decimal12('0.25'), order: 'before_factor' },
};

/** January 2024: ½ CORR + 2 MMC for everyone, ±5 % after the factor. */
const NUMERAI_2024_01: PayoutPolicy = {
  id: 'numerai-2024-01',
  version: 1,
  scores: [
    paidScore({ key: 'corr', definitionId: 'corr20v2', target: 'cyrus_20', multiplier: '0.5' }),
    paidScore({ key: 'mmc', definitionId: 'mmc@2024', target: 'cyrus_20', multiplier: '2' }),
  ],
  payoutFactor: { curve: 'threshold', threshold: amount('72000') },
  clip: { limit: decimal12('0.05'), order: 'after_factor' },
  paysBenchmarks: false,
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

export const PAYOUT_POLICIES = {
  'numerai-2022-01': NUMERAI_2022_01,
  'numerai-2022-05': NUMERAI_2022_05,
  'numerai-2024-01': NUMERAI_2024_01,
  'robata-1': robataPolicy(),
} as const satisfies Record<string, PayoutPolicy>;
