import type { RoundStep } from '../../records.ts';
import { advance } from '../roundState.ts';
import { isMissing } from './roundDesk.ts';
import { claimStep, DONE, type StepContext, type StepOutcome, withDone } from './step.ts';

/** Opens a round; one whose close has passed before it could open is cancelled, for nobody could submit. */
export async function openStep({ storage, desk, now }: StepContext, step: RoundStep): Promise<StepOutcome> {
  const { round } = step;
  // Before its data are published: however long that takes, a round is not late by it.
  const begun = now();
  const opening = await desk.open(round);
  if (isMissing(opening)) return { status: 'missing', why: opening.missing };
  const { record, schedule } = opening;
  return storage.transaction(async (writer): Promise<StepOutcome> => {
    if (!(await claimStep(writer, step))) return { status: 'nothing' };
    if (begun >= record.closesAt) {
      const reason = `It was to take submissions until ${record.closesAt}, and the server did not run then.`;
      await writer.putRound(advance(record, 'cancelled', { reason }));
      await writer.putSteps((await writer.steps(round)).map(withDone));
      return DONE;
    }
    await writer.putRound(record);
    const known = new Set((await writer.steps(round)).map(({ kind, day }) => `${kind}:${day}`));
    const added = schedule.filter(({ kind, day }) => !known.has(`${kind}:${day}`));
    await writer.putSteps(
      added.map((each) => ({ round, ...each, state: 'waiting', postponed: null, nextAt: each.dueAt })),
    );
    return DONE;
  });
}
