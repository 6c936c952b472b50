import { DEFINITIONS, type DefinitionId, type ScoreDefinition, type ScoreInputs } from './definitions.ts';
import type { PreparedScore } from './preparedScore.ts';
import { RoundWork } from './roundWork.ts';

/**
 * Prepares scores of one round: ranks are taken once for all of them, features' bases once, and a day's new target then costs one dot
 * product per model and score. 5,000 models on 5,000 stocks keep 50 MB of ranks, and 50 MB more for each kind of FNC.
 * Every model's score has the same bits whatever other models there are, but for scores that are about the others
 * (mpc's portfolio, mcwnm, apcwnm). Throws ScoringError `missing_table` where a definition needs more than the inputs have.
 */
export function prepareRound(
  definitions: readonly DefinitionId[],
  inputs: ScoreInputs,
): ReadonlyMap<DefinitionId, PreparedScore> {
  const work = new RoundWork(inputs);
  return new Map(definitions.map((id) => [id, definitionOf(id).prepare(inputs, work)]));
}

const definitionOf = (id: DefinitionId): ScoreDefinition => DEFINITIONS.get(id) as ScoreDefinition;

export interface RoundInputs extends ScoreInputs {
  readonly definitions: readonly DefinitionId[];
  /** Values in the rows of the predictions; NaN rows are left out as each definition says. */
  readonly target: Float64Array;
}

/**
 * The scores of all models of a round by each definition, in the order of the predictions' columns; NaN where a definition gives none.
 *
 * @example scoreRound({ definitions: ['corr20v2', 'mmc@2024'], predictions, metaModel, target }).get('mmc@2024')
 */
export function scoreRound({ definitions, target, ...inputs }: RoundInputs): ReadonlyMap<DefinitionId, Float64Array> {
  const work = new RoundWork(inputs);
  return new Map(definitions.map((id) => [id, definitionOf(id).prepare(inputs, work).score(target)]));
}
