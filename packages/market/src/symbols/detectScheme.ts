import { cleanSymbol, type Scheme, schemesByForm, SCHEMES } from './scheme.ts';
import type { SymbolTable } from './symbolTable.ts';

export interface SchemeCounts {
  readonly scheme: Scheme;
  /** Values that are symbols of this scheme at some time, by the table. */
  readonly known: number;
  /** Values that have its form. */
  readonly wellFormed: number;
}

/**
 * What a column holds, judged by its values: the schemes of which any value is known or has the form, the likeliest first (most
 * known values, then most of its form, then the order of `SCHEMES`). Empty values do not count; none of them: no schemes.
 * @example detectSchemes(['7203.T', 'AAPL'], table)[0].scheme // 'yahoo'
 */
export function detectSchemes(values: Iterable<string>, table: SymbolTable): SchemeCounts[] {
  const known = new Map<Scheme, number>();
  const wellFormed = new Map<Scheme, number>();
  for (const value of values) {
    const symbol = cleanSymbol(value);
    if (symbol === '') continue;
    for (const scheme of schemesByForm(symbol)) wellFormed.set(scheme, (wellFormed.get(scheme) ?? 0) + 1);
    for (const scheme of SCHEMES) {
      if (table.rowsOf(scheme, symbol).length > 0) known.set(scheme, (known.get(scheme) ?? 0) + 1);
    }
  }
  return SCHEMES.map((scheme) => ({
    scheme,
    known: known.get(scheme) ?? 0,
    wellFormed: wellFormed.get(scheme) ?? 0,
  }))
    .filter(({ known, wellFormed }) => known + wellFormed > 0)
    .sort((a, b) => b.known - a.known || b.wellFormed - a.wellFormed);
}
