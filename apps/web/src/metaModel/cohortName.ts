const NAMES: Readonly<Record<string, string>> = {
  all: 'The meta model',
  equal: 'Every model alike',
  top10: 'The ten largest stakes',
  top50: 'The fifty largest stakes',
  withoutLargest: 'Without the largest account',
  classic: 'Classic models alone',
  signals: 'Signals models alone',
};
const VERSION = 'version:';

/** What a cohort is called; see `Cohort`. */
export function cohortName(key: string): string {
  if (!key.startsWith(VERSION)) return NAMES[key] ?? key;
  return versionName(key.slice(VERSION.length) || null);
}

/** A version of the data, as a submission named it. */
export const versionName = (version: string | null): string =>
  version === null ? 'Data version not said' : `Data of version ${version}`;
