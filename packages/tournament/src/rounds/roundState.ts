import type { RoundRecord, RoundState } from '../records.ts';

/** What may follow what: scheduled → open → closed → scoring (days 1…h) → resolved; or cancelled, with a reason, before resolution. */
const FOLLOWS: Readonly<Record<RoundState, readonly RoundState[]>> = {
  scheduled: ['open', 'cancelled'],
  open: ['closed', 'cancelled'],
  closed: ['scoring', 'cancelled'],
  scoring: ['scoring', 'resolved', 'cancelled'],
  resolved: [],
  cancelled: [],
};

/** The round in its next state with `change` applied. Throws where the lifecycle does not allow the step: that is a programmer's error. */
export function advance(round: RoundRecord, state: RoundState, change: Partial<RoundRecord> = {}): RoundRecord {
  if (!FOLLOWS[round.state].includes(state)) {
    throw new Error(`round ${round.number} is ${round.state} and cannot become ${state}`);
  }
  const next = { ...round, ...change, state };
  if (next.scoredDays < round.scoredDays || next.scoredDays > next.horizonDays) {
    throw new Error(`round ${round.number} cannot go from day ${round.scoredDays} to day ${next.scoredDays}`);
  }
  if (state === 'resolved' && next.scoredDays !== next.horizonDays) {
    throw new Error(`round ${round.number} cannot resolve on day ${next.scoredDays} of ${next.horizonDays}`);
  }
  if (state === 'cancelled' && next.reason === null)
    throw new Error(`round ${round.number} needs a reason to be cancelled`);
  return next;
}
