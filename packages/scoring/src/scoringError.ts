export type ScoringErrorCode =
  | 'too_little_overlap'
  | 'duplicate_ids'
  | 'unsorted_ids'
  | 'different_ids'
  | 'missing_value'
  | 'missing_table'
  | 'unknown_column'
  | 'unknown_metric'
  | 'unknown_model'
  | 'top_bottom_too_large'
  | 'constant'
  | 'no_stakes'
  | 'invalid_submission_headers'
  | 'invalid_submission_ids'
  | 'invalid_submission_values';

/** A score that its definition refuses to compute from these tables: a stable code and a sentence with the cause. */
export class ScoringError extends Error {
  readonly code: ScoringErrorCode;

  constructor(code: ScoringErrorCode, message: string) {
    super(message);
    this.name = 'ScoringError';
    this.code = code;
  }
}
