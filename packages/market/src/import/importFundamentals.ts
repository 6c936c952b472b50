import { type DayNumber, formatIsoDate } from '../calendar/isoDate.ts';
import { readTable } from './readTable.ts';
import { refuse } from './refuse.ts';
import { requireDates, requireTexts } from './requireColumn.ts';
import { numberColumn } from './table.ts';
import { FUNDAMENTAL_COLUMNS, FUNDAMENTAL_VALUES } from './vendors.ts';

/** One report as the file gives it: `values` under the names of `FUNDAMENTAL_VALUES`, NaN where not reported. */
export interface RawFundamental {
  readonly ticker: string;
  readonly filed: DayNumber;
  readonly periodEnd: string;
  readonly periodFocus: string;
  readonly fiscalYear: number;
  readonly values: Readonly<Record<string, number>>;
}

/**
 * Reads periodic reports (filing date, ticker, period end, period focus, and any of the amounts in `vendors.ts`) from CSV or
 * Parquet, in the order of the file. A missing fiscal year is the year of the period's end.
 * Throws DataRefusedError on whatever `readTable` refuses, on a table without any amount, and on a row without date, ticker
 * or period.
 */
export async function importFundamentals(path: string): Promise<RawFundamental[]> {
  const table = await readTable(path, FUNDAMENTAL_COLUMNS);
  const filed = requireDates(table, 'filed');
  const ticker = requireTexts(table, 'ticker');
  const periodEnd = requireDates(table, 'period_end');
  const periodFocus = requireTexts(table, 'period_focus');
  const fiscalYear = numberColumn(table, 'fiscal_year');
  const amounts = FUNDAMENTAL_VALUES.flatMap(({ name }) => {
    const column = numberColumn(table, name);
    return column === null ? [] : [{ name, values: column.values }];
  });
  if (amounts.length === 0) {
    const names = FUNDAMENTAL_VALUES.map(({ name }) => name).join(', ');
    refuse(table.source, `there is no amount in it; add at least one of the columns ${names}.`);
  }
  return Array.from({ length: table.rows }, (_, row) => {
    const end = formatIsoDate(periodEnd(row));
    return {
      ticker: ticker(row),
      filed: filed(row),
      periodEnd: end,
      periodFocus: periodFocus(row),
      fiscalYear: fiscalYear?.values[row] || Number(end.slice(0, 4)),
      values: Object.fromEntries(amounts.map(({ name, values }) => [name, values[row] as number])),
    };
  });
}
