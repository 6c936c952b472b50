import type { Incident, MarketPanel } from '../panel.ts';
import { THRESHOLDS } from './thresholds.ts';

type PricePanel = Pick<
  MarketPanel,
  'days' | 'securities' | 'stride' | 'close' | 'adjustment' | 'open' | 'high' | 'low'
>;

export interface MisplacedDecimal {
  readonly security: number;
  readonly day: number;
  /** The wrong close over the one before, about a power of ten. */
  readonly ratio: number;
}

/**
 * Finds closes that stand a power of ten (10 to 10,000 times, either way, within 10 %) off the rows before and after them, which agree within
 * 10 %: a decimal point in the wrong place, not a move of the market. Adjusted closes of consecutive rows are compared.
 */
export function findMisplacedDecimals({ days, securities, stride, close, adjustment }: PricePanel): MisplacedDecimal[] {
  const found: MisplacedDecimal[] = [];
  for (let security = 0; security < securities.length; security++) {
    const start = security * stride;
    let before = Number.NaN;
    let suspect: { day: number; ratio: number } | null = null;
    for (let day = 0; day < days.length; day++) {
      const price = (close[start + day] as number) * (adjustment[start + day] as number);
      if (Number.isNaN(price)) continue;
      if (suspect !== null) {
        if (Math.abs(price / before - 1) < THRESHOLDS.decimalTolerance) found.push({ security, ...suspect });
        suspect = null;
      } else if (isPowerOfTen(price / before)) {
        suspect = { day, ratio: price / before };
        continue;
      }
      before = price;
    }
  }
  return found;
}

function isPowerOfTen(ratio: number): boolean {
  const digits = Math.log10(ratio);
  const whole = Math.round(digits);
  if (whole === 0 || Math.abs(whole) > THRESHOLDS.decimalPlaces) return false;
  return Math.abs(digits - whole) < Math.log10(1 + THRESHOLDS.decimalTolerance);
}

/**
 * The closes without those of misplaced decimals: the row's prices are missing, as if it had not come, and the next row's return covers the gap.
 * The proof is the row after: a source read before it shows the wrong price, which is why a day's data are used from the second day on.
 */
export function removeMisplacedDecimals(panel: PricePanel): {
  prices: Pick<PricePanel, 'close' | 'open' | 'high' | 'low'>;
  incidents: Incident[];
} {
  const wrong = findMisplacedDecimals(panel);
  const without = <V extends Float64Array | null>(values: V): V => {
    if (values === null || wrong.length === 0) return values;
    const result = values.slice() as NonNullable<V>;
    for (const { security, day } of wrong) result[security * panel.stride + day] = Number.NaN;
    return result;
  };
  const { close, open, high, low } = panel;
  return {
    prices: { close: without(close), open: without(open), high: without(high), low: without(low) },
    incidents: wrong.map(({ security, day, ratio }): Incident => {
      const { id } = panel.securities[security] as { id: string };
      return {
        rule: 'misplaced_decimal',
        severity: 'error',
        rows: 1,
        security: id,
        day: panel.days[day] as string,
        message: `${id} stands at ${ratio.toPrecision(2)} times its price on ${panel.days[day]} and is back on the next row: a misplaced decimal point; the row is treated as missing.`,
      };
    }),
  };
}
