import { dotProduct } from '@robata/kernels';
import type { PreparedPortfolio } from '../optimizer/preparedPortfolio.ts';
import type { SolutionStatus } from '../optimizer/solution.ts';

/** True Contribution of one model. Null where it has none: no certified portfolios, or nobody else has a stake. */
export interface Contribution {
  readonly model: string;
  readonly tc: number | null;
  /** The same after the cost of trading. */
  readonly tcNet: number | null;
  readonly returnWith: number | null;
  readonly returnWithout: number | null;
  /** The worst certificate of the solves it rests on. */
  readonly residual: number | null;
}

export interface Contributions {
  readonly method: 'leave-one-out' | 'gradient';
  readonly base: { readonly return: number | null; readonly status: SolutionStatus };
  /** In the order of the kit's models. */
  readonly contributions: readonly Contribution[];
  /** Solves that did not end at Newton's first attempt, out of all. */
  readonly fallbacks: number;
}

/** As plain JSON data; `seconds` is measured by the caller (this room knows no clock). */
export const contributionsToJson = (contributions: Contributions, seconds: number) => ({ ...contributions, seconds });

/** A model that has no score. */
export const unscored = (model: string): Contribution => ({
  model,
  tc: null,
  tcNet: null,
  returnWith: null,
  returnWithout: null,
  residual: null,
});

/** The return of the base portfolio, in which everyone has a part. */
export function baseReturn({ base, scaled }: PreparedPortfolio, returns: Float64Array): Contributions['base'] {
  const isSolved = base.status === 'solved';
  return { return: isSolved ? dotProduct(base.weights, returns) * scaled.units.weight : null, status: base.status };
}
