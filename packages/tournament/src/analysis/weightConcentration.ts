import type { WeightConcentration } from './metaModelRecords.ts';

/** Figures of how weights ≥ 0 in any unit are shared out. All 0 where none is above 0. */
export function weightConcentration(weights: Iterable<number>): WeightConcentration {
  const held = [...weights].filter((weight) => weight > 0).toSorted((a, b) => b - a);
  const total = held.reduce((sum, weight) => sum + weight, 0);
  const shares = held.map((weight) => weight / total);
  const largest = (count: number): number =>
    Math.min(
      1,
      shares.slice(0, count).reduce((sum, share) => sum + share, 0),
    );
  const herfindahl = shares.reduce((sum, share) => sum + share * share, 0);
  return {
    holders: held.length,
    top1: largest(1),
    top10: largest(10),
    top50: largest(50),
    herfindahl,
    effectiveNumber: herfindahl > 0 ? 1 / herfindahl : 0,
  };
}
