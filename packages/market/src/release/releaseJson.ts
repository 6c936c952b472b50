import { CHANGE_LOG, type ReleaseChange } from './changeLog.ts';
import type { TargetCorrelations } from './targetCorrelations.ts';

/** Rows that are read together; an era never stands in two of them. */
export interface RowGroup {
  readonly rows: number;
  readonly first_era: string;
  readonly last_era: string;
}

export interface ReleasedFile {
  readonly rows: number;
  readonly eras: number;
  readonly first_era: string | null;
  readonly last_era: string | null;
  readonly row_groups: readonly RowGroup[];
}

/** The release's `release.json`: what stands where, and what was measured when it was written. */
export interface ReleaseJson {
  readonly version: string;
  readonly files: Readonly<Record<'train' | 'validation', ReleasedFile>>;
  /** Over the training and validation eras. */
  readonly target_correlations: TargetCorrelations;
  readonly missing_values: {
    readonly features: string;
    readonly targets: string;
  };
  /** Of all versions up to this one, oldest first. */
  readonly change_log: readonly ReleaseChange[];
  /** The last trading day whose prices stand in it; null where nobody said so. */
  readonly as_of: string | null;
  /** Live eras that have joined the validation file since the version was published, with the day on which they did; oldest first. */
  readonly graduated: readonly Graduation[];
  /** The versions that go, this one among them where it does: from when on they are not accepted any more, and what to use. */
  readonly deprecations: readonly Deprecation[];
}

/** A live era whose 20-day targets have become known. */
export interface Graduation {
  readonly era: string;
  /** The trading day after whose close it was released with its targets. */
  readonly day: string;
}

export interface Deprecation {
  readonly version: string;
  readonly use: string;
  readonly sentence: string;
}

/** What is known of a release beside its files. */
export interface ReleaseFacts {
  readonly asOf?: string;
  readonly graduated?: readonly Graduation[];
}

export const MISSING_VALUES = {
  features:
    'Null in Parquet, an empty cell in CSV, −1 where int8 columns are read without nulls: the recipe needs days or reports that the stock did not have. It is no middle bin.',
  targets:
    'Null: not known yet (live eras, and 60-day targets of the newest eras), or the stock left the market before the first day that counts.',
} as const;

export function releaseJson(
  version: string,
  files: ReleaseJson['files'],
  target_correlations: TargetCorrelations,
  { asOf, graduated = [] }: ReleaseFacts = {},
): ReleaseJson {
  const last = CHANGE_LOG.findIndex((change) => change.version === version);
  return {
    version,
    files,
    target_correlations,
    missing_values: MISSING_VALUES,
    change_log: CHANGE_LOG.slice(0, last < 0 ? CHANGE_LOG.length : last + 1),
    as_of: asOf ?? null,
    graduated,
    deprecations: deprecationsIn(CHANGE_LOG),
  };
}

/** The versions of a change log that go. */
export const deprecationsIn = (log: readonly ReleaseChange[]): Deprecation[] =>
  log.flatMap(({ version, deprecated }) => (deprecated === undefined ? [] : [{ version, ...deprecated }]));

/**
 * Which eras stand in which row group, as they are added in order: `eras` with their rows, `groups` with theirs. Groups end where eras end; an era
 * without rows stands in none.
 */
export function releasedFile(
  eras: readonly { readonly era: string; readonly rows: number }[],
  groups: readonly number[],
): ReleasedFile {
  const held = eras.filter(({ rows }) => rows > 0);
  let next = 0;
  const row_groups = groups.map((rows): RowGroup => {
    const first = next;
    let taken = 0;
    while (taken < rows && next < held.length) taken += (held[next++] as { rows: number }).rows;
    if (taken !== rows) throw new Error(`a row group of ${rows} rows ends inside an era`);
    return { rows, first_era: (held[first] as { era: string }).era, last_era: (held[next - 1] as { era: string }).era };
  });
  return {
    rows: held.reduce((sum, { rows }) => sum + rows, 0),
    eras: held.length,
    first_era: held[0]?.era ?? null,
    last_era: held.at(-1)?.era ?? null,
    row_groups,
  };
}
