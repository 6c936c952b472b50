import type { RoundStep } from '../../records.ts';
import { advance } from '../roundState.ts';
import { isMissing } from './roundDesk.ts';
import { claimStep, DONE, type StepContext, type StepOutcome } from './step.ts';

/** Posts one day's scores of a round; days follow each other without a gap. */
export async function scoreStep({ storage, desk }: StepContext, step: RoundStep): Promise<StepOutcome> {
  const { round, day } = step;
  const before = await storage.round(round);
  if (before === null || before.scoredDays !== day - 1) return { status: 'nothing' };
  if (before.state !== 'scoring' && before.state !== 'closed') return { status: 'nothing' };
  const scored = await desk.score(before, day);
  if (isMissing(scored)) return { status: 'missing', why: scored.missing };
  return storage.transaction(async (writer): Promise<StepOutcome> => {
    const current = await writer.round(round);
    if (current?.scoredDays !== day - 1 || !(await claimStep(writer, step))) return { status: 'nothing' };
    await writer.putRound(
      advance(current, 'scoring', { scoredDays: day, optimizer: scored.optimizer ?? current.optimizer }),
    );
    await writer.addEntries(scored.entries);
    await writer.addScores(scored.scores);
    for (const [key, value] of Object.entries(scored.documents ?? {})) await writer.putDocument(key, value);
    return DONE;
  });
}
