import { standardized } from '@robata/portfolio';
import { byNewestVersion, type CohortMember, heaviestVersions, sums } from './cohorts.ts';
import { churnOfSignals } from './churnBetween.ts';
import type { ClosedPredictions } from './closedPredictions.ts';
import type { MetaModelClose } from './metaModelRecords.ts';
import { sixDecimals } from './sixDecimals.ts';
import { weightConcentration } from './weightConcentration.ts';

type Signal = Pick<ClosedPredictions, 'securities' | 'metaModel'>;

export interface MetaModelCloseInput {
  readonly round: number;
  /** In the order of the weights. */
  readonly members: readonly CohortMember[];
  /** What each weighs in the meta model, ≥ 0, in any unit. */
  readonly stakes: Float64Array;
  readonly now: Signal;
  /** Of the last round that was closed before. */
  readonly previous: Signal | null;
}

/** What a meta model is made of and how it changed; see `MetaModelClose`. */
export function metaModelClose({ round, members, stakes, now, previous }: MetaModelCloseInput): MetaModelClose {
  const staked = members.map((_, j) => j).filter((j) => (stakes[j] as number) > 0);
  const total = stakes.reduce((sum, stake) => sum + stake, 0);
  const versionOf = (j: number): number | null => members[j]?.dataVersion ?? null;
  const byAccount = sums(staked, (j) => members[j]?.account ?? '', stakes);
  return {
    round,
    models: weightConcentration(stakes),
    accounts: weightConcentration(byAccount.values()),
    churn: previous === null ? null : sixDecimals(churnOfSignals(now, previous)),
    turnover: previous === null ? null : sixDecimals(bookTurnover(now, previous)),
    dataVersions: heaviestVersions(sums(staked, versionOf, stakes))
      .toSorted(([a], [b]) => byNewestVersion(a, b))
      .map(([version, stake]) => ({
        version: version === null ? null : String(version),
        models: staked.filter((j) => versionOf(j) === version).length,
        weight: stake / total,
      })),
  };
}

/** ½ Σ|w − w′| over the stocks of either round. NaN where the rounds share no stock. */
function bookTurnover(now: Signal, previous: Signal): number {
  const [book, before] = [bookOf(now), bookOf(previous)];
  if (![...book.keys()].some((security) => before.has(security))) return Number.NaN;
  let sum = 0;
  for (const [security, weight] of book) sum += Math.abs(weight - (before.get(security) ?? 0));
  for (const [security, weight] of before) if (!book.has(security)) sum += Math.abs(weight);
  return sum / 2;
}

/** Security → weight of the standardized signal at gross value 1. */
function bookOf({ securities, metaModel }: Signal): ReadonlyMap<number, number> {
  const z = standardized(metaModel);
  const gross = z.reduce((sum, value) => sum + Math.abs(value), 0) || 1;
  return new Map(Array.from(securities, (security, row) => [security, (z[row] as number) / gross]));
}
