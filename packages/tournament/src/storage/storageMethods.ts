import type { StorageReader, StorageWriter } from './storage.ts';

/** The methods of a storage by name, for whoever passes calls on: to another thread, or through a simulated fault. */
export const READS = [
  'models',
  'rounds',
  'round',
  'entries',
  'scores',
  'payouts',
  'ledger',
  'balances',
  'fundDays',
  'fundCloses',
  'fundLog',
  'incidents',
  'incidentCount',
  'steps',
  'dueSteps',
  'plan',
  'document',
] as const satisfies readonly (keyof StorageReader)[];

export const WRITES = [
  'putModels',
  'putRound',
  'addEntries',
  'addScores',
  'replaceScores',
  'addPayouts',
  'appendLedger',
  'addFundDays',
  'addFundCloses',
  'addIncidents',
  'putSteps',
  'putPlan',
  'putDocument',
] as const satisfies readonly Exclude<keyof StorageWriter, keyof StorageReader>[];
