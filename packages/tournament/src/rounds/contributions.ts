/** The three kinds of TC, one value per model in the order of the kit, per unit of weight. */
export interface ContributionScores {
  readonly gradient: Float64Array;
  readonly leaveOneOutZero: Float64Array;
  readonly leaveOneOutHeld: Float64Array;
}

/** How the solves went: each has its certificate, those that needed the safety net are counted. */
export interface ContributionReport {
  readonly solves: number;
  readonly fallbacks: number;
  readonly worstResidual: number;
}
