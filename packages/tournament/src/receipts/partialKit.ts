import { fromColumns } from '@robata/kernels';
import type { ContributionKit } from '@robata/portfolio';

export interface OwnColumn {
  readonly model: string;
  /** n, in the order of the kit's ids. */
  readonly predictions: Float64Array;
  /** Its weight in the meta model, ≥ 0. */
  readonly weight: number;
}

/**
 * The kit in its partial form: the meta model and the total weight in place of everybody's predictions, beside nobody's or one's own. The same
 * bits of TC by leave-one-out follow from it.
 */
export function partialKit(
  kit: ContributionKit,
  others: NonNullable<ContributionKit['others']>,
  own: OwnColumn | null = null,
): ContributionKit {
  return {
    ...kit,
    models: own === null ? [] : [own.model],
    predictions: fromColumns(own === null ? [] : [own.predictions], kit.problem.ids.length),
    stakes: Float64Array.from(own === null ? [] : [own.weight]),
    others,
  };
}
