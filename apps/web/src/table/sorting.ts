export type SortValue = number | string | null;

export interface Sorting {
  readonly key: string;
  readonly isDescending: boolean;
}

/** As it stands in the address: `corr` ascending, `-corr` descending. */
export const sortingText = ({ key, isDescending }: Sorting): string => (isDescending ? `-${key}` : key);

export const parseSorting = (text: string): Sorting =>
  text.startsWith('-') ? { key: text.slice(1), isDescending: true } : { key: text, isDescending: false };

/** Rows in order of a value. Ties keep the order they came in; rows without a value stand last whichever way is sorted. */
export function sortRows<T>(rows: readonly T[], value: (row: T) => SortValue, isDescending: boolean): readonly T[] {
  const known = rows.filter((row) => value(row) !== null);
  const unknown = rows.filter((row) => value(row) === null);
  const direction = isDescending ? -1 : 1;
  const sorted = known.toSorted((a, b) => direction * compare(value(a), value(b)));
  return [...sorted, ...unknown];
}

function compare(a: SortValue, b: SortValue): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  return String(a).localeCompare(String(b), 'en', { numeric: true });
}
