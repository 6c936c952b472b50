import type { Cohort } from './metaModelRecords.ts';

/** Who stands behind a column of predictions. */
export interface CohortMember {
  readonly account: string;
  /** Of the data, as the submission named it; null where it named none. */
  readonly dataVersion: number | null;
  /** Missing: classic. */
  readonly tournament?: 'signals';
}

export interface WeighedCohort extends Cohort {
  /** What each of all models weighs in the cohort's meta model, in the order of the members. */
  readonly stakes: Float64Array;
}

const LARGEST = [10, 50] as const;
/** Uploads name any version they like, and each cohort costs a portfolio: those with the largest stakes alone. */
const VERSIONS_MOST = 8;

/**
 * The parts of a meta model that are scored as meta models of their own; see `Cohort`. One that would be everybody again, or nobody, is left out.
 * @param stakes what each member weighs in the meta model, ≥ 0, in any unit; members with 0 are in no cohort
 */
export function cohortsOf(members: readonly CohortMember[], stakes: Float64Array): readonly WeighedCohort[] {
  const total = stakes.reduce((sum, stake) => sum + stake, 0);
  const staked = members.map((_, j) => j).filter((j) => (stakes[j] as number) > 0);
  const cohort = (key: string, chosen: ReadonlySet<number>): WeighedCohort => {
    const own = stakes.map((stake, j) => (chosen.has(j) ? stake : 0));
    return { key, models: chosen.size, weight: own.reduce((sum, stake) => sum + stake, 0) / total, stakes: own };
  };
  const part = (key: string, chosen: readonly number[]): WeighedCohort[] =>
    chosen.length === 0 || chosen.length === staked.length ? [] : [cohort(key, new Set(chosen))];
  if (staked.length < 2) return [];

  const bySize = staked.toSorted((a, b) => (stakes[b] as number) - (stakes[a] as number) || a - b);
  const accounts = sums(staked, (j) => members[j]?.account ?? '', stakes);
  const largest = [...accounts].reduce((most, account) => (account[1] > most[1] ? account : most))[0];
  const versionOf = (j: number): number | null => members[j]?.dataVersion ?? null;
  const versions = heaviestVersions(sums(staked, versionOf, stakes)).map(([version]) => version);
  return [
    { ...cohort('equal', new Set(staked)), stakes: stakes.map((stake) => (stake > 0 ? 1 : 0)) },
    ...LARGEST.flatMap((count) => part(`top${count}`, bySize.slice(0, count))),
    ...part(
      'withoutLargest',
      staked.filter((j) => members[j]?.account !== largest),
    ),
    ...['classic', 'signals'].flatMap((tournament) =>
      part(
        tournament,
        staked.filter((j) => (members[j]?.tournament ?? 'classic') === tournament),
      ),
    ),
    ...versions.toSorted(byVersion).flatMap((version) =>
      part(
        versionKey(version),
        staked.filter((j) => versionOf(j) === version),
      ),
    ),
  ];
}

/** The versions with a cohort of their own, the heaviest first: uploads name any version they like. */
export const heaviestVersions = (
  weights: ReadonlyMap<number | null, number>,
): readonly (readonly [version: number | null, stake: number])[] =>
  [...weights].toSorted((a, b) => b[1] - a[1] || byVersion(a[0], b[0])).slice(0, VERSIONS_MOST);

/** The cohort of those that named a version of the data, or none. */
export const versionKey = (version: number | null): string => `version:${version ?? ''}`;

/** Ascending, none last. */
export const byVersion = (a: number | null, b: number | null): number =>
  (a ?? Number.POSITIVE_INFINITY) - (b ?? Number.POSITIVE_INFINITY) || 0;

/** Newest first, none last. */
export const byNewestVersion = (a: number | null, b: number | null): number =>
  (b ?? Number.NEGATIVE_INFINITY) - (a ?? Number.NEGATIVE_INFINITY) || 0;

/** What belongs together, summed in order. */
export function sums<K>(rows: readonly number[], keyOf: (row: number) => K, values: ArrayLike<number>): Map<K, number> {
  const result = new Map<K, number>();
  for (const row of rows) result.set(keyOf(row), (result.get(keyOf(row)) ?? 0) + (values[row] as number));
  return result;
}
