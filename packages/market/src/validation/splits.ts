import type { Incident, MarketPanel } from '../panel.ts';
import { THRESHOLDS } from './thresholds.ts';

type SplitPanel = Pick<MarketPanel, 'days' | 'securities' | 'stride' | 'close' | 'adjustment' | 'shares'>;

/** A large move without a change of the factor, where the shares outstanding moved by the opposite ratio. */
export interface PossibleSplit {
  readonly security: number;
  readonly day: number;
  /** New shares for one old share, as the shares outstanding say. */
  readonly shareRatio: number;
  /** The exact ratio, where it is certain: an integer of 2 or more, or one over it. */
  readonly certainRatio: number | null;
}

/**
 * Finds moves (absolute log return > .35, factor unchanged) that shares outstanding explain: their median over 3 rows some
 * days after, over that of 3 rows some days before, is the opposite of the price ratio within .10 (log).
 * Nothing is found without shares outstanding: the price ratio alone is no evidence.
 */
export function findUnadjustedSplits(panel: SplitPanel): PossibleSplit[] {
  const { securities, days, stride, close, adjustment, shares } = panel;
  if (shares === null) return [];
  const found: PossibleSplit[] = [];
  for (let security = 0; security < securities.length; security++) {
    const start = security * stride;
    let last = -1;
    for (let day = 0; day < days.length; day++) {
      const cell = start + day;
      if (Number.isNaN(close[cell] as number)) continue;
      const before = start + last;
      const isLarge =
        last >= 0 &&
        day - last <= THRESHOLDS.carriedGapDays + 1 &&
        adjustment[cell] === adjustment[before] &&
        Math.abs(Math.log((close[cell] as number) / (close[before] as number))) > THRESHOLDS.splitMove;
      if (isLarge) {
        const shareRatio = medianShares(panel, security, day, 1) / medianShares(panel, security, last, -1);
        const product = Math.log(((close[cell] as number) / (close[before] as number)) * shareRatio);
        if (Math.abs(product) < THRESHOLDS.splitTolerance) {
          found.push({ security, day, shareRatio, certainRatio: integerRatio(shareRatio) });
        }
      }
      last = day;
    }
  }
  return found;
}

/** Median of 3 known share counts around `splitProofDays` days from `day`, in the direction of `step`; NaN if there are none. */
function medianShares({ days, stride, shares }: SplitPanel, security: number, day: number, step: 1 | -1): number {
  const values: number[] = [];
  for (let at = day + step * (THRESHOLDS.splitProofDays - 1); values.length < THRESHOLDS.splitRows; at += step) {
    if (at < 0 || at >= days.length) return Number.NaN;
    const value = shares?.[security * stride + at] as number;
    if (!Number.isNaN(value)) values.push(value);
  }
  return values.sort((a, b) => a - b)[THRESHOLDS.splitRows >> 1] as number;
}

/** The integer ≥ 2, or one over it, from which the ratio differs by less than 4 %; else null. */
function integerRatio(ratio: number): number | null {
  const multiple = ratio >= 1 ? ratio : 1 / ratio;
  const integer = Math.round(multiple);
  if (integer < 2 || Math.abs(multiple / integer - 1) > THRESHOLDS.splitInteger) return null;
  return ratio >= 1 ? integer : 1 / integer;
}

/**
 * The adjustment factors with the certain unadjusted splits repaired: from the split's day on they are multiplied by its
 * ratio, as if the source had known. The ratio of a split is public on its day, so the repair tells nothing of the future;
 * but the proof (shares outstanding) comes some days later, and a panel built before it holds the unrepaired fall: the
 * incident names the day of the proof. Uncertain ones are warned of and left.
 */
export function repairSplits(panel: SplitPanel): { adjustment: Float64Array; incidents: Incident[] } {
  const { days, securities, stride } = panel;
  const splits = findUnadjustedSplits(panel);
  if (splits.length === 0) return { adjustment: panel.adjustment, incidents: [] };
  const adjustment = panel.adjustment.slice();
  const incidents = splits.map(({ security, day, shareRatio, certainRatio }): Incident => {
    const id = securities[security]?.id as string;
    const facts = `${id} moved on ${days[day]} as by a split of ${shareRatio.toFixed(3)} new shares for one, without a factor`;
    if (certainRatio !== null) {
      for (let at = day; at < days.length; at++) {
        const cell = security * stride + at;
        adjustment[cell] = (adjustment[cell] as number) * certainRatio;
      }
    }
    const proof = days[Math.min(day + THRESHOLDS.splitProofDays + 1, days.length - 1)];
    return {
      rule: 'unadjusted_split',
      severity: certainRatio === null ? 'warning' : 'error',
      rows: 1,
      security: id,
      day: days[day] as string,
      message:
        certainRatio === null
          ? `${facts}; the ratio is no whole number, so nothing was changed.`
          : `${facts}; the factor was multiplied by ${certainRatio.toPrecision(4)} from then on, proved by the shares of ${proof}.`,
    };
  });
  return { adjustment, incidents };
}
