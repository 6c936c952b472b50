import type { IncidentRecord, RoundRecord } from '../records.ts';

/** What could not be kept at a rebalance and what was done, one incident a sentence. */
export const optimizerIncidents = ({ number, eraDay }: RoundRecord, sentences: readonly string[]): IncidentRecord[] =>
  sentences.map((sentence) => ({
    rule: 'optimizer',
    severity: 'warning',
    rows: 1,
    day: eraDay,
    security: null,
    round: number,
    message: `Round ${number}: ${sentence}`,
  }));
