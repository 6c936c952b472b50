import { fromColumns } from '@robata/kernels';
import {
  type ContributionKit,
  prepareGradient,
  prepareLeaveOneOut,
  type Start,
  scoreGradient,
  scoreLeaveOneOut,
} from '@robata/portfolio';
import { centredBins, prepareRoundScores } from '../rounds/roundScores.ts';
import { partialKit } from './partialKit.ts';
import type { RoundEvidence } from './roundEvidence.ts';

export interface Predicted {
  readonly model: string;
  /** n, in the order of the evidence's ids; what ranks alike scores alike. */
  readonly predictions: Float64Array;
}

const STARTS: Readonly<Record<string, Start>> = {
  'tc-leave-one-out-zero': 'zero',
  'tc-leave-one-out-held': 'held',
};

/**
 * A model's scores of a resolved round's last day, with the functions that scored the round: by column key, NaN where a score is not defined.
 * What cannot be computed without others' predictions (TC by gradient) is left out, unless the full kit is given.
 */
export function recomputeScores(
  evidence: RoundEvidence,
  { model, predictions }: Predicted,
  fullKit: ContributionKit | null = null,
): Map<string, number> {
  const { columns, kit, targets, neutralBins } = evidence;
  const others = kit.others;
  if (others == null) throw new Error('The evidence has no meta model.');
  const rows = predictions.length;
  const prepared = prepareRoundScores({
    predictions: fromColumns([predictions], rows),
    metaModel: others.metaModel,
    neutralFeatures: centredBins(neutralBins, rows),
    columns,
  });
  const scores = new Map<string, number>();
  for (const [key, values] of prepared.score(targets)) scores.set(key, values[0] as number);
  const place = evidence.models.indexOf(model);
  const weight = place < 0 ? 0 : (evidence.weights[place] as number);
  const own = partialKit(kit, others, { model, predictions, weight });
  for (const { key, definitionId } of columns) {
    const start = STARTS[definitionId];
    if (start !== undefined) scores.set(key, leaveOneOut(own, start));
    if (definitionId === 'tc-gradient' && fullKit !== null) scores.set(key, gradient(evidence, fullKit, model));
  }
  return scores;
}

function leaveOneOut(kit: ContributionKit, start: Start): number {
  const prepared = prepareLeaveOneOut(kit, { start });
  const { contributions } = scoreLeaveOneOut(prepared, [prepared.portfolios(0, 1)], kit.returns as Float64Array);
  return contributions[0]?.tc ?? Number.NaN;
}

function gradient({ contribution, kit }: RoundEvidence, fullKit: ContributionKit, model: string): number {
  const { draws, dropout, seed } = contribution;
  const prepared = prepareGradient(fullKit, { draws, dropout, seed });
  const scored = scoreGradient(prepared, prepared.draws(0, prepared.count), kit.returns as Float64Array);
  return scored.contributions[fullKit.models.indexOf(model)]?.tc ?? Number.NaN;
}
