import type { ReleasePolicy } from '@robata/ledger';
import { DomainError } from '../../domainError.ts';
import type { RoundRecord } from '../../records.ts';
import type { Storage } from '../../storage/storage.ts';
import type { SharedLedger } from '../sharedLedger.ts';
import { cancelRound } from './cancelRound.ts';
import { earlierUnfinished } from './earlierUnfinished.ts';

/** What only an operator decides of a round. */
export interface OperatorDecisions {
  /** In the order of the closes. Throws DomainError `unknown_plan`, `plan_changed`, `round_finished`, `earlier_round`. */
  approve(input: { readonly round: number; readonly planHash: string; readonly by: string }): Promise<void>;
  /** Ends a round that nobody is paid for. Throws DomainError `unknown_round`, `round_finished`. */
  cancel(round: number, reason: string): Promise<void>;
}

/** The decisions as they are stored: an engine that runs here or elsewhere acts on them at its next tick. */
export function operatorDecisions({
  storage,
  ledger,
  releasePolicy,
}: {
  readonly storage: Storage;
  readonly ledger: SharedLedger;
  /** By which a cancelled round lets go what waited for it. */
  readonly releasePolicy: (record: RoundRecord) => Promise<ReleasePolicy | undefined>;
}): OperatorDecisions {
  return {
    approve: ({ round, planHash, by }) =>
      storage.transaction(async (writer) => {
        const plan = await writer.plan(round);
        if (plan === null) {
          throw new DomainError('unknown_plan', `Round ${round} has no payout plan yet.`, {
            remedy: 'It is made when all scores of the round are in.',
          });
        }
        if (plan.hash !== planHash) {
          throw new DomainError('plan_changed', `The payout plan of round ${round} has the hash ${plan.hash}.`, {
            remedy: 'Look at it again and approve that one.',
          });
        }
        // Who approved it first stays, and nobody approves what was posted without.
        if (plan.approvedBy !== null) return;
        const record = await writer.round(round);
        if (record?.state === 'resolved' || record?.state === 'cancelled') {
          throw new DomainError('round_finished', `Round ${round} is ${record.state}.`, {
            remedy: 'Only a plan that waits can be approved.',
          });
        }
        const earlier = record && earlierUnfinished(await writer.rounds(), record);
        if (earlier !== null && (await writer.plan(earlier.number))?.approvedBy == null) {
          throw new DomainError(
            'earlier_round',
            `Round ${earlier.number} closed before round ${round} and is not paid.`,
            {
              remedy: `Approve or cancel round ${earlier.number} first: what it burns must still be there.`,
            },
          );
        }
        await writer.putPlan({ ...plan, approvedBy: by });
        const waiting = (await writer.steps(round)).filter(({ state }) => state === 'waiting');
        await writer.putSteps(waiting.map((step) => ({ ...step, nextAt: step.dueAt })));
      }),
    async cancel(round, reason) {
      // Asked before the transaction: on a database with one connection whoever reads beside it waits for it for ever. Known from the close
      // on; before that nothing waits for what the round could burn.
      const before = unfinished(round, await storage.round(round));
      const release = before.state === 'open' ? undefined : await releasePolicy(before);
      await ledger.transact(async (book, writer) => {
        await cancelRound(book, writer, unfinished(round, await writer.round(round)), { reason, release });
      });
    },
  };
}

function unfinished(number: number, record: RoundRecord | null): RoundRecord {
  if (record === null) {
    throw new DomainError('unknown_round', `There is no round ${number}.`, {
      remedy: 'List them: robata admin round list.',
    });
  }
  if (record.state !== 'resolved' && record.state !== 'cancelled') return record;
  throw new DomainError('round_finished', `Round ${number} is ${record.state}.`, {
    remedy: 'Only a round that is not finished can be cancelled.',
  });
}
