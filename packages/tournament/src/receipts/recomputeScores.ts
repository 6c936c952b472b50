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
 * Models' scores of a resolved round's last day, with the functions that scored the round: by column key one value for each model, NaN where a score
 * is not defined. What cannot be computed without others' predictions (TC by gradient) is left out, unless it is given. What all models have in
 * common, as the portfolio of the meta model, is computed once; a model's bits do not depend on who stands beside it.
 */
export function recomputeScores(
  evidence: RoundEvidence,
  predicted: readonly Predicted[],
  gradients: Gradients | null = null,
): Map<string, Float64Array> {
  const { columns, kit, targets, neutralBins } = evidence;
  const others = kit.others;
  if (others == null) throw new Error('The evidence has no meta model.');
  const rows = kit.problem.ids.length;
  const predictions = fromColumns(
    predicted.map((each) => each.predictions),
    rows,
  );
  const prepared = prepareRoundScores({
    predictions,
    metaModel: others.metaModel,
    neutralFeatures: centredBins(neutralBins, rows),
    columns,
  });
  const scores = prepared.score(targets);
  const weights = new Map(evidence.models.map((model, place) => [model, evidence.weights[place] as number]));
  const own: ContributionKit = {
    ...partialKit(kit, others),
    models: predicted.map(({ model }) => model),
    predictions,
    stakes: Float64Array.from(predicted, ({ model }) => weights.get(model) ?? 0),
  };
  for (const { key, definitionId } of columns) {
    const start = STARTS[definitionId];
    if (start !== undefined) scores.set(key, leaveOneOut(own, start));
    if (definitionId === 'tc-gradient' && gradients !== null) {
      scores.set(
        key,
        Float64Array.from(predicted, ({ model }) => gradients(model)),
      );
    }
  }
  return scores;
}

function leaveOneOut(kit: ContributionKit, start: Start): Float64Array {
  const prepared = prepareLeaveOneOut(kit, { start });
  const portfolios = [prepared.portfolios(0, kit.models.length)];
  const { contributions } = scoreLeaveOneOut(prepared, portfolios, kit.returns as Float64Array);
  return Float64Array.from(contributions, ({ tc }) => tc ?? Number.NaN);
}
