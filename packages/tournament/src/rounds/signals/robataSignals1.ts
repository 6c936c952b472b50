import { PAYOUT_POLICIES } from '@robata/ledger';
import { SIGNALS_COLUMNS } from './signalsColumns.ts';
import type { SignalsConfig } from './signalsConfig.ts';

/** Our own default of the Signals part: stakes alone weigh the joint meta model, and what is left out of a file holds no position. */
export const robataSignals1: SignalsConfig = {
  columns: SIGNALS_COLUMNS,
  payoutPolicy: PAYOUT_POLICIES['robata-signals-1'],
  metaModelShare: null,
  minimumRows: 20,
  fill: 'after-neutralizing',
  gate: null,
};
