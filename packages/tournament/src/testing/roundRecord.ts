import type { RoundRecord } from '../records.ts';

/** A weekly round in its scoring days, for tests; `change` makes it another one. */
export const roundRecord = (number: number, change: Partial<RoundRecord> = {}): RoundRecord => ({
  number,
  tournament: 'classic',
  era: String(number).padStart(4, '0'),
  eraDay: '2024-01-05',
  state: 'scoring',
  opensAt: '2024-01-06T18:00:00Z',
  closesAt: '2024-01-08T14:30:00Z',
  scoredDays: 0,
  horizonDays: 20,
  configVersion: 1,
  columns: [{ key: 'corr', definitionId: 'corr20v2', target: 'janet_20' }],
  stocks: 500,
  commitment: null,
  salt: null,
  optimizer: null,
  payoutFactor: null,
  planHash: null,
  reason: null,
  ...change,
});
