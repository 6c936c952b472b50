import { formatIsoDate } from '../calendar/isoDate.ts';
import { refuse } from './refuse.ts';

type PriceColumns = Record<'open' | 'high' | 'low' | 'volume' | 'shares' | 'adjustment', Float64Array | null> & {
  close: Float64Array;
};

interface UnsortedRows {
  readonly source: string;
  readonly tickers: readonly string[];
  readonly days: readonly number[];
  readonly ticker: Int32Array;
  readonly day: Int32Array;
  readonly columns: PriceColumns;
}

interface SortedRows extends PriceColumns {
  readonly rows: number;
  readonly ticker: Int32Array;
  readonly day: Int32Array;
  /** Rows left out because another row says the same. */
  readonly dropped: number;
}

/**
 * Rows ascending by (ticker, day), each pair once; linear time. Two rows of one pair that say the same (missing equals
 * missing) are one row; if they differ in any column, the file is refused with both row numbers.
 */
export function sortRows({ source, tickers, days, ticker, day, columns }: UnsortedRows): SortedRows {
  if (isStrictlyAscending(ticker, day)) return { rows: ticker.length, ticker, day, dropped: 0, ...columns };

  const byDay = countingSort(null, day, days.length);
  const order = countingSort(byDay, ticker, tickers.length);
  const names = Object.keys(columns) as (keyof PriceColumns)[];
  let kept = 0;
  for (let i = 0; i < order.length; i++) {
    const row = order[i] as number;
    const last = kept > 0 ? (order[kept - 1] as number) : -1;
    if (last >= 0 && ticker[last] === ticker[row] && day[last] === day[row]) {
      const difference = names.find((name) => !Object.is(columns[name]?.[last], columns[name]?.[row]));
      if (difference === undefined) continue;
      const which = `${tickers[ticker[row] as number]} on ${formatIsoDate(days[day[row] as number] as number)}`;
      const values = `${columns[difference]?.[last]} and ${columns[difference]?.[row]}`;
      const both = `rows ${last + 1} and ${row + 1} are both ${which}`;
      refuse(source, `${both} with different ${difference} (${values}); remove the wrong one.`);
    }
    order[kept] = row;
    kept += 1;
  }

  const taken = order.subarray(0, kept);
  const pickIntegers = (values: Int32Array): Int32Array => taken.map((row) => values[row] as number);
  const pick = (values: Float64Array): Float64Array => Float64Array.from(taken, (row) => values[row] as number);
  const pickOptional = (values: Float64Array | null): Float64Array | null => (values === null ? null : pick(values));
  return {
    rows: kept,
    dropped: order.length - kept,
    ticker: pickIntegers(ticker),
    day: pickIntegers(day),
    close: pick(columns.close),
    adjustment: pickOptional(columns.adjustment),
    open: pickOptional(columns.open),
    high: pickOptional(columns.high),
    low: pickOptional(columns.low),
    volume: pickOptional(columns.volume),
    shares: pickOptional(columns.shares),
  };
}

function isStrictlyAscending(ticker: Int32Array, day: Int32Array): boolean {
  for (let i = 1; i < ticker.length; i++) {
    const step = (ticker[i] as number) - (ticker[i - 1] as number);
    if (step < 0 || (step === 0 && (day[i] as number) <= (day[i - 1] as number))) return false;
  }
  return true;
}

/** Row numbers in ascending order of `keys` (0 … size-1), stable with respect to `previous` (null: file order). */
function countingSort(previous: Int32Array | null, keys: Int32Array, size: number): Int32Array {
  const next = new Int32Array(size + 1);
  for (const key of keys) next[key + 1] = (next[key + 1] as number) + 1;
  for (let key = 0; key < size; key++) next[key + 1] = (next[key + 1] as number) + (next[key] as number);
  const order = new Int32Array(keys.length);
  for (let i = 0; i < keys.length; i++) {
    const row = previous === null ? i : (previous[i] as number);
    const key = keys[row] as number;
    const position = next[key] as number;
    order[position] = row;
    next[key] = position + 1;
  }
  return order;
}
