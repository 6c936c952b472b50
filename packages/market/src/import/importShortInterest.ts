import type { DayNumber } from '../calendar/isoDate.ts';
import { readTable } from './readTable.ts';
import { requireDates, requireTexts } from './requireColumn.ts';
import { numberColumn } from './table.ts';
import { SHORT_INTEREST_COLUMNS } from './vendors.ts';

/** One figure as the file gives it, in shares; NaN where missing. */
export interface RawShortInterest {
  readonly ticker: string;
  readonly firstSeen: DayNumber;
  readonly sharesShort: number;
  readonly sharesOutstanding: number;
  readonly publicFloat: number;
}

/**
 * Reads short interest (the day it could first be read, ticker, shares short, and shares outstanding and public float where
 * given) from CSV or Parquet, in the order of the file.
 * Throws DataRefusedError on whatever `readTable` refuses and on a row without date or ticker.
 */
export async function importShortInterest(path: string): Promise<RawShortInterest[]> {
  const table = await readTable(path, SHORT_INTEREST_COLUMNS);
  const firstSeen = requireDates(table, 'first_seen');
  const ticker = requireTexts(table, 'ticker');
  const amount = (name: string): ((row: number) => number) => {
    const column = numberColumn(table, name);
    return (row) => column?.values[row] ?? Number.NaN;
  };
  const [sharesShort, sharesOutstanding, publicFloat] = [
    amount('shares_short'),
    amount('shares_outstanding'),
    amount('public_float'),
  ];
  return Array.from({ length: table.rows }, (_, row) => ({
    ticker: ticker(row),
    firstSeen: firstSeen(row),
    sharesShort: sharesShort(row),
    sharesOutstanding: sharesOutstanding(row),
    publicFloat: publicFloat(row),
  }));
}
