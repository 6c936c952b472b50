import type { ExchangeCalendar } from '@robata/market';
import type { IncidentRecord } from '../../records.ts';
import type { StorageWriter } from '../../storage/storage.ts';
import type { FeedDecisions, FeedState } from '../feedDecisions.ts';

/** What a decision came to. */
export interface Decided {
  readonly decisions: Partial<FeedDecisions>;
  readonly incident: IncidentRecord;
  readonly rounds: readonly number[];
}

/** What a decision is made from, all of one moment. */
export interface Known {
  readonly feed: FeedState;
  readonly calendar: ExchangeCalendar;
  readonly decisions: FeedDecisions;
  readonly writer: StorageWriter;
}

/** Of two decisions that say otherwise of one day only one can be published. */
export const TAKE_BACK = 'Take that back first (--undo).';

/** A reason as a sentence ends with it. */
export const because = (reason: string | null): string =>
  reason === null ? '' : ` (${reason.replace(/[.;]+$/, '').replaceAll('; ', ', ')})`;

/** The incident that publishes a decision: what was found, and what is done about it. */
export const incidentOf = (
  rule: string,
  severity: IncidentRecord['severity'],
  day: string,
  { found, done }: { readonly found: string; readonly done: string },
  security: string | null = null,
): IncidentRecord => ({
  rule,
  severity,
  rows: 1,
  day,
  security,
  round: null,
  message: `${found.replace(/\.$/, '')}; ${done}`,
});
