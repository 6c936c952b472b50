import { amount } from './amount.ts';
import { decimal12 } from './decimal12.ts';
import { paidScore, type PayoutPolicy, robataPolicy } from './payoutPolicy.ts';

/** Ties go by id, so of predictions with ties p and 1 − p are not exact mirror images; which way that goes nobody knows before. */
const CORR_2022 = { key: 'corr', definitionId: 'corr@2022', target: 'nomi_20' } as const;
const CORR_CYRUS = { key: 'corr', definitionId: 'corr20v2', target: 'cyrus_20' } as const;
/** The scale of TC was never public: 8 gives our TC the spread of the public leaderboard (20-week means, .012). */
const TC = { key: 'tc', definitionId: 'tc-gradient', scale: '8', multiplier: '0' } as const;
const threshold = (tokens: string) => ({ curve: 'threshold', threshold: amount(tokens) }) as const;
const clip = (limit: string, order: PayoutPolicy['clip']['order'] = 'after_factor') => {
  return { limit: decimal12(limit), order };
};

/** January 2022: CORR plus an optional part of MMC, limited after the factor as the documentation of that time says. */
const NUMERAI_2022_01: PayoutPolicy = {
  id: 'numerai-2022-01',
  version: 1,
  scores: [
    paidScore({ ...CORR_2022, multiplier: '1' }),
    paidScore({
      key: 'mmc',
      definitionId: 'mmc@2022',
      target: 'nomi_20',
      multiplier: '0',
      choices: ['0', '0.5', '1', '2'],
    }),
  ],
  payoutFactor: threshold('300000'),
  clip: clip('0.25'),
  paysBenchmarks: false,
};

/** 9 April 2022, round 311: MMC gives way to TC (gradient), opt-in; clip as documented then. */
const NUMERAI_2022_04: PayoutPolicy = {
  ...NUMERAI_2022_01,
  id: 'numerai-2022-04',
  scores: [
    paidScore({ ...CORR_2022, multiplier: '1', choices: ['0', '1'] }),
    paidScore({ ...TC, choices: ['0', '1', '2'] }),
  ],
};

/** May 2022: ½ × TC too, and the limit stands before the factor, as users measured and the documentation of 27 May 2022 says. */
const NUMERAI_2022_05: PayoutPolicy = {
  ...NUMERAI_2022_01,
  id: 'numerai-2022-05',
  scores: [
    paidScore({ ...CORR_2022, multiplier: '1', choices: ['0', '1'] }),
    paidScore({ ...TC, choices: ['0', '0.5', '1', '2'] }),
  ],
  clip: clip('0.25', 'before_factor'),
};

/** June 2022: the documentation of 16 June puts the limit after the factor again, and keeps the example of 20 that only the other order gives. */
const NUMERAI_2022_06: PayoutPolicy = { ...NUMERAI_2022_05, id: 'numerai-2022-06', clip: clip('0.25') };

/** By October 2022: TC up to 3 ×. */
const NUMERAI_2022_10: PayoutPolicy = {
  ...NUMERAI_2022_06,
  id: 'numerai-2022-10',
  scores: [
    paidScore({ ...CORR_2022, multiplier: '1', choices: ['0', '1'] }),
    paidScore({ ...TC, choices: ['0', '0.5', '1', '2', '3'] }),
  ],
};

/** 27 December 2022: threshold 360,000. */
const NUMERAI_2022_12: PayoutPolicy = {
  ...NUMERAI_2022_10,
  id: 'numerai-2022-12',
  payoutFactor: threshold('360000'),
};

/** 1 May 2023: five paid rounds a week, threshold 72,000, ±5 % after the factor. */
const NUMERAI_2023_05: PayoutPolicy = {
  ...NUMERAI_2022_10,
  id: 'numerai-2023-05',
  payoutFactor: threshold('72000'),
  clip: clip('0.05'),
};

/** 13 May 2023: CORR20V2 on cyrus_20 is the CORR that is paid. */
const NUMERAI_2023_05_13: PayoutPolicy = {
  ...NUMERAI_2023_05,
  id: 'numerai-2023-05-13',
  scores: [
    paidScore({ ...CORR_CYRUS, multiplier: '1', choices: ['0', '1'] }),
    paidScore({ ...TC, choices: ['0', '0.5', '1', '2', '3'] }),
  ],
};

/** 7 October 2023, round 589: up to 2 × CORR; TC at most 1 × and only beside 2 × CORR, else 0. The choices between the ends are ours. */
const NUMERAI_2023_10: PayoutPolicy = {
  ...NUMERAI_2023_05,
  id: 'numerai-2023-10',
  scores: [
    paidScore({ ...CORR_CYRUS, multiplier: '1', choices: ['0', '0.5', '1', '2'] }),
    paidScore({ ...TC, choices: ['0', '0.5', '1'], onlyWith: { key: 'corr', multiplier: '2' } }),
  ],
};

/** January 2024: ½ CORR + 2 MMC for everyone, ±5 % after the factor. */
const NUMERAI_2024_01: PayoutPolicy = {
  id: 'numerai-2024-01',
  version: 1,
  scores: [
    paidScore({ ...CORR_CYRUS, multiplier: '0.5' }),
    paidScore({ key: 'mmc', definitionId: 'mmc@2024', target: 'cyrus_20', multiplier: '2' }),
  ],
  payoutFactor: threshold('72000'),
  clip: clip('0.05'),
  paysBenchmarks: false,
};

/** January 2026 (known at second hand): ¾ CORR + 2¼ MMC on ender_20. */
const NUMERAI_2026_01: PayoutPolicy = {
  ...NUMERAI_2024_01,
  id: 'numerai-2026-01',
  scores: [
    paidScore({ key: 'corr', definitionId: 'corr20v2', target: 'ender_20', multiplier: '0.75' }),
    paidScore({ key: 'mmc', definitionId: 'mmc@2024', target: 'ender_20', multiplier: '2.25' }),
  ],
};

/** Signals, January 2022: CORR twice for everyone, MMC by choice; of submissions neutralized before. Threshold of 27 January. */
const SIGNALS_2022_01: PayoutPolicy = {
  id: 'signals-2022-01',
  version: 1,
  scores: [
    paidScore({ key: 'corr', definitionId: 'corr@2022', target: '20d', multiplier: '2' }),
    paidScore({
      key: 'mmc',
      definitionId: 'mmc@2022',
      target: '20d',
      multiplier: '0',
      choices: ['0', '0.5', '1', '2', '3'],
    }),
  ],
  payoutFactor: threshold('150000'),
  clip: clip('0.25'),
  paysBenchmarks: false,
};

/** Signals, 2 September 2025: .3 ALPHA + .8 MPC, ±1.7 %; the sources name no target. Threshold of May 2023, the last that was published. */
const SIGNALS_2025_09: PayoutPolicy = {
  id: 'signals-2025-09',
  version: 1,
  scores: [
    paidScore({ key: 'alpha', definitionId: 'alpha', multiplier: '0.3' }),
    paidScore({ key: 'mpc', definitionId: 'mpc', multiplier: '0.8' }),
  ],
  payoutFactor: threshold('36000'),
  clip: clip('0.017'),
  paysBenchmarks: false,
};

/** Signals, January 2026 (known at second hand): ±3.5 %. */
const SIGNALS_2026_01: PayoutPolicy = { ...SIGNALS_2025_09, id: 'signals-2026-01', clip: clip('0.035') };

/**
 * The same three for rounds that Signals shares with the classic part, by the names of their columns and on our targets: signals-corr@2022 is CORR of
 * submissions neutralized before, janet_20 stands for `20d` and raw_20 for the target that the sources of 2025 call chili. On the reference panel
 * (24 signals of three features or chance, 2,000 names, 60 weekly rounds from 2023 on) one round's .3 ALPHA + .8 MPC has a standard deviation of
 * 1.4 %, the size of the published limit. Ties go by id in signals-corr@2022, so p and 1 − p are not exact mirror images there.
 */
const NUMERAI_SIGNALS_2022: PayoutPolicy = {
  ...SIGNALS_2022_01,
  id: 'numerai-signals-2022',
  scores: [
    paidScore({ key: 'corrSignals', definitionId: 'signals-corr@2022', target: 'janet_20', multiplier: '2' }),
    paidScore({
      key: 'mmcSignals',
      definitionId: 'mmc@2022',
      target: 'janet_20',
      multiplier: '0',
      choices: ['0', '0.5', '1', '2', '3'],
    }),
  ],
};
const NUMERAI_SIGNALS_2025: PayoutPolicy = {
  ...SIGNALS_2025_09,
  id: 'numerai-signals-2025',
  scores: [
    paidScore({ key: 'alpha', definitionId: 'alpha', target: 'raw_20', multiplier: '0.3' }),
    paidScore({ key: 'mpc', definitionId: 'mpc', target: 'raw_20', multiplier: '0.8' }),
  ],
};
const NUMERAI_SIGNALS_2026: PayoutPolicy = { ...NUMERAI_SIGNALS_2025, id: 'numerai-signals-2026', clip: clip('0.035') };

/**
 * Our default for Signals, of robata-1's shape: at risk × clip(factor × (7·ALPHA + 3.5·TC), ±5 %). ALPHA asks what the signal alone would have
 * earned, without what everybody knows; TC what it added to the portfolio that was traded, in the same optimizer as the classic part. Both are
 * odd in the signal and blind to stake size, so p and 1 − p together never earn (MPC is as well, but stands for a portfolio that nobody holds).
 * 7 = .029/.0043 brings ALPHA to the standard deviation that corr20v2 on janet_20 has for the same signals (measured as above).
 */
const ROBATA_SIGNALS_1: PayoutPolicy = {
  ...robataPolicy({ threshold: '36000' }),
  id: 'robata-signals-1',
  scores: [
    paidScore({ key: 'alpha', definitionId: 'alpha@robata-1', target: 'raw_20', scale: '7', multiplier: '1' }),
    paidScore({ key: 'tc', definitionId: 'tc-gradient', scale: '3.5', multiplier: '1' }),
  ],
};

const MEASURED_ON =
  'a generated market of 2,000 stocks, 52 weekly rounds, 14 models, each staked one beside its mirror image at the same stake ' +
  '(packages/season, leaveOneOutExcess.slow.test.ts)';

/**
 * robata-1 with leave-one-out TC in the place of the gradient: the portfolios start at zero holdings. The score is not odd in the
 * predictions, because leaving out p and leaving out 1 − p leave different meta models: what that came to is stated. The scale gives TC
 * the standard deviation of CORR on the reference panel (docs/sanity, `tc zero scale` of the default book).
 */
const LEAVE_ONE_OUT: PayoutPolicy = {
  ...robataPolicy(),
  id: 'robata-1-leave-one-out',
  scores: [
    paidScore({ key: 'corr', definitionId: 'corr20v2', target: 'janet_20', multiplier: '1' }),
    paidScore({ key: 'tcLeaveOneOut', definitionId: 'tc-leave-one-out-zero', scale: '2.84', multiplier: '1' }),
  ],
  statedExcess: {
    mean: '-0.00192',
    standardError: '0.00056',
    highest: '0.05312',
    pairs: 624,
    rounds: 52,
    method: MEASURED_ON,
  },
};

/** The same as the fireside chat of January 2022 tells it: traded from the portfolio held. */
const LEAVE_ONE_OUT_HELD: PayoutPolicy = {
  ...robataPolicy(),
  id: 'robata-1-leave-one-out-held',
  scores: [
    paidScore({ key: 'corr', definitionId: 'corr20v2', target: 'janet_20', multiplier: '1' }),
    paidScore({ key: 'tcLeaveOneOutHeld', definitionId: 'tc-leave-one-out-held', scale: '8.72', multiplier: '1' }),
  ],
  statedExcess: {
    mean: '-0.00105',
    standardError: '0.00136',
    highest: '0.1',
    pairs: 624,
    rounds: 52,
    method: MEASURED_ON,
  },
};

export const PAYOUT_POLICIES = {
  'numerai-2022-01': NUMERAI_2022_01,
  'numerai-2022-04': NUMERAI_2022_04,
  'numerai-2022-05': NUMERAI_2022_05,
  'numerai-2022-06': NUMERAI_2022_06,
  'numerai-2022-10': NUMERAI_2022_10,
  'numerai-2022-12': NUMERAI_2022_12,
  'numerai-2023-05': NUMERAI_2023_05,
  'numerai-2023-05-13': NUMERAI_2023_05_13,
  'numerai-2023-10': NUMERAI_2023_10,
  'numerai-2024-01': NUMERAI_2024_01,
  'numerai-2026-01': NUMERAI_2026_01,
  'signals-2022-01': SIGNALS_2022_01,
  'signals-2025-09': SIGNALS_2025_09,
  'signals-2026-01': SIGNALS_2026_01,
  'numerai-signals-2022': NUMERAI_SIGNALS_2022,
  'numerai-signals-2025': NUMERAI_SIGNALS_2025,
  'numerai-signals-2026': NUMERAI_SIGNALS_2026,
  'robata-signals-1': ROBATA_SIGNALS_1,
  'robata-1': robataPolicy(),
  'robata-1-leave-one-out': LEAVE_ONE_OUT,
  'robata-1-leave-one-out-held': LEAVE_ONE_OUT_HELD,
} as const satisfies Record<string, PayoutPolicy>;

export type PresetId = keyof typeof PAYOUT_POLICIES;

/** The first day on which each preset of Numerai's history held (definitions §3.1 and §3.2 name the sources), oldest first. */
export const PRESET_DAYS: Readonly<Record<'classic' | 'signals', readonly (readonly [from: string, PresetId])[]>> = {
  classic: [
    ['2022-01-01', 'numerai-2022-01'],
    ['2022-04-09', 'numerai-2022-04'],
    ['2022-05-27', 'numerai-2022-05'],
    ['2022-06-16', 'numerai-2022-06'],
    ['2022-10-01', 'numerai-2022-10'],
    ['2022-12-27', 'numerai-2022-12'],
    ['2023-05-01', 'numerai-2023-05'],
    ['2023-05-13', 'numerai-2023-05-13'],
    ['2023-10-07', 'numerai-2023-10'],
    ['2024-01-02', 'numerai-2024-01'],
    ['2026-01-01', 'numerai-2026-01'],
  ],
  signals: [
    ['2022-01-27', 'signals-2022-01'],
    ['2025-09-02', 'signals-2025-09'],
    ['2026-01-01', 'signals-2026-01'],
  ],
};

/**
 * The preset that held for a round which opened on this day (ISO, `2022-05-30`), or undefined before the first. Between January 2022
 * and September 2025 Signals changed its multipliers in ways that our sources do not state: there the answer is the last that is known.
 */
export const presetOn = (tournament: 'classic' | 'signals', day: string): PayoutPolicy | undefined => {
  const found = PRESET_DAYS[tournament].findLast(([from]) => from <= day);
  return found && PAYOUT_POLICIES[found[1]];
};
