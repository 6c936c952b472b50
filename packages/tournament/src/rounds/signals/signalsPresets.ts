import { PAYOUT_POLICIES } from '@robata/ledger';
import { SIGNALS_MINIMUM_ROWS } from '@robata/scoring';
import type { ScoreColumn } from '../../records.ts';
import { robataSignals1 } from './robataSignals1.ts';
import { SIGNALS_COLUMNS } from './signalsColumns.ts';
import type { SignalsConfig } from './signalsConfig.ts';

/** The columns of our default with others in the place of those that have the same keys. */
const columnsWith = (...others: readonly ScoreColumn[]): readonly ScoreColumn[] =>
  SIGNALS_COLUMNS.map((column) => others.find(({ key }) => key === column.key) ?? column);

/** January 2022: the pipeline of the notebook for all, what is left out filled before it is neutralized; ten rows were enough. */
const numeraiSignals2022: SignalsConfig = {
  ...robataSignals1,
  columns: columnsWith({ key: 'mmcSignals', definitionId: 'mmc@2022', target: 'janet_20' }),
  payoutPolicy: PAYOUT_POLICIES['numerai-signals-2022'],
  minimumRows: 10,
  fill: 'before-neutralizing',
};

/**
 * 2 September 2025: ALPHA and MPC, churn below 15 % and turnover below 25 % against the last five submissions, which were those of a week of days;
 * weekly ones reach that: on the reference panel half of the signals of three features change by 14 % from week to week, and by 40 % over five.
 */
const numeraiSignals2025: SignalsConfig = {
  ...robataSignals1,
  columns: columnsWith(
    { key: 'alpha', definitionId: 'alpha', target: 'raw_20' },
    { key: 'mpc', definitionId: 'mpc', target: 'raw_20' },
  ),
  payoutPolicy: PAYOUT_POLICIES['numerai-signals-2025'],
  minimumRows: SIGNALS_MINIMUM_ROWS,
  fill: 'before-neutralizing',
  gate: { submissions: 5, churn: 0.15, turnover: 0.25, needsPrevious: true },
};

/** Signals parts by the policy that they pay. */
export const SIGNALS_PRESETS = {
  'robata-signals-1': robataSignals1,
  'numerai-signals-2022': numeraiSignals2022,
  'numerai-signals-2025': numeraiSignals2025,
  'numerai-signals-2026': { ...numeraiSignals2025, payoutPolicy: PAYOUT_POLICIES['numerai-signals-2026'] },
} as const satisfies Record<string, SignalsConfig>;
