import { buildSymbolTable, type SymbolRow, type SymbolTable, universeSymbols } from '@robata/market/symbols';

/** What symbols mean for a round of Signals. */
export interface RoundUniverse {
  readonly table: SymbolTable;
  /** Of the round's own stocks: what a suggestion may name. */
  readonly own: SymbolTable;
  /** Where each listing stands among the round's ids. */
  readonly placeOf: ReadonlyMap<string, number>;
}

const kept = new WeakMap<readonly string[], { readonly of: readonly SymbolRow[]; readonly universe: RoundUniverse }>();

/** Made once for a round and a version of the symbols. `tickers`: of the round's stocks, the same array at every call. `day`: ISO. */
export function roundUniverse(tickers: readonly string[], imported: readonly SymbolRow[], day: string): RoundUniverse {
  const known = kept.get(tickers);
  if (known?.of === imported) return known.universe;
  const { permanentIds, rows } = universeSymbols(tickers, imported, day);
  const placeOf = new Map(permanentIds.map((id, at) => [id, at]));
  const universe = {
    table: buildSymbolTable(rows).table,
    own: buildSymbolTable(rows.filter(({ permanentId }) => placeOf.has(permanentId))).table,
    placeOf,
  };
  kept.set(tickers, { of: imported, universe });
  return universe;
}
