import { type Matrix, column } from '@robata/kernels';
import { ordinalRanks } from './corr2022.ts';
import type { ScoreInputs } from './definitions.ts';
import { featureExposures, rankExposures, summarizeExposures } from './featureExposure.ts';
import { type NormalScores, normalScores } from './normalScores.ts';
import type { Ranks } from './ranks.ts';

/** A summary of every model's exposures, model by model. */
interface Exposures {
  readonly maximum: Float64Array;
  readonly rootMeanSquare: Float64Array;
}

/** What several definitions of one round have in common, computed when the first of them asks and kept for the others. */
export class RoundWork {
  readonly #inputs: Pick<ScoreInputs, 'predictions' | 'scores'>;
  #scores: NormalScores | undefined;
  #ordinalRanks: Ranks | undefined;
  readonly #exposures = new Map<string, Exposures>();

  constructor(inputs: Pick<ScoreInputs, 'predictions' | 'scores'>) {
    this.#inputs = inputs;
  }

  get scores(): NormalScores {
    return (this.#scores ??= this.#inputs.scores ?? normalScores(this.#inputs.predictions));
  }

  /** Ties in row order, for the definitions of 2022. */
  get ordinalRanks(): Ranks {
    return (this.#ordinalRanks ??= ordinalRanks(this.#inputs.predictions));
  }

  /** Of the features of the round: always the same ones. */
  exposures(features: Matrix, method: 'pearson' | 'spearman'): Exposures {
    const known = this.#exposures.get(method);
    if (known) return known;
    const all =
      method === 'spearman'
        ? rankExposures(this.scores, features)
        : featureExposures(this.#inputs.predictions, features, 'pearson');
    const summaries = Array.from({ length: all.columns }, (_, j) => summarizeExposures(column(all, j)));
    const exposures = {
      maximum: Float64Array.from(summaries, (summary) => summary.maximum),
      rootMeanSquare: Float64Array.from(summaries, (summary) => summary.rootMeanSquare),
    };
    this.#exposures.set(method, exposures);
    return exposures;
  }
}
