import { type NavPoint, returnsOf } from './navPoints.ts';

export interface YearOfReturns {
  readonly year: number;
  /** January to December; null before the first and after the last NAV. The first and the last month may be parts of months. */
  readonly months: readonly (number | null)[];
  /** Π(1 + month) − 1 of the months shown. */
  readonly total: number;
}

export const MONTHLY_RETURNS_FORMULA =
  'A month: last NAV of the month / last NAV before the month − 1, after costs and fees, without flows. A year: Π(1 + month) − 1 of its months. The first month begins at the first NAV.';

/**
 * The table of monthly returns, by year. A month without any NAV has a return of 0, as nothing was valued. Empty for fewer than two points.
 * Throws as `returnsOf`.
 */
export function monthlyReturns(points: readonly NavPoint[]): YearOfReturns[] {
  returnsOf(points);
  if (points.length < 2) return [];
  const monthOf = (day: string): number => 12 * Number(day.slice(0, 4)) + Number(day.slice(5, 7)) - 1;
  const lastOf = new Map(points.map(({ day, nav }) => [monthOf(day), nav]));
  const first = monthOf(points[1].day);
  const last = monthOf(points[points.length - 1].day);
  const years: YearOfReturns[] = [];
  let before = points[0].nav;
  for (let year = Math.floor(first / 12); year <= Math.floor(last / 12); year++) {
    const start = before;
    const months = Array.from({ length: 12 }, (_, m) => {
      const month = 12 * year + m;
      if (month < first || month > last) return null;
      const end = lastOf.get(month) ?? before;
      const value = end / before - 1;
      before = end;
      return value;
    });
    years.push({ year, months, total: before / start - 1 });
  }
  return years;
}
