import type { Matrix } from '@robata/kernels';
import { type Era, forwardReturns, type MarketPanel } from '@robata/market';
import {
  type AlphaFactorHistory,
  emptyAlphaFactorHistory,
  observeAlphaFactor,
  pureAlphaReturn,
  type RiskModel,
  type RiskModelEstimate,
  RiskModelEstimator,
} from '@robata/portfolio';
import { dailyReturns } from './dailyReturns.ts';
import { exposuresTo } from './riskFactors.ts';

/** A pure alpha portfolio is watched for a week after its trade; weeks do not overlap. */
const WATCHED_DAYS = 5;

/** What a day taught: the factors' returns in it, and the exposures that explain it. */
export interface DayLearned {
  readonly securities: Int32Array;
  readonly factorNames: readonly string[];
  readonly exposures: Matrix;
  /** Null where too few stocks had a return. */
  readonly factorReturns: Float64Array | null;
}

interface Watched {
  readonly from: number;
  readonly era: Era;
  readonly riskModel: RiskModel;
}

/** Everything the risk model learns as days pass: factor and specific returns, and how the meta model's own direction fared. */
export class RiskDesk {
  readonly #estimator = new RiskModelEstimator();
  readonly #factors: readonly string[];
  #era: Era | null = null;
  #alphaHistory: AlphaFactorHistory = emptyAlphaFactorHistory;
  #watched: Watched[] = [];

  /** `factors`: names of the exposures that make the model, see `riskFactors`. */
  constructor(factors: readonly string[]) {
    this.#factors = factors;
  }

  get alphaHistory(): AlphaFactorHistory {
    return this.#alphaHistory;
  }

  /** The day's returns are explained by the exposures of the last era before it; null before the first. */
  learnDay(panel: MarketPanel, day: number): DayLearned | null {
    const era = this.#era;
    const learned = era === null ? null : this.#fitDay(era, panel, day);
    for (const { from, era: watchedEra, riskModel } of this.#watched.filter(
      (each) => each.from + WATCHED_DAYS === day,
    )) {
      const realized = pureAlphaReturn(riskModel, forwardReturns(panel, watchedEra.members, from, day));
      if (realized !== null) this.#alphaHistory = observeAlphaFactor(this.#alphaHistory, realized, WATCHED_DAYS);
    }
    this.#watched = this.#watched.filter((each) => each.from + WATCHED_DAYS > day);
    return learned;
  }

  #fitDay(era: Era, panel: MarketPanel, day: number): DayLearned {
    const section = crossSection(era, this.#factors);
    const fit = this.#estimator.addDay({ ...section, returns: dailyReturns(panel, era.members, day) });
    return {
      securities: section.securities,
      factorNames: section.exposures.names,
      exposures: section.exposures.matrix,
      factorReturns: fit.status === 'fitted' ? fit.factorReturns : null,
    };
  }

  /** From the next day on these exposures hold. */
  beginEra(era: Era): void {
    this.#era = era;
  }

  estimate(era: Era): RiskModelEstimate {
    return this.#estimator.estimate(crossSection(era, this.#factors));
  }

  /** Watches a round's pure alpha portfolio from its trading day on, unless one is watched at that time already. */
  watch(from: number, era: Era, riskModel: RiskModel): void {
    const last = this.#watched.at(-1);
    if (last === undefined || last.from + WATCHED_DAYS <= from) this.#watched.push({ from, era, riskModel });
  }
}

const crossSection = (era: Era, factors: readonly string[]) => ({
  securities: era.members,
  exposures: exposuresTo(factors, era),
  // Without shares and volume no size is known: all count alike.
  size: era.size.map((size) => (size > 0 ? size : 1)),
});
