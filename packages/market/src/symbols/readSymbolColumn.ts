import { formatIsoDate, parseIsoDate } from '../calendar/isoDate.ts';
import { readTable } from '../import/readTable.ts';
import { quoted, refuse } from '../import/refuse.ts';
import { type ColumnRequest, type Table, type TextColumn, textColumn } from '../import/table.ts';
import type { SymbolColumn } from './explainRows.ts';
import { ANY_SCHEME_HEADERS, SCHEME_RULES, SCHEMES } from './scheme.ts';

const request = (name: string, aliases: readonly string[]): ColumnRequest => ({
  name,
  kind: 'text',
  required: false,
  aliases,
});

const COLUMNS: readonly ColumnRequest[] = [
  ...SCHEMES.map((scheme) => request(scheme, SCHEME_RULES[scheme].headers)),
  request('any', ANY_SCHEME_HEADERS),
  request('day', ['date', 'friday_date']),
];

/** Live rows of a file with a history carry no day of their own. */
const MISSING_DAY = '';

/**
 * Reads the column of symbols of a submission: CSV (plain or gzip) or Parquet. Of several such columns the first in the order of
 * `SCHEMES` is taken, then `ticker` and its like. Days come from `date` or `friday_date` (`2021-07-09` or `20210709`).
 * Throws DataRefusedError on what `readTable` refuses, on a file without a column of symbols and on a day that is none.
 */
export async function readSymbolColumn(path: string, defaultDay: string): Promise<SymbolColumn> {
  const table = await readTable(path, COLUMNS);
  const column = [...SCHEMES, 'any'].map((name) => textColumn(table, name)).find((found) => found !== null);
  if (column === undefined) {
    const declared = SCHEMES.map((scheme) => SCHEME_RULES[scheme].headers[0]).join(', ');
    return refuse(table.source, `there is no column of symbols; call it ticker (any scheme) or one of ${declared}.`);
  }
  const day = textColumn(table, 'day');
  const symbols = Array.from({ length: table.rows }, (_, row) => cell(column, row));
  if (day === null) return { header: column.header, symbols };
  return { header: column.header, symbols, dates: symbols.map((_, row) => dayOf(table, day, row) || defaultDay) };
}

const cell = ({ words, codes }: TextColumn, row: number): string => words[codes[row] as number] ?? '';

function dayOf({ source }: Table, column: TextColumn, row: number): string {
  const text = cell(column, row);
  if (text === '') return MISSING_DAY;
  const day = parseIsoDate(text.replace(/^(\d{4})(\d{2})(\d{2})(?:\.0)?$/, '$1-$2-$3'));
  if (day === null) {
    return refuse(source, `row ${row + 1} has ${column.header} ${quoted(text)}; days are like 2021-07-09 or 20210709.`);
  }
  return formatIsoDate(day);
}
