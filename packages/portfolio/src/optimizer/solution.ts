/** How an answer came about: which rung of the ladder reached the certificate. */
export type Rung =
  /** Semismooth Newton from zero, or from the given start. */
  | 'newton'
  /** Interior point to this relative gap, then Newton. */
  | 'interior_point_1e-3'
  | 'interior_point_1e-6'
  | 'interior_point_1e-9'
  | 'interior_point_1e-11'
  /** The unpolished point of the interior point, certified by weak duality. */
  | 'interior_point'
  /** No solver ran: the input was refused. */
  | 'none';

export type SolutionStatus = 'solved' | 'primal_infeasible' | 'iteration_limit' | 'invalid';

/** The answer to a portfolio problem, with the certificate computed afresh from the problem itself. */
export interface PortfolioSolution {
  readonly status: SolutionStatus;
  /** The value being maximized, at `weights`; NaN is never returned (0 where there is no answer). */
  readonly objective: number;
  /** n weights; empty unless solved or iteration_limit. */
  readonly weights: Float64Array;
  /** Prices of the limits (one choice of many where limits depend on each other): per exposure (> 0 pushes against the upper bound, < 0 the lower), of gross, turnover and net. */
  readonly duals: {
    readonly exposures: Float64Array;
    readonly gross: number;
    readonly turnover: number;
    readonly net: number;
  };
  /** Relative residuals in the user's units, ≤ 1e-9 each when solved. */
  readonly residuals: { readonly primal: number; readonly dual: number; readonly gap: number };
  readonly iterations: number;
  readonly rung: Rung;
  /** Names of the limits that cannot hold together: `net`, `gross`, `turnover`, `position`, or exposures' names. */
  readonly conflict: readonly string[];
  /** Why the input was refused, or where the solver stopped: one plain sentence. */
  readonly reason?: string;
}
