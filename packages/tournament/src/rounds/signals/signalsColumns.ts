import type { ScoreColumn } from '../../records.ts';

/** Scores of Signals models, in the order in which they are read. `tc…` are columns of the classic part too. */
export const SIGNALS_COLUMNS: readonly ScoreColumn[] = [
  { key: 'alpha', definitionId: 'alpha@robata-1', target: 'raw_20' },
  { key: 'mpc', definitionId: 'mpc@robata-1', target: 'raw_20' },
  { key: 'corrFilled', definitionId: 'signals-corr@robata-1', target: 'janet_20' },
  { key: 'coveredCorr', definitionId: 'covered-corr@robata-1', target: 'janet_20' },
  { key: 'corrSignals', definitionId: 'signals-corr@2022', target: 'janet_20' },
  { key: 'fncV4', definitionId: 'fnc-v4@tools-0.6', target: 'janet_20' },
  { key: 'ic', definitionId: 'ic@tools-0.6', target: 'raw_20' },
  { key: 'ric', definitionId: 'ic@tools-0.6', target: 'janet_20' },
  { key: 'mmcSignals', definitionId: 'mmc@2024', target: 'janet_20' },
  { key: 'tc', definitionId: 'tc-gradient', target: null },
  { key: 'tcLeaveOneOut', definitionId: 'tc-leave-one-out-zero', target: null },
  { key: 'tcLeaveOneOutHeld', definitionId: 'tc-leave-one-out-held', target: null },
];
