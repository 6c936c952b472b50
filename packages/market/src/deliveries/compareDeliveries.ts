import { logarithm } from '@robata/kernels';
import type { MarketPanel } from '../panel.ts';
import { THRESHOLDS } from '../validation/thresholds.ts';

/** The price columns that a delivery may restate, as a panel names them. */
export const COMPARED_COLUMNS = ['close', 'adjustment', 'open', 'high', 'low', 'volume', 'shares'] as const;
export type ComparedColumn = (typeof COMPARED_COLUMNS)[number];

/** What a newer delivery says otherwise of one security on one day that was used already. */
export interface RestatedRow {
  readonly security: string;
  /** Index into the days of the panel that was used. */
  readonly day: number;
  /** `changed`: other values; `withdrawn`: the row is gone; `late`: a row that was not there. */
  readonly kind: 'changed' | 'withdrawn' | 'late';
  /** Whose cells are other ones; none where only the price that the return starts from is. */
  readonly columns: readonly ComparedColumn[];
  /** How far the log return of the day (of the gap that ends on it) moved: 0 where it is the same. */
  readonly returnChange: number;
}

/** A newer delivery beside what was used. */
export interface DeliveryComparison {
  /** Ascending by (day, security); of rows whose scale alone changed nothing is listed. */
  readonly rows: readonly RestatedRow[];
  /** Securities whose prices or factors are all multiplied by one number: their returns are the same. */
  readonly rescaled: readonly string[];
  /** Days after the last one compared, in their order. */
  readonly appended: readonly string[];
  /** Days before that one that were not there: they come too late to be used. */
  readonly inserted: readonly string[];
  /** Days that were used and are gone. */
  readonly withdrawn: readonly string[];
  /** Securities that were not there. */
  readonly added: readonly string[];
  /** Securities that had a price on the last day compared and are wholly gone. */
  readonly lost: readonly string[];
}

/**
 * What a newer delivery of the same market says otherwise of the rows that were used: those of the first `days` days of `used` (default: all of
 * them). Securities are compared by id, days by date. Returns decide, not levels: a vendor who adjusts backwards multiplies the whole history of
 * a stock at its next split, and nothing is restated by that. A return is restated where it moves by more than 1 bp (`THRESHOLDS.restatedReturn`,
 * below which vendors round); other columns where any digit differs.
 */
export function compareDeliveries(used: MarketPanel, next: MarketPanel, days = used.days.length): DeliveryComparison {
  const placeOf = new Map(next.days.map((day, index) => [day, index]));
  const nextDays = used.days.slice(0, days).map((day) => placeOf.get(day) ?? -1);
  const last = used.days[days - 1] ?? '';
  const usedDays = new Set(used.days.slice(0, days));
  const securityOf = new Map(next.securities.map(({ id }, index) => [id, index]));
  const rows: RestatedRow[] = [];
  const rescaled: string[] = [];
  const lost: string[] = [];
  used.securities.forEach(({ id }, security) => {
    const other = securityOf.get(id);
    if (other === undefined) {
      if (priceAt(used, security, days - 1) > 0) lost.push(id);
      return;
    }
    const compared = compareSecurity({ used, next, security, other, nextDays, id });
    rows.push(...compared.rows);
    if (compared.isRescaled) rescaled.push(id);
  });
  const known = new Set(used.securities.map(({ id }) => id));
  return {
    rows: rows.sort((a, b) => a.day - b.day || (a.security < b.security ? -1 : 1)),
    rescaled,
    appended: next.days.filter((day) => day > last),
    inserted: next.days.filter((day) => day <= last && !usedDays.has(day)),
    withdrawn: used.days.slice(0, days).filter((_, day) => nextDays[day] === -1),
    added: next.securities.flatMap(({ id }) => (known.has(id) ? [] : [id])),
    lost,
  };
}

interface Pair {
  readonly used: MarketPanel;
  readonly next: MarketPanel;
  /** Of `used`, and of `next`. */
  readonly security: number;
  readonly other: number;
  /** By day of `used`: that of `next`, −1 where it lacks the day. */
  readonly nextDays: readonly number[];
  readonly id: string;
}

/** Columns whose scale has no meaning of its own: they are compared as returns. */
const PRICES: ReadonlySet<ComparedColumn> = new Set(['close', 'adjustment', 'open', 'high', 'low']);

function compareSecurity({ used, next, security, other, nextDays, id }: Pair): {
  rows: RestatedRow[];
  isRescaled: boolean;
} {
  const rows: RestatedRow[] = [];
  /** Log of new over old adjusted close on the last day that has both; NaN: none yet. */
  let scale = Number.NaN;
  let isFlat = true;
  let isRescaled = false;
  nextDays.forEach((nextDay, day) => {
    // A day that is gone as a whole is said once, not once for every row.
    if (nextDay < 0) return;
    const [before, now] = [priceAt(used, security, day), priceAt(next, other, nextDay)];
    const [was, is] = [before > 0, now > 0];
    if (!was && !is) return;
    if (was !== is) {
      rows.push({ security: id, day, kind: was ? 'withdrawn' : 'late', columns: ['close'], returnChange: Number.NaN });
      return;
    }
    const ratio = before === now ? 0 : logarithm(now / before);
    const moved = Number.isNaN(scale) ? 0 : ratio - scale;
    const returnChange = Math.abs(moved) > THRESHOLDS.restatedReturn ? moved : 0;
    if (returnChange !== 0) isFlat = false;
    scale = ratio;
    if (Math.abs(ratio) > THRESHOLDS.restatedReturn) isRescaled = true;
    const columns = COMPARED_COLUMNS.filter((column) => {
      const [a, b] = [cellAt(used, column, security, day), cellAt(next, column, other, nextDay)];
      if (a === b || (Number.isNaN(a) && Number.isNaN(b))) return false;
      // The level of a price may be another one; that its return is the same was seen above.
      return returnChange !== 0 || !PRICES.has(column) || Number.isNaN(a) || Number.isNaN(b);
    });
    if (columns.length > 0 || returnChange !== 0)
      rows.push({ security: id, day, kind: 'changed', columns, returnChange });
  });
  return { rows, isRescaled: isRescaled && isFlat };
}

const priceAt = ({ close, adjustment, stride }: MarketPanel, security: number, day: number): number =>
  (close[security * stride + day] as number) * (adjustment[security * stride + day] as number);

function cellAt(panel: MarketPanel, column: ComparedColumn, security: number, day: number): number {
  return panel[column]?.[security * panel.stride + day] ?? Number.NaN;
}
