import { buildSymbolTable, coverageReport, type Scheme, SCHEMES, type SymbolRow } from '@robata/market/symbols';
import type { AccountService } from '../accounts/accountService.ts';
import { fieldsOf } from '../accounts/fields.ts';
import type { OperatorCommands } from '../accounts/operatorCommands.ts';
import { DomainError } from '../domainError.ts';
import type { NewSymbols, SymbolBook } from './symbolBook.ts';

/** Bytes of a request that brings symbols in: 100,000 rows and some to spare. */
export const SYMBOLS_BODY_BYTES_MAX = 32 * 2 ** 20;
/** Days after which a map counts as stale where nobody says otherwise. */
export const MAXIMUM_AGE_DAYS = 14;
const MOST_ROWS = 300_000;
const MOST_AGE_DAYS = 3_650;
const LONGEST_CELL = 200;

/** One row as it travels: permanent id, scheme, symbol, first day, last day, name, country, exchange. */
export type SymbolCells = readonly (string | null)[];

export const symbolCells = (row: SymbolRow): SymbolCells => [
  row.permanentId,
  row.scheme,
  row.symbol,
  row.validFrom,
  row.validTo,
  row.name ?? null,
  row.country ?? null,
  row.exchange ?? null,
];

/** What operators do with the table of symbols. `symbols import` takes `isDry` to say what would change. */
export function symbolCommands({
  symbols,
  accounts,
}: {
  readonly symbols: SymbolBook;
  readonly accounts: Pick<AccountService, 'recordAct'>;
}): OperatorCommands {
  return {
    'symbols import': async (input, { operator }) => {
      const fields = fieldsOf(input);
      const given: NewSymbols = {
        source: fields.text('source'),
        mapDate: dayOf(fields.text('mapDate')),
        maximumAgeDays: fields.optionalCount('maximumAgeDays', MOST_AGE_DAYS) ?? MAXIMUM_AGE_DAYS,
        by: operator.username,
        form: fields.text('form') === 'table' ? 'table' : 'map',
        rows: symbolRows((input as { readonly rows?: unknown }).rows),
      };
      if (fields.optionalFlag('isDry')) return { isNew: false, latest: null, changes: await symbols.compare(given) };
      const { latest, isNew } = await symbols.import(given);
      if (isNew) {
        const { version, source, mapDate, rows, changes } = latest;
        const details = { version, source, mapDate, rows, ...changes.counts };
        await accounts.recordAct({ actor: operator.username, action: 'symbols import', subject: source, details });
      }
      return { isNew, latest, changes: latest.changes };
    },
    'symbols list': async () => ({ imports: await symbols.imports() }),
    'symbols table': async () => {
      const latest = await symbols.latest();
      return { latest, rows: (await symbols.rows(latest?.version ?? null)).map(symbolCells) };
    },
    'symbols coverage': async (input) => {
      const date = dayOf(fieldsOf(input).text('date'));
      const latest = await symbols.latest();
      if (latest === null) {
        throw new DomainError('no_symbols', 'No symbols were imported.', {
          remedy: 'Bring a map in with robata symbols import FILE.',
        });
      }
      const { mapDate, maximumAgeDays, version } = latest;
      const { table } = buildSymbolTable(await symbols.rows(version));
      return { latest, coverage: coverageReport(table, { date, mapDate, maximumAgeDays }) };
    },
  };
}

const isDay = (text: string): boolean =>
  /^\d{4}-\d{2}-\d{2}$/.test(text) && new Date(`${text}T00:00:00Z`).toISOString().startsWith(text);

function dayOf(text: string): string {
  try {
    if (isDay(text)) return text;
  } catch {
    // No day at all: refused like one that is not ISO.
  }
  throw new DomainError('invalid_field', 'It is no day like 2026-11-23.', { field: 'mapDate' });
}

/** Rows that a program sent, the other way round than `symbolCells`. What they say is judged by the table that is built of them; here only their form. */
export function symbolRows(given: unknown): SymbolRow[] {
  const refused = (what: string) => new DomainError('invalid_field', `rows ${what}.`, { field: 'rows' });
  if (!Array.isArray(given) || given.length === 0) throw refused('is no list of rows');
  if (given.length > MOST_ROWS) throw refused(`has ${given.length} rows; ${MOST_ROWS} are taken`);
  return given.map((cells: unknown, index): SymbolRow => {
    const isCells =
      Array.isArray(cells) &&
      cells.length <= 8 &&
      cells.every(
        (cell) => cell === null || (typeof cell === 'string' && cell.length <= LONGEST_CELL && !cell.includes('\0')),
      );
    if (!isCells) throw refused(`has no row of texts at ${index + 1}`);
    const [permanentId, scheme, symbol, validFrom, validTo, name, country, exchange] = cells as (string | null)[];
    if (!SCHEMES.includes(scheme as Scheme) || !permanentId || !symbol) {
      throw refused(`has a row without permanent id, scheme or symbol at ${index + 1}`);
    }
    return {
      permanentId,
      scheme: scheme as Scheme,
      symbol,
      validFrom: validFrom ?? null,
      validTo: validTo ?? null,
      ...(name && { name }),
      ...(country && { country }),
      ...(exchange && { exchange }),
    };
  });
}
