import { dotProduct, gaussianizedRank } from '@robata/kernels';

/**
 * What estimates the TC of any predictions in a resolved round: gradient TC is linear in a model's gaussianized ranks, and this is the vector they
 * are multiplied with. Made once from the round's kit (`roundDirections`), a few kilobytes where the kit has every model's predictions.
 */
export interface ContributionDirection {
  readonly ids: readonly string[];
  /** Null where no draw of the round was solved: nobody has a TC. */
  readonly values: Float64Array | null;
}

/** The direction of the resolved round of an era; null where there is none. */
export type DirectionOfEra = (era: string) => Promise<ContributionDirection | null>;

/**
 * Gradient TC that these predictions would have had in a round: the function and the draws that score rounds, with the predictions as one more
 * model without a stake, which changes nobody else's score. NaN where the round has stocks that the predictions have not, or no draw was solved.
 */
export function estimateContribution(
  { ids, values }: ContributionDirection,
  predictions: ReadonlyMap<string, number>,
): number {
  if (values === null || !ids.every((id) => predictions.has(id))) return Number.NaN;
  return dotProduct(gaussianizedRank(Float64Array.from(ids, (id) => predictions.get(id) as number)), values);
}

/** As JSON holds it. Doubles come back as they were, to the bit. */
export interface DirectionJson {
  readonly ids: readonly string[];
  readonly values: readonly number[] | null;
}

export const directionOfJson = ({ ids, values }: DirectionJson): ContributionDirection => ({
  ids,
  values: values && Float64Array.from(values),
});
