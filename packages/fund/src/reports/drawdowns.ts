import { calendarDays } from '../calendarDays.ts';
import { type NavPoint, returnsOf } from './navPoints.ts';

export interface Drawdown {
  /** 1 − trough / peak, above 0. */
  readonly depth: number;
  /** The day of the peak, of the lowest NAV, and the first day at or above the peak again; null while below it. */
  readonly start: string;
  readonly trough: string;
  readonly recovery: string | null;
  /** Calendar days from start to recovery, or to the last NAV. */
  readonly days: number;
}

export const DRAWDOWN_FORMULA =
  'Depth: 1 − lowest NAV / highest NAV before it. It starts on the day of that highest NAV and has recovered on the first day on which the NAV is at least as high again.';

/** All drawdowns, the deepest first (then the earlier); the first one's depth is the maximum drawdown. Throws as `returnsOf`. */
export function drawdowns(points: readonly NavPoint[]): Drawdown[] {
  returnsOf(points);
  const found: Drawdown[] = [];
  let peak = points[0];
  let trough = points[0];
  const close = (recovery: NavPoint | null, last: NavPoint): void => {
    if (!(trough.nav < peak.nav)) return;
    found.push({
      depth: 1 - trough.nav / peak.nav,
      start: peak.day,
      trough: trough.day,
      recovery: recovery?.day ?? null,
      days: calendarDays(peak.day, last.day),
    });
  };
  for (const point of points.slice(1)) {
    if (point.nav >= peak.nav) {
      close(point, point);
      peak = point;
      trough = point;
    } else if (point.nav < trough.nav) trough = point;
  }
  if (points.length > 0) close(null, points[points.length - 1]);
  return found.sort((a, b) => b.depth - a.depth || (a.start < b.start ? -1 : 1));
}
