import type { NavRecord } from '../fundLife.ts';

/** A value of one unit at a close. */
export interface NavPoint {
  readonly day: string;
  /** Above 0; only ratios matter. */
  readonly nav: number;
}

/** What all reports of performance are of: one unit since the first dealing, after costs and fees, without flows (`index` of the records). */
export function navPoints(days: readonly NavRecord[]): NavPoint[] {
  const first = days.findIndex(({ navAfter }) => navAfter > 0n);
  return first < 0 ? [] : days.slice(first).map(({ day, index }) => ({ day, nav: index }));
}

/** nav(t) / nav(t−1) − 1, one fewer than points. Throws RangeError for a NAV that is not positive, or days that do not ascend. */
export function returnsOf(points: readonly NavPoint[]): number[] {
  points.forEach(({ day, nav }, t) => {
    if (!(nav > 0 && nav < Infinity)) throw new RangeError(`the NAV of ${day} is ${nav}`);
    if (t > 0 && day <= points[t - 1].day) throw new RangeError(`${day} does not follow ${points[t - 1].day}`);
  });
  return points.slice(1).map(({ nav }, t) => nav / points[t].nav - 1);
}
