import { tieKeptRank } from '@robata/kernels';
import { churn, turnover } from './churn.ts';
import { ScoringError } from './scoringError.ts';
import { SIGNALS_MINIMUM_ROWS, checkValues } from './submission.ts';
import { type Series, type Table, sortById, tableOfSeries } from './table.ts';
import { generateNeutralizedWeights } from './tableScores.ts';

/** One submission of Signals with the neutralizers and sample weights of its date; the weights' ids are its universe. */
export interface DatedSubmission {
  readonly submission: Series;
  readonly neutralizers: Table;
  readonly sampleWeights: Series;
}

/**
 * The largest churn and turnover of a submission against each earlier one (the reference uses the last five): both are joined to
 * their universe, tie-kept ranked, gaps filled with ½; turnover is that of the neutralized weights, centred, gross 1.
 * Earlier submissions with too few common ids are left out; without any, both are 1. Throws ScoringError on an invalid submission.
 * Source: numerai-tools 0.6 `calculate_max_churn_and_turnover`, without its reuse of the previous pair's value after a failure.
 */
export function maxChurnAndTurnover(
  current: DatedSubmission,
  previous: readonly DatedSubmission[],
): { maxChurn: number; maxTurnover: number } {
  const now = portfolioOf(current);
  const pairs = previous.flatMap((dated) => {
    const then = portfolioOf(dated);
    try {
      return [{ churn: Math.abs(churn(now.ranks, then.ranks)), turnover: turnover(now.weights, then.weights) }];
    } catch (error) {
      if (error instanceof ScoringError && error.code === 'too_little_overlap') return [];
      throw error;
    }
  });
  if (pairs.length === 0) return { maxChurn: 1, maxTurnover: 1 };
  return {
    maxChurn: pairs.reduce((most, pair) => Math.max(most, pair.churn), 0),
    maxTurnover: pairs.reduce((most, pair) => Math.max(most, pair.turnover), 0),
  };
}

function portfolioOf({ submission, neutralizers, sampleWeights }: DatedSubmission): { ranks: Series; weights: Series } {
  const ranks = joinToUniverse(submission, sampleWeights.ids);
  const weights = generateNeutralizedWeights(tableOfSeries(ranks), neutralizers, sampleWeights, {
    centerAndNormalize: true,
  });
  return { ranks, weights: { ids: weights.ids, values: weights.values.data } };
}

/** The submission over the whole universe in order of id: tie-kept rank of what was submitted, ½ for what was not. */
function joinToUniverse(submission: Series, universe: readonly string[]): Series {
  const valueOfId = new Map<string, number>();
  const live = new Set(universe);
  submission.ids.forEach((id, i) => {
    if (!live.has(id)) return;
    if (valueOfId.has(id)) throw new ScoringError('invalid_submission_ids', `the id ${id} stands in more than one row`);
    valueOfId.set(id, submission.values[i]);
  });
  if (valueOfId.size < SIGNALS_MINIMUM_ROWS) {
    throw new ScoringError(
      'invalid_submission_ids',
      `${valueOfId.size} rows are in the universe and at least ${SIGNALS_MINIMUM_ROWS} must be`,
    );
  }
  checkValues(Float64Array.from(valueOfId.values()));
  const values = Float64Array.from(universe, (id) => valueOfId.get(id) ?? Number.NaN);
  const { ids, values: sorted } = sortById({ ids: universe, values });
  return { ids, values: tieKeptRank(sorted).map((x) => (x === x ? x : 0.5)) };
}
