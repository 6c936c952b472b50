import type { Incident, MarketPanel } from '../panel.ts';
import { THRESHOLDS } from '../validation/thresholds.ts';

/** A move of a size that only splits have often, without a factor, and too young for shares outstanding to prove or refute it. */
export interface HeldMove {
  readonly security: number;
  readonly day: number;
  /** Close over the one before. */
  readonly ratio: number;
}

/** From the move to the last of the rows whose shares outstanding are its proof. */
export const PROOF_DAYS = THRESHOLDS.splitProofDays + THRESHOLDS.splitRows - 2;

/**
 * Moves on or after the day `from` (abs log return of the close > .35, factor unchanged) that the panel is too short to judge. The price alone is
 * no evidence for a split, and none against it: until the shares outstanding of some days later speak, or somebody who knows (`isReal`), the
 * return is not known.
 */
export function findHeldMoves(
  panel: MarketPanel,
  from: number,
  isReal: (security: string, day: string) => boolean = () => false,
): HeldMove[] {
  const { securities, days, stride, close, adjustment } = panel;
  const first = Math.max(from, days.length - PROOF_DAYS, 1);
  const found: HeldMove[] = [];
  for (let security = 0; security < securities.length; security++) {
    const start = security * stride;
    for (let day = first; day < days.length; day++) {
      const before = priorRow(panel, security, day);
      const ratio = (close[start + day] as number) / (close[start + before] as number);
      if (adjustment[start + day] !== adjustment[start + before]) continue;
      if (!(Math.abs(Math.log(ratio)) > THRESHOLDS.splitMove)) continue;
      if (isReal(securities[security]?.id ?? '', days[day] as string)) continue;
      found.push({ security, day, ratio });
      break;
    }
  }
  return found;
}

/** The row before a day that a return may start from; the day itself (a return of nothing) where there is none. */
function priorRow({ close, stride }: MarketPanel, security: number, day: number): number {
  for (let at = day - 1; at >= Math.max(0, day - 1 - THRESHOLDS.carriedGapDays); at--) {
    if ((close[security * stride + at] as number) > 0) return at;
  }
  return day;
}

/** The panel without the rows from each held move on: as if they had not come yet. */
export function withoutHeldMoves(panel: MarketPanel, held: readonly HeldMove[]): MarketPanel {
  if (held.length === 0) return panel;
  const { days, stride } = panel;
  const without = <V extends Float64Array | null>(values: V): V => {
    if (values === null) return values;
    const result = values.slice() as NonNullable<V>;
    for (const { security, day } of held)
      result.fill(Number.NaN, security * stride + day, security * stride + days.length);
    return result;
  };
  const { close, adjustment, open, high, low, volume, shares } = panel;
  return {
    ...panel,
    close: without(close),
    adjustment: without(adjustment),
    open: without(open),
    high: without(high),
    low: without(low),
    volume: without(volume),
    shares: without(shares),
  };
}

/** The incident that publishes a move which is held back: it is missing (NaN) in the release until time or an operator tells. */
export function heldMoveIncident({ securities, days }: MarketPanel, { security, day, ratio }: HeldMove): Incident {
  const id = securities[security]?.id ?? null;
  return {
    rule: 'possible_split',
    severity: 'warning',
    rows: 1,
    security: id,
    day: days[day] as string,
    message: `${id} closes at ${ratio.toPrecision(3)} times its price before and no factor says why: a split, or news; its return is missing until the shares outstanding of ${PROOF_DAYS} trading days later tell, or an operator says that it is real.`,
  };
}
