import { readTable } from './readTable.ts';
import { refuse } from './refuse.ts';
import { requireTexts } from './requireColumn.ts';
import { textColumn } from './table.ts';
import { LABEL_COLUMNS } from './vendors.ts';

/** What is known of a ticker; null where it is not. */
export interface Label {
  readonly name: string | null;
  readonly exchange: string | null;
  readonly sector: string | null;
  readonly industry: string | null;
  readonly country: string | null;
}

const FIELDS = ['name', 'exchange', 'sector', 'industry', 'country'] as const;

/** Labels by ticker. */
export type RawLabels = ReadonlyMap<string, Label>;

/**
 * Reads labels (ticker and any of name, exchange, sector, industry, country) from CSV, gzipped CSV or Parquet.
 * Throws DataRefusedError on whatever `readTable` refuses, on a table without any of these columns, on a row without ticker,
 * and on two rows of one ticker that differ.
 */
export async function importLabels(path: string): Promise<RawLabels> {
  const table = await readTable(path, LABEL_COLUMNS);
  const tickerOf = requireTexts(table, 'ticker');
  const columns = FIELDS.map((field) => textColumn(table, field));
  if (columns.every((column) => column === null)) {
    refuse(table.source, `there is no column ${FIELDS.join(', ')}; labels need at least one of them.`);
  }
  const labels = new Map<string, Label>();
  const rowOf = new Map<string, number>();
  for (let row = 0; row < table.rows; row++) {
    const [name, exchange, sector, industry, country] = columns.map(
      (column) => column?.words[column.codes[row] as number]?.replaceAll(/\s+/g, ' ') ?? null,
    ) as [string | null, string | null, string | null, string | null, string | null];
    const label: Label = { name, exchange, sector, industry, country };
    const ticker = tickerOf(row);
    const known = labels.get(ticker);
    const difference = known && FIELDS.find((field) => known[field] !== label[field]);
    if (difference) {
      const both = `rows ${(rowOf.get(ticker) as number) + 1} and ${row + 1} are both ${ticker}`;
      refuse(table.source, `${both} with different ${difference}; remove the wrong one.`);
    }
    labels.set(ticker, label);
    rowOf.set(ticker, row);
  }
  return labels;
}
