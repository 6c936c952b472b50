import type { ContributionKit } from '@robata/portfolio';
import { partialKit } from './partialKit.ts';
import type { RoundEvidence } from './roundEvidence.ts';

/**
 * One participant's kit of a resolved round: its own predictions and weight beside the meta model and the total weight. For its owner
 * alone: the caller sees to that. Null for a model that the kit does not name.
 */
export function ownKit(
  { models, predictions, stakes }: ContributionKit,
  evidence: RoundEvidence,
  model: string,
): ContributionKit | null {
  const place = models.indexOf(model);
  const { others } = evidence.kit;
  if (place < 0 || others == null) return null;
  const { rows, data } = predictions;
  const own = {
    model,
    predictions: data.subarray(place * rows, (place + 1) * rows),
    weight: stakes[place] as number,
  };
  return partialKit(evidence.kit, others, own);
}
