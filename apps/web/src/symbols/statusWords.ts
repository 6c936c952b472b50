import type { SignalStatus } from '@robata/client';

/** What became of a row, as a person says it. */
export const STATUS_WORDS: Readonly<Record<SignalStatus, string>> = {
  used: 'counts',
  unmatched: 'matches nothing',
  outside: 'outside the universe',
  duplicate: 'duplicate',
  expired: 'renamed or ended',
  early: 'not yet called so',
  ambiguous: 'ambiguous',
  empty: 'no symbol',
  out_of_range: 'value out of range',
  no_value: 'no value',
};

/** The same behind a number of rows. */
export const COUNT_WORDS: Readonly<Record<SignalStatus, string>> = {
  ...STATUS_WORDS,
  unmatched: 'match nothing',
  duplicate: 'duplicates',
  empty: 'without a symbol',
  out_of_range: 'out of range',
  no_value: 'without a value',
};
