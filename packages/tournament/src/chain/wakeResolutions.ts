import type { StorageWriter } from '../storage/storage.ts';
import { isoSecond } from '../submissions/isoSecond.ts';

/** The treasury has more: resolutions that were put off are tried again at once, and say why where it is still too little. */
export async function wakeResolutions(
  writer: Pick<StorageWriter, 'rounds' | 'steps' | 'putSteps'>,
  now: Date,
): Promise<void> {
  const nextAt = isoSecond(now);
  for (const { number } of (await writer.rounds()).filter(({ state }) => state === 'scoring')) {
    const postponed = (await writer.steps(number)).filter(
      (step) => step.kind === 'resolve' && step.state === 'waiting' && step.postponed !== null && step.nextAt > nextAt,
    );
    if (postponed.length > 0) await writer.putSteps(postponed.map((step) => ({ ...step, nextAt })));
  }
}
