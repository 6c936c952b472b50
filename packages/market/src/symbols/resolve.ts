import { cleanSymbol, type Scheme, SCHEME_RULES } from './scheme.ts';
import { firstDay, isValidOn, lastDay, type SymbolRow, type SymbolTable } from './symbolTable.ts';

export type Resolution =
  | { readonly status: 'found'; readonly permanentId: string; readonly row: SymbolRow }
  | { readonly status: 'unknown'; readonly reason: string }
  /** Two listings or more have the symbol on that day. */
  | { readonly status: 'ambiguous'; readonly candidates: readonly SymbolRow[]; readonly reason: string }
  /** It was a symbol before that day. `newer` is what the listing is called in the scheme then; null where it has no symbol. */
  | { readonly status: 'expired'; readonly permanentId: string; readonly newer: string | null; readonly reason: string }
  /** It becomes a symbol after that day. `older` is what the listing was called then. */
  | { readonly status: 'early'; readonly permanentId: string; readonly older: string | null; readonly reason: string };

export interface SymbolQuery {
  readonly symbol: string;
  readonly scheme: Scheme;
  /** ISO day on which the symbol is meant. */
  readonly date: string;
}

/**
 * What a symbol of a scheme names on a day. Spaces at the ends do not count, case does. A symbol that several listings had at
 * other times is taken for the last before the day (`expired`), else for the first after it (`early`). O(1) in the table's size.
 * @example resolve(table, { symbol: 'FB US', scheme: 'bloomberg', date: '2023-01-06' })
 * // { status: 'expired', newer: 'META US', … }
 */
export function resolve(table: SymbolTable, { symbol: given, scheme, date }: SymbolQuery): Resolution {
  const symbol = cleanSymbol(given);
  const rows = table.rowsOf(scheme, symbol);
  const what = `${SCHEME_RULES[scheme].name} ${symbol}`;
  const valid = rows.filter((row) => isValidOn(row, date));
  const ids = new Set(valid.map(({ permanentId }) => permanentId));
  const [row] = valid;
  if (row !== undefined && ids.size === 1) return { status: 'found', permanentId: row.permanentId, row };
  if (ids.size > 1) {
    return { status: 'ambiguous', candidates: valid, reason: `${what} names ${[...ids].join(' and ')} on ${date}` };
  }
  const past = rows.filter((row) => lastDay(row) < date).reduce<SymbolRow | null>(laterEnd, null);
  if (past !== null) {
    const { permanentId, validTo } = past;
    const newer = symbolOn(table, permanentId, scheme, date);
    const since = newer === null ? 'and its company has none since' : `its company is ${newer} now`;
    return { status: 'expired', permanentId, newer, reason: `${what} ended on ${validTo}, ${since}` };
  }
  const [future] = rows;
  if (future !== undefined) {
    const { permanentId } = future;
    const older = symbolOn(table, permanentId, scheme, date);
    const before = older === null ? '' : `, its company was ${older} on ${date}`;
    return { status: 'early', permanentId, older, reason: `${what} begins on ${firstDay(future)}${before}` };
  }
  return { status: 'unknown', reason: `${what} is not in the table` };
}

const laterEnd = (best: SymbolRow | null, row: SymbolRow): SymbolRow =>
  best === null || lastDay(row) > lastDay(best) ? row : best;

/** What a listing is called in a scheme on a day; null where it has no symbol then, the first by alphabet where it has several. */
export function symbolOn(table: SymbolTable, permanentId: string, scheme: Scheme, date: string): string | null {
  const symbols = table
    .rowsOfId(permanentId)
    .filter((row) => row.scheme === scheme && isValidOn(row, date))
    .map(({ symbol }) => symbol)
    .sort();
  return symbols[0] ?? null;
}
