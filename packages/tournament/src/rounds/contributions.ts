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

/** One round's contributions: portfolios are solved once, at its close; every day is then a few products with the returns so far. */
export interface RoundContributions {
  readonly report: Promise<ContributionReport>;
  score(returns: Float64Array): Promise<ContributionScores>;
  /** Lets go what was kept for scoring. */
  release(): void;
}

/** Where contributions are computed: in this thread or in others, with the same bits. */
export interface ContributionService<Kit> {
  close(kit: Kit): RoundContributions;
  stop(): Promise<void>;
}
