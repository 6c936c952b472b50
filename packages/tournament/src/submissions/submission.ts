import type { SignalsReport } from '../symbols/signalsReport.ts';
import type { SubmissionTables } from './submissionTables.ts';
import type { TournamentName } from './liveRounds.ts';

/**
 * `pending`: a large file that a job will read. `queued`: waits for the next round. `accepted`: valid, and in a round. `rejected`: see the
 * reason.
 */
export type SubmissionState = 'pending' | 'queued' | 'accepted' | 'rejected';

export interface Submission {
  readonly id: string;
  readonly account: string;
  readonly model: number;
  readonly tournament: TournamentName;
  /** Of a pending file the round that was open when it came; null for a file that found no round. */
  readonly round: number | null;
  readonly state: SubmissionState;
  /** It is the one that counts for its model in its round. */
  readonly selected: boolean;
  /** After the close: scored, not paid. Counts only where nothing came in time. */
  readonly late: boolean;
  /** The name that the client gave, cleaned. */
  readonly filename: string;
  readonly sha256: string;
  readonly valuesHash: string | null;
  readonly stocks: number;
  /** Rows of other eras that a file of the whole tournament held beside the live ones. */
  readonly leftOut: number;
  readonly triggerId: string | null;
  readonly computeId: string | null;
  readonly source: string | null;
  readonly dataDatestamp: number | null;
  readonly version: number | null;
  /** Seen by its account only. */
  readonly note: string;
  readonly reason: { readonly code: string; readonly sentence: string; readonly remedy: string | null } | null;
  /** Of Signals files whose rows were looked at: the answer to them, the first of those that do not count one by one; null for others. */
  readonly report: SignalsReport | null;
  /** 0…1 of a pending file's work. */
  readonly progress: number;
  /** `YYYY-MM-DDTHH:MM:SSZ` */
  readonly insertedAt: string;
}

export type SubmissionRow = SubmissionTables['submission'] & { display_name: string; selected: boolean };

export function submissionOf(row: SubmissionRow): Submission {
  return {
    id: row.id,
    account: row.account,
    model: row.model,
    tournament: row.tournament as TournamentName,
    round: row.round,
    state: row.state as SubmissionState,
    selected: row.selected,
    late: row.late,
    filename: row.display_name,
    sha256: row.sha256,
    valuesHash: row.values_hash,
    stocks: row.stocks,
    leftOut: row.left_out,
    triggerId: row.trigger_id,
    computeId: row.compute_id,
    source: row.source,
    dataDatestamp: row.data_datestamp,
    version: row.version,
    note: row.note,
    reason: row.reason_code === null ? null : { code: row.reason_code, sentence: row.reason ?? '', remedy: row.remedy },
    report: row.report === null ? null : (JSON.parse(row.report) as SignalsReport),
    progress: row.progress,
    insertedAt: row.created_at,
  };
}
