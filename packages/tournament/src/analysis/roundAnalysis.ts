/**
 * What a close says of everybody's predictions beside the scores: how alike they are, what they lean on, how they changed. Made once, at the
 * close, and published with it. Undefined values are null.
 */
export interface RoundAnalysis {
  readonly round: number;
  /** Names of the risk model's factors that `exposures` are given for, in their order. */
  readonly factors: readonly string[];
  /** Ascending by model id; those that submitted in time. */
  readonly models: readonly ModelAnalysis[];
  readonly metaModel: {
    /** Correlation of the meta model with each factor, in [−1, 1]. */
    readonly exposures: readonly (number | null)[];
    /** 1 − rank correlation with the meta model of the round before, over the stocks that both have. */
    readonly churn: number | null;
    /** Models that counted, and 1/Σ weight². */
    readonly members: number;
    readonly effectiveMembers: number;
  };
  readonly portfolio: {
    /** Of the target weights: one row for each limited exposure, largest share of its limit first. */
    readonly exposures: readonly { readonly name: string; readonly value: number; readonly limit: number | null }[];
    readonly longs: number;
    readonly shorts: number;
    /** Of the portfolio's gross value. */
    readonly turnover: number;
    /** Planned, as shares of the NAV. */
    readonly costs: { readonly linear: number; readonly impact: number; readonly borrow: number };
  };
}

export interface ModelAnalysis {
  readonly model: number;
  /** Share of the meta model, 0…1; 0 where nothing was staked. */
  readonly weight: number;
  /** Correlation of its predictions with each factor, in [−1, 1]. */
  readonly exposures: readonly (number | null)[];
  /** The most alike by rank correlation, at most 5, most alike first; ties by id. */
  readonly nearest: readonly { readonly model: number; readonly correlation: number }[];
  /** 1 − rank correlation with its own predictions of the round before; null without them. */
  readonly churn: number | null;
}
