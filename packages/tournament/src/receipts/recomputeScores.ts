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

/** TC by gradient of a round's models, by name: computed for all of them with the first that is asked for. */
export type Gradients = (model: string) => number;

export function gradientsOf({ contribution, kit }: RoundEvidence, fullKit: ContributionKit): Gradients {
  let byModel: ReadonlyMap<string, number> | null = null;
  return (model) => {
    byModel ??= allGradients(fullKit, contribution, kit.returns as Float64Array);
    return byModel.get(model) ?? Number.NaN;
  };
}

function allGradients(
  fullKit: ContributionKit,
  { draws, dropout, seed }: RoundEvidence['contribution'],
  returns: Float64Array,
): ReadonlyMap<string, number> {
  const prepared = prepareGradient(fullKit, { draws, dropout, seed });
  const { contributions } = scoreGradient(prepared, prepared.draws(0, prepared.count), returns);
  return new Map(contributions.map(({ model, tc }) => [model, tc ?? Number.NaN]));
}

/**
 * A model's scores of a resolved round's last day, with the functions that scored the round: by column key, NaN where a score is not defined.
 * What cannot be computed without others' predictions (TC by gradient) is left out, unless it is given.
 */
export function recomputeScores(
  evidence: RoundEvidence,
  { model, predictions }: Predicted,
  gradients: Gradients | null = null,
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
    if (definitionId === 'tc-gradient' && gradients !== null) scores.set(key, gradients(model));
  }
  return scores;
}

function leaveOneOut(kit: ContributionKit, start: Start): number {
  const prepared = prepareLeaveOneOut(kit, { start });
  const { contributions } = scoreLeaveOneOut(prepared, [prepared.portfolios(0, 1)], kit.returns as Float64Array);
  return contributions[0]?.tc ?? Number.NaN;
}
