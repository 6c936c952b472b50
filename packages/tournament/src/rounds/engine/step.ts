import type { IncidentRecord, RoundStep } from '../../records.ts';
import type { Storage, StorageWriter } from '../../storage/storage.ts';
import { isoSecond } from '../../submissions/isoSecond.ts';
import type { SharedLedger } from '../sharedLedger.ts';
import type { RoundDesk } from './roundDesk.ts';

/** Whether an operator must approve each payout plan before it is posted. */
export type Approval = 'automatic' | 'operator';

/** What every step works with. */
export interface StepContext {
  readonly storage: Storage;
  readonly ledger: SharedLedger;
  readonly desk: RoundDesk;
  readonly approval: Approval;
  /** ISO, UTC, whole seconds. */
  readonly now: () => string;
}

export type StepOutcome =
  | { readonly status: 'done' }
  /** Somebody else did it, or the round is not there yet. */
  | { readonly status: 'nothing' }
  /** `isUsual`: it waits for its turn or for an approval, and nothing is wrong. */
  | { readonly status: 'missing'; readonly why: string; readonly isUsual?: true };

export const DONE: StepOutcome = { status: 'done' };

export const withDone = (step: RoundStep): RoundStep => ({ ...step, state: 'done', postponed: null });

/** Marks a step as done in the transaction that does it. False where that was done before: then nothing more may be written. */
export async function claimStep(writer: StorageWriter, { round, kind, day }: RoundStep): Promise<boolean> {
  const step = (await writer.steps(round)).find((each) => each.kind === kind && each.day === day);
  if (step?.state !== 'waiting') return false;
  await writer.putSteps([withDone(step)]);
  return true;
}

const VERBS = { open: 'opened', close: 'closed', score: 'scored', resolve: 'resolved' } as const;

/** Puts a step off, and publishes why, once for each reason. */
export function postpone(
  { storage, now }: StepContext,
  { round, kind, day }: RoundStep,
  { why, isUsual }: { readonly why: string; readonly isUsual?: boolean },
  retrySeconds: number,
): Promise<void> {
  return storage.transaction(async (writer) => {
    const step = (await writer.steps(round)).find((each) => each.kind === kind && each.day === day);
    if (step?.state !== 'waiting') return;
    const nextAt = isoSecond(new Date(Date.parse(now()) + retrySeconds * 1000));
    await writer.putSteps([{ ...step, postponed: why, nextAt }]);
    if (step.postponed !== why) await writer.addIncidents([postponement(step, why, isUsual ? 'info' : 'warning')]);
  });
}

const postponement = (
  { round, kind, day }: RoundStep,
  why: string,
  severity: IncidentRecord['severity'],
): IncidentRecord => ({
  rule: 'step_postponed',
  severity,
  rows: 1,
  day: null,
  security: null,
  round,
  message: `Round ${round} could not be ${VERBS[kind]}${kind === 'score' ? ` for day ${day}` : ''} yet. ${why}`,
});
