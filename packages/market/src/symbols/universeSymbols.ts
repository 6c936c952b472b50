import { KNOWN_RENAMES } from './knownRenames.ts';
import { isValidOn, type SymbolRow } from './symbolTable.ts';

export interface UniverseSymbols {
  /** Of each ticker that was given, in that order. Stocks that no imported listing stands for are called as their ticker. */
  readonly permanentIds: readonly string[];
  /** All imported rows, and what the universe calls its own stocks. */
  readonly rows: readonly SymbolRow[];
}

/**
 * Joins a universe that has tickers of its own (`META`, `BRK.B`) with an imported map on a day: a stock is the listing whose Bloomberg ticker
 * then is that ticker in the United States. Without such a listing, or without a map, it is a listing of its own that only its ticker names,
 * with the well-known renames before and after the day. `day`: ISO.
 */
export function universeSymbols(
  tickers: readonly string[],
  imported: readonly SymbolRow[],
  day: string,
): UniverseSymbols {
  const listed = new Map<string, string>();
  for (const row of imported) {
    if (row.scheme === 'bloomberg' && row.symbol.endsWith(' US') && isValidOn(row, day)) {
      listed.set(plainTicker(row.symbol.slice(0, -3)), row.permanentId);
    }
  }
  const permanentIds = tickers.map((ticker) => {
    const then = nameThen(ticker, day);
    return listed.get(plainTicker(ticker)) ?? (then && listed.get(plainTicker(then))) ?? ticker;
  });
  const taken = new Set(tickers);
  const current = tickers.flatMap((ticker, at) =>
    namesOf(ticker, day)
      // What is another stock of the universe is no other name of this one.
      .filter(({ symbol }) => symbol === ticker || !taken.has(symbol))
      .map((named): SymbolRow => ({ permanentId: permanentIds[at] as string, scheme: 'ticker', ...named })),
  );
  // Clients of Signals write the market behind the ticker; where a map has the listing it says so itself.
  const unlisted = current.filter(({ permanentId }) => taken.has(permanentId));
  const marketed = unlisted.map((row): SymbolRow => ({ ...row, scheme: 'numerai_ticker', symbol: `${row.symbol} US` }));
  return { permanentIds, rows: [...imported, ...current, ...marketed] };
}

/** `BRK/B`, `BRK.B` and `BRK-B` are one. */
const plainTicker = (ticker: string): string => ticker.replaceAll(/[./\-_ ]/g, '-');

interface Named {
  readonly symbol: string;
  readonly validFrom: string | null;
  readonly validTo: string | null;
}

/** What a company was called on a day where its data call it by a name that it got later; null where they do not. */
const nameThen = (ticker: string, day: string): string | null =>
  KNOWN_RENAMES.find(({ fromDay, to }) => to === ticker && fromDay > day)?.ticker ?? null;

/** What a company that has this ticker on the day is called before and after. */
function namesOf(ticker: string, day: string): Named[] {
  const before = KNOWN_RENAMES.findLast(({ fromDay, to }) => to === ticker && fromDay <= day);
  const after = KNOWN_RENAMES.find(({ fromDay, ticker: old }) => old === ticker && fromDay > day);
  const then = nameThen(ticker, day);
  const [validFrom, validTo] = [before?.fromDay ?? null, after === undefined ? null : dayBefore(after.fromDay)];
  return [
    { symbol: ticker, validFrom, validTo },
    ...(before === undefined ? [] : [{ symbol: before.ticker, validFrom: null, validTo: dayBefore(before.fromDay) }]),
    ...(after === undefined ? [] : [{ symbol: after.to, validFrom: after.fromDay, validTo: null }]),
    ...(then === null ? [] : [{ symbol: then, validFrom: null, validTo: null }]),
  ];
}

const DAY_MS = 86_400_000;
const dayBefore = (iso: string): string => new Date(Date.parse(iso) - DAY_MS).toISOString().slice(0, 10);
