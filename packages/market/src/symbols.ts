/**
 * The second door of this room: what symbols mean, for pages in a browser too. No disk and no files; the answers to a file before it is
 * uploaded are the server's own.
 */
export {
  coverageReport,
  type CoverageAlarm,
  type CoverageOptions,
  type CoverageReport,
  type MarketCoverage,
} from './symbols/coverage.ts';
export { diffSymbols, SYMBOL_CHANGES, type SymbolChangeKind, type SymbolDiff } from './symbols/diffSymbols.ts';
export {
  explainRows,
  type ExplainOptions,
  type Explanation,
  type RowAnswer,
  type RowStatus,
  type SymbolColumn,
} from './symbols/explainRows.ts';
export { mergeSymbolMap } from './symbols/mergeSymbolMap.ts';
export { ANY_SCHEME_HEADERS, type Scheme, SCHEME_RULES, schemeOfHeader, SCHEMES } from './symbols/scheme.ts';
export { suggesterOf, type Suggestion } from './symbols/suggest.ts';
export { buildSymbolTable, isValidOn, type SymbolRow, type SymbolTable } from './symbols/symbolTable.ts';
export { type UniverseSymbols, universeSymbols } from './symbols/universeSymbols.ts';
