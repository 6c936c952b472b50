/** What is kept of each round's meta model, as documents: `metaModel/N` from the close, `cohorts/N` from the last day scored. */

/** How unequally a meta model is made up. Shares from 0 to 1; all 0 where nobody weighs anything. */
export interface WeightConcentration {
  /** How many weigh more than nothing. */
  readonly holders: number;
  /** Of the largest 1, 10 and 50. */
  readonly top1: number;
  readonly top10: number;
  readonly top50: number;
  /** Σ weight²: 1 for one holder, 1/n for n equal ones. */
  readonly herfindahl: number;
  /** 1/Σ weight²: so many equal weights would be as concentrated. */
  readonly effectiveNumber: number;
}

/** A meta model as it was made at the close. */
export interface MetaModelClose {
  readonly round: number;
  readonly models: WeightConcentration;
  /** Of the accounts behind the models. */
  readonly accounts: WeightConcentration;
  /** 1 − rank correlation with the meta model before, over the stocks of both; null without one. */
  readonly churn: number | null;
  /**
   * ½ Σ|w − w′| of its book (standardized, gross value 1) and the one before: 1 is all of it traded once. Stocks that came or left count whole.
   * Null without one before.
   */
  readonly turnover: number | null;
  /** By the version of the data that submissions named, the eight heaviest, newest first; null, the last, where they named none. */
  readonly dataVersions: readonly {
    readonly version: string | null;
    readonly models: number;
    readonly weight: number;
  }[];
}

/**
 * A part of those who make the meta model, as a meta model of its own. `equal`: all alike; `top10`, `top50`: the largest stakes alone;
 * `withoutLargest`: without the account that weighs most; `version:V`: those that named that data version, `version:` those that named none
 * (of the eight versions with the largest stakes).
 */
export interface Cohort {
  readonly key: string;
  readonly models: number;
  /** What it holds of the meta model's weight, 0…1. */
  readonly weight: number;
}

export interface CohortScore extends Cohort {
  /** CORR of its meta model; null where it is not defined. */
  readonly corr: number | null;
  /**
   * What the round's portfolio would have returned over its days with this meta model, built from nothing and without costs; null without a
   * certificate, missing before the last day.
   */
  readonly portfolioReturn?: number | null;
}

/** The key of the meta model itself beside its cohorts. */
export const ALL = 'all';

/** Quantiles of everybody's CORR (not the meta model's): 5 %, 25 %, 50 %, 75 %, 95 %. */
export type ScoreQuantiles = readonly [number, number, number, number, number];

/** How the meta models that could have been made of a round's submissions scored. */
export interface CohortScores {
  readonly round: number;
  /** The day of the scores; final with the round's last. */
  readonly day: number;
  /** Null where nobody has a score. */
  readonly quantiles: ScoreQuantiles | null;
  /** Share of everybody whose CORR is below the meta model's; ties count half. Null where one of them is missing. */
  readonly percentile: number | null;
  readonly cohorts: readonly CohortScore[];
  /** The same of the meta model itself; missing in rounds of before this was kept. */
  readonly portfolioReturn?: number | null;
}

export const metaModelKey = (round: number): string => `metaModel/${round}`;
export const cohortsKey = (round: number): string => `cohorts/${round}`;
