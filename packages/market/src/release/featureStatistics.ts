import { averageRank, pearsonCorrelation } from '@robata/kernels';
import { MISSING_BIN } from '../features/fiveBins.ts';
import type { ReleaseEra } from './releaseEra.ts';

/** What features.json says of one feature, over the training eras. */
export interface FeatureStatistics {
  readonly missing_share: number;
  /**
   * Mean of the eras' rank correlations with the default target, and that mean over their sd. Null where they would say nothing: below ten eras
   * in which at least half of the stocks have a value, or where all are the same.
   */
  readonly corr_mean: number | null;
  readonly corr_sharpe: number | null;
}

/** Share of an era's stocks that must have a value for its correlation to count: of a few, it is noise. */
const LEAST_COVERAGE = 0.5;
/** Below so many eras a mean over its deviation is any number. */
const LEAST_ERAS = 10;

/** Gathers the statistics while the training eras pass by. */
export class FeatureStatisticsBuilder {
  readonly #missing: Float64Array;
  readonly #correlations: number[][];
  readonly #target: string;
  #rows = 0;

  constructor(features: number, target: string) {
    this.#missing = new Float64Array(features);
    this.#correlations = Array.from({ length: features }, () => []);
    this.#target = target;
  }

  add({ features, ids, targets }: ReleaseEra): void {
    const n = ids.length;
    this.#rows += n;
    const target = targets?.get(this.#target);
    for (let j = 0; j < this.#missing.length; j++) {
      const known: number[] = [];
      const outcome: number[] = [];
      for (let i = 0; i < n; i++) {
        const bin = features[j * n + i];
        if (bin === MISSING_BIN) this.#missing[j] += 1;
        else if (target !== undefined && !Number.isNaN(target[i])) {
          known.push(bin);
          outcome.push(target[i]);
        }
      }
      if (known.length < Math.max(2, LEAST_COVERAGE * n)) continue;
      const correlation = pearsonCorrelation(averageRank(known), Float64Array.from(outcome));
      if (Number.isFinite(correlation)) this.#correlations[j].push(correlation);
    }
  }

  build(): FeatureStatistics[] {
    return this.#correlations.map((values, j) => {
      const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
      const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1);
      const isKnown = values.length >= LEAST_ERAS && variance > 0;
      return {
        missing_share: this.#rows > 0 ? this.#missing[j] / this.#rows : 0,
        corr_mean: isKnown ? mean : null,
        corr_sharpe: isKnown ? mean / Math.sqrt(variance) : null,
      };
    });
  }
}
