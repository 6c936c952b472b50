/** What a version of the data set changed, for those who train on it. */
export interface ReleaseChange {
  readonly version: string;
  readonly changes: readonly string[];
  /** Absent: it is as good as the newest one. Else what to use in its place, and from when on it is not accepted any more. */
  readonly deprecated?: { readonly use: string; readonly sentence: string };
}

/**
 * Every version of the data set, oldest first. A minor version adds columns and changes none; a major one has other features under other names.
 * A version that goes is deprecated here first; what it and its successor share is accepted side by side until then.
 */
export const CHANGE_LOG: readonly ReleaseChange[] = [
  {
    version: 'v1.0',
    changes: [
      'First release: features in five bins as int8, targets of 20 and 60 trading days, train, validation and live files.',
      'Live eras join the validation file when their 20-day targets are known, while the tournament is live; their 60-day targets follow, and no value that is there ever changes.',
      'release.json tells which live eras have joined and when; missing.json tells why a value is missing.',
      'release.json tells which eras stand in which row group, and how the targets are correlated.',
    ],
  },
];
