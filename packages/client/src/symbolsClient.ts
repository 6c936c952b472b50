import type { SymbolSearch, SymbolsPage } from '@robata/tournament/predictions';
import type { CallOptions, Connection } from './connection.ts';

/** The tickers that a round of Signals takes, by the alphabet, and what a file for it must keep to. */
export interface SignalsUniverse {
  readonly round: number;
  readonly state: 'open' | 'closed';
  readonly opensAt: string;
  readonly closesAt: string;
  /** The day on which symbols are meant. */
  readonly day: string | null;
  /** Null: none were imported, and the tickers alone count. */
  readonly symbolsVersion: number | null;
  readonly minimumRows: number | null;
  readonly unusedShareMax: number | null;
  readonly column: string;
  readonly tickers: readonly string[];
}

/** What the tournament knows of symbols. */
export interface SymbolsClient {
  /** Imports, freshness and coverage by market and scheme, as of a day. Default: that of the round that takes files. */
  symbols(query?: { readonly date?: string }, options?: CallOptions): Promise<SymbolsPage>;
  /** What a symbol names, and what near it might be meant. */
  searchSymbols(
    query: { readonly symbol: string; readonly date?: string },
    options?: CallOptions,
  ): Promise<SymbolSearch>;
  /** Of a round that takes Signals files. */
  signalsUniverse(round: number, options?: CallOptions): Promise<SignalsUniverse>;
}

export const symbolsClient = ({ ask }: Connection): SymbolsClient => ({
  symbols: (query = {}, options = {}) => ask('/api/symbols', { ...options, query }),
  searchSymbols: (query, options = {}) => ask('/api/symbols/search', { ...options, query }),
  signalsUniverse: (round, options) => ask(`/api/rounds/${round}/signals/universe`, options),
});
