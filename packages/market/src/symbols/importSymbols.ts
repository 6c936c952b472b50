import { basename } from 'node:path';

import { csvRecords } from '../import/csvRecords.ts';
import { fileKind } from '../import/fileKind.ts';
import { readTable } from '../import/readTable.ts';
import { quoted, refuse } from '../import/refuse.ts';
import { type ColumnRequest, type Table, textColumn } from '../import/table.ts';
import { knownRenames } from './knownRenames.ts';
import { marketOf } from './markets.ts';
import { applyOverrides, parseOverride, type SymbolOverride } from './overrides.ts';
import { hasIsinCheckDigit } from './checkDigits.ts';
import { cleanSymbol, type Scheme, SCHEME_RULES, SCHEMES } from './scheme.ts';
import { buildSymbolTable, type SymbolFinding, type SymbolRow, type SymbolTable } from './symbolTable.ts';

const text = (name: string, ...others: string[]): ColumnRequest => ({
  name,
  kind: 'text',
  required: false,
  aliases: [name, ...others],
});

const COLUMNS: readonly ColumnRequest[] = [
  text('permanent_id'),
  text('scheme'),
  text('symbol'),
  text('valid_from'),
  text('valid_to'),
  text('name'),
  text('country'),
  text('exchange', 'mic'),
  text('bloomberg_ticker'),
  text('yahoo', 'yahoo_ticker'),
  text('isin'),
  text('cusip'),
  text('sedol'),
  text('figi'),
];

export interface ImportedSymbols {
  readonly table: SymbolTable;
  /** `table`: rows with permanent ids and days of their own; `map`: one row of a vendor for each listing, as of one day. */
  readonly form: 'table' | 'map';
  readonly findings: readonly SymbolFinding[];
  /** Overrides that changed nothing, one sentence each. */
  readonly unusedOverrides: readonly string[];
}

/**
 * Reads a symbol table from CSV (plain or gzip) or Parquet: either our own form (`permanent_id, scheme, symbol` and any of
 * `valid_from, valid_to, name, country, exchange`; several rows per listing), or a map with one row per listing (`bloomberg_ticker`
 * and any of `yahoo, isin, cusip, sedol, figi, name, country`). Of a map the Bloomberg ticker becomes permanent id and Numerai
 * ticker, and gives the exchange ticker where its market has one exchange only; the well-known renames are applied to it, then
 * `overrides`. Throws DataRefusedError on what `readTable` refuses and on a file of neither form; a symbol that is none
 * never stops an import: it is a finding.
 */
export async function importSymbols(path: string, overrides: readonly SymbolOverride[] = []): Promise<ImportedSymbols> {
  const table = await readTable(path, COLUMNS);
  const isOwnForm = ['permanent_id', 'scheme', 'symbol'].every((name) => table.columns.has(name));
  if (!isOwnForm && !table.columns.has('bloomberg_ticker')) {
    refuse(
      table.source,
      'a symbol table has the columns permanent_id, scheme and symbol, or bloomberg_ticker and yahoo; rename its columns.',
    );
  }
  const { rows, unused } = isOwnForm
    ? applyOverrides(ownRows(table), overrides)
    : withKnownRenames(mapRows(table), overrides);
  return { ...buildSymbolTable(rows), form: isOwnForm ? 'table' : 'map', unusedOverrides: unused };
}

/** Unused lines of the well-known renames are no news: a map need not know each of these companies. */
function withKnownRenames(rows: readonly SymbolRow[], overrides: readonly SymbolOverride[]) {
  return applyOverrides(applyOverrides(rows, knownRenames(rows)).rows, overrides);
}

type Cells = (name: string, row: number) => string;

/** The cells of text columns; '' where a cell or the column is missing. */
function cellsOf(table: Table): Cells {
  const columns = new Map(COLUMNS.map(({ name }) => [name, textColumn(table, name)]));
  return (name, row) => {
    const column = columns.get(name);
    return column?.words[column.codes[row] as number] ?? '';
  };
}

const dayOrOpen = (cell: string): string | null => (cell === '' ? null : cell);

function labelsOf(cell: Cells, row: number): Pick<SymbolRow, 'name' | 'country' | 'exchange'> {
  const [name, country, exchange] = ['name', 'country', 'exchange'].map((column) => cell(column, row));
  return { ...(name && { name }), ...(country && { country }), ...(exchange && { exchange }) };
}

function ownRows(table: Table): SymbolRow[] {
  const cell = cellsOf(table);
  return Array.from({ length: table.rows }, (_, row) => {
    const given = cell('scheme', row);
    const scheme = SCHEMES.find((candidate) => candidate === given);
    if (scheme === undefined) {
      refuse(table.source, `row ${row + 1} has the scheme ${quoted(given)}; it must be one of ${SCHEMES.join(', ')}.`);
    }
    return {
      permanentId: cell('permanent_id', row),
      scheme,
      symbol: cell('symbol', row),
      validFrom: dayOrOpen(cell('valid_from', row)),
      validTo: dayOrOpen(cell('valid_to', row)),
      ...labelsOf(cell, row),
    };
  });
}

function mapRows(table: Table): SymbolRow[] {
  const cell = cellsOf(table);
  const rows: SymbolRow[] = [];
  for (let row = 0; row < table.rows; row++) {
    const bloomberg = cleanSymbol(cell('bloomberg_ticker', row));
    if (bloomberg === '')
      refuse(table.source, `row ${row + 1} has no bloomberg_ticker; fill it in or remove that row.`);
    const market = marketOf(bloomberg);
    const [mic, ...otherMics] = market?.mics ?? [];
    const labels = { ...(market && { country: market.country }), ...labelsOf(cell, row) };
    const add = (scheme: Scheme, symbol: string): void => {
      if (symbol === '') return;
      rows.push({ permanentId: bloomberg, scheme, symbol, validFrom: null, validTo: null, ...labels });
    };
    // A ticker that is none (`GR`, `CB_old US`) goes in as it is, and becomes one finding.
    add('bloomberg', bloomberg);
    if (SCHEME_RULES.numerai_ticker.isWellFormed(bloomberg)) add('numerai_ticker', bloomberg);
    if (mic !== undefined && otherMics.length === 0) add('exchange', `${tickerOf(bloomberg)}.${mic}`);
    add('yahoo', cell('yahoo', row));
    for (const scheme of ['cusip', 'sedol', 'figi'] as const) add(scheme, cell(scheme, row));
    const isin = cell('isin', row);
    add('isin', isin);
    if (/^(US|CA)/.test(isin) && hasIsinCheckDigit(isin)) add('cusip', isin.slice(2, 11));
  }
  return rows;
}

/** `ATCO-A` of `ATCO A SS`. */
const tickerOf = (bloomberg: string): string => bloomberg.split(' ').slice(0, -1).join('-');

/** Reads a hand-kept file of overrides (`SymbolOverride`). Throws DataRefusedError with the row and the remedy. */
export async function readOverrides(path: string): Promise<SymbolOverride[]> {
  const source = basename(path);
  const kind = await fileKind(path);
  if (kind === 'parquet') refuse(source, 'overrides are kept by hand; give them as CSV.');
  let headers: string[] = [];
  const overrides: SymbolOverride[] = [];
  await csvRecords(path, kind === 'gzip', (fields, number) => {
    const cells = fields.map((field) => field.trim());
    if (number === 0) {
      headers = cells;
      const missing = ['action', 'scheme', 'symbol', 'to', 'from_day'].find((name) => !headers.includes(name));
      if (missing !== undefined)
        refuse(source, `column ${quoted(missing)} is missing; the columns are action,scheme,symbol,to,from_day,why.`);
      return;
    }
    const override = parseOverride(Object.fromEntries(headers.map((header, at) => [header, cells[at] ?? ''])));
    if ('fault' in override)
      refuse(source, `row ${number} cannot be used, for ${override.fault}; fix or remove that row.`);
    overrides.push(override);
  });
  return overrides;
}
