/** What the pages of models and their comparisons are shown. Plain JSON; undefined values are null. */

/** A mean with its Newey-West standard error. */
export interface MeanFigure {
  readonly mean: number;
  /** Null below two values. */
  readonly standardError: number | null;
  /** How many rounds it is taken over. */
  readonly rounds: number;
}

type ByScore<T> = Readonly<Record<string, T | null>>;

/** Where a model stands among all others, round by round. Percentiles are the share of models below, ties counted half. */
export interface ModelStanding {
  /** Newey-West lags of all standard errors. */
  readonly lags: number;
  /** Over all resolved rounds: the percentile of the model's mean among all models' means. */
  readonly overall: ByScore<number>;
  /** Resolved rounds that it was scored in, ascending. */
  readonly rounds: readonly {
    readonly round: number;
    readonly scores: ByScore<number>;
    readonly percentiles: ByScore<number>;
    /** Of all rounds up to this one. */
    readonly running: ByScore<MeanFigure>;
  }[];
}

/** What the analyses of the latest rounds say of one model. */
export interface ModelAnalysisPage {
  /** Factors of the newest analysis. */
  readonly factors: readonly string[];
  /** Null where no analysis holds the model yet. */
  readonly latest: {
    readonly round: number;
    readonly weight: number;
    readonly churn: number | null;
    /** In the order of `factors`. */
    readonly exposures: readonly (number | null)[];
    readonly nearest: readonly { readonly model: string; readonly kind: string; readonly correlation: number }[];
  } | null;
  /** Of each factor the mean exposure over the rounds below that have it. */
  readonly meanExposures: readonly (number | null)[];
  /** Ascending, at most 20. */
  readonly rounds: readonly {
    readonly round: number;
    readonly weight: number;
    readonly churn: number | null;
    /** Correlation with the most alike of the others. */
    readonly nearest: number | null;
  }[];
}

/** Up to five models side by side on one score, over resolved rounds. */
export interface Comparison {
  readonly score: string;
  readonly lags: number;
  /** Ascending: all that any of them was scored in. */
  readonly rounds: readonly number[];
  readonly models: readonly {
    readonly model: string;
    readonly kind: string;
    readonly marked: boolean;
    /** By round, as in `rounds`. */
    readonly values: readonly (number | null)[];
    readonly mean: MeanFigure | null;
    /** Mean / standard deviation over its rounds. */
    readonly sharpe: number | null;
  }[];
  /** Every two of them, in their order, over the rounds that both were scored in. */
  readonly pairs: readonly {
    readonly first: string;
    readonly second: string;
    /** Of first − second, paired by round: what moves both cancels. */
    readonly difference: MeanFigure | null;
    /** Pearson, of their scores. */
    readonly correlation: number | null;
  }[];
  /** Names asked for that nobody has. */
  readonly unknown: readonly string[];
}

/** An estimate with its standard error. */
export interface Estimate {
  readonly value: number;
  readonly standardError: number | null;
}

/** How well one measurement of a model foretells another: Spearman's rank correlation. */
export interface RankRelation {
  readonly correlation: number;
  /** (1 − ρ²)·√((1 + ρ²/2)/(n − 3)) (Bonett and Wright 2000). */
  readonly standardError: number;
  readonly models: number;
}

/** Does validation predict live? */
export interface ValidationAgainstLive {
  /** Validation CORR of recorded runs against live CORR. What single models' runs say is their owners' alone: groups of them stand here. */
  readonly validation: {
    /** Models with a recorded run and enough resolved rounds. */
    readonly models: number;
    /** Null where they are too few. */
    readonly relation: RankRelation | null;
    /** Ascending by validation score: the mean of each group, with the standard error of the mean over its models. */
    readonly groups: readonly { readonly models: number; readonly validation: Estimate; readonly live: Estimate }[];
  };
  /** Each model's older half of resolved rounds against its newer half. */
  readonly halves: {
    readonly models: number;
    readonly relation: RankRelation | null;
    /** At most 400, evenly taken. */
    readonly points: readonly {
      readonly model: string;
      readonly kind: string;
      readonly first: Estimate;
      readonly second: Estimate;
    }[];
  };
}

/** The same for a model of one's own. */
export interface OwnValidation {
  /** Of the newest run that is done: mean over its eras. Null without one. */
  readonly validation: (Estimate & { readonly eras: number; readonly ranAt: string }) | null;
  /** Null without a resolved round. */
  readonly live: MeanFigure | null;
}

/** Scores of the last 20 rounds as one number, by the definition of 2022. */
export interface Reputations {
  readonly definitionId: 'reputation@2022';
  /** The newest round counted, and its scoring day; null before the first. */
  readonly newest: { readonly round: number; readonly day: number } | null;
  /** By model number [CORR, TC]. */
  readonly reputations: Readonly<Record<string, readonly [number | null, number | null]>>;
}
