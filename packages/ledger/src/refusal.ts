export type RefusalReason =
  | 'invalid_amount'
  | 'insufficient_funds'
  | 'insufficient_stake'
  | 'treasury_short'
  | 'not_owner'
  | 'round_already_closed'
  | 'round_not_closed'
  | 'round_finished'
  | 'at_risk_differs'
  | 'plan_hash_differs'
  | 'plan_not_reproducible'
  | 'loss_over_limit'
  | 'invalid_limit'
  | 'nothing_to_release'
  | 'no_stake'
  | 'same_model'
  | 'unknown_release'
  | 'insufficient_pending'
  | 'covers_open_losses'
  | 'calendar_missing'
  | 'calendar_over'
  | 'request_known'
  | 'unknown_request'
  | 'request_finished'
  | 'unknown_entry'
  | 'already_reversed'
  | 'not_reversible'
  | 'conflicting_key';

/** An expected no: nothing was posted. The sentence is for a person and names the remedy. */
export interface Refusal {
  readonly status: 'refused';
  readonly reason: RefusalReason;
  readonly sentence: string;
}

/** A refusal: `reason` for programs, `sentence` for people. */
export const refusal = (reason: RefusalReason, sentence: string): Refusal => ({ status: 'refused', reason, sentence });
