import { deletions, isOneEditApart } from './oneEdit.ts';
import { symbolOn } from './resolve.ts';
import { cleanSymbol, type Scheme, SCHEME_RULES, SCHEMES } from './scheme.ts';
import { isValidOn, type SymbolTable } from './symbolTable.ts';

export interface Suggestion {
  /** In the scheme that was asked for. */
  readonly symbol: string;
  readonly permanentId: string;
  /** `case`, `spelling`: signs, zeros and words around it; `suffix`: the market is missing; `scheme`: another scheme's symbol; `edit`: one character. */
  readonly kind: 'case' | 'scheme' | 'suffix' | 'spelling' | 'edit';
  /** A clause that ends no sentence: `it is a Yahoo symbol`. */
  readonly why: string;
}

export interface Suggester {
  /** At most three, best first; those that have no symbol of the scheme on the day are left out. None where nothing is near. */
  suggest(symbol: string, scheme: Scheme, date: string): Suggestion[];
}

const MOST_SUGGESTIONS = 3;

/** One scheme's symbols by what people make of them. */
interface Index {
  readonly byUpperCase: ReadonlyMap<string, string[]>;
  readonly bySpelling: ReadonlyMap<string, string[]>;
  readonly byStem: ReadonlyMap<string, string[]>;
  readonly byDeletion: ReadonlyMap<string, string[]>;
}

/**
 * Finds what a symbol that is not in the table was meant to be: wrong case, another scheme's symbol, a missing market, other signs
 * (BRK.B for BRK/B), one wrong character. Indexes are made once per scheme, so that thousands of misses cost milliseconds.
 */
export function createSuggester(table: SymbolTable): Suggester {
  const indexes = new Map<Scheme, Index>();
  const indexOf = (scheme: Scheme): Index => {
    const index = indexes.get(scheme) ?? buildIndex([...table.symbolsOf(scheme)]);
    indexes.set(scheme, index);
    return index;
  };

  return {
    suggest(given, scheme, date) {
      const symbol = cleanSymbol(given);
      const index = indexOf(scheme);
      const found = new Map<string, Suggestion>();
      const add = (candidates: readonly string[] | undefined, kind: Suggestion['kind'], why: string): void => {
        for (const candidate of candidates ?? []) {
          if (found.has(candidate) || candidate === symbol) continue;
          const row = table.rowsOf(scheme, candidate).find((row) => isValidOn(row, date));
          if (row !== undefined) found.set(candidate, { symbol: candidate, permanentId: row.permanentId, kind, why });
        }
      };
      add(index.byUpperCase.get(symbol.toUpperCase()), 'case', 'capitals count');
      for (const other of SCHEMES) {
        if (other === scheme) continue;
        const why = `it is a ${SCHEME_RULES[other].name}`;
        const named = table.rowsOf(other, symbol);
        const valid = named.filter((row) => isValidOn(row, date));
        // A symbol that ended still says which listing was meant.
        for (const { permanentId } of valid.length > 0 ? valid : named) {
          const own = symbolOn(table, permanentId, scheme, date);
          if (own !== null) add([own], 'scheme', why);
        }
      }
      add(index.byStem.get(symbol.toUpperCase()), 'suffix', 'the market is missing');
      add(index.bySpelling.get(spellingOf(symbol)), 'spelling', 'it is spelled otherwise');
      if (found.size === 0) add(oneEditFrom(symbol, index), 'edit', 'one character is different');
      return [...found.values()].slice(0, MOST_SUGGESTIONS);
    },
  };
}

const suggesters = new WeakMap<SymbolTable, Suggester>();

/** The suggester of a table, made when it is first asked for. */
export function suggesterOf(table: SymbolTable): Suggester {
  const known = suggesters.get(table) ?? createSuggester(table);
  suggesters.set(table, known);
  return known;
}

/** Of shorter tickers every second one is one character away: that helps nobody. */
const SHORTEST_TO_CORRECT = 3;

/** Those of the same length first: a wrong character or a swap is likelier than a lost one. */
function oneEditFrom(symbol: string, index: Index): string[] {
  if ((stemOf(symbol)[0] ?? symbol).length < SHORTEST_TO_CORRECT) return [];
  const near = [...deletions(symbol)].flatMap((text) => index.byDeletion.get(text) ?? []);
  const changed = (candidate: string): number => Number(candidate.length !== symbol.length);
  return [...new Set(near)]
    .filter((candidate) => isOneEditApart(symbol, candidate))
    .sort((a, b) => changed(a) - changed(b) || (a < b ? -1 : 1));
}

function buildIndex(symbols: readonly string[]): Index {
  const sorted = [...symbols].sort();
  return {
    byUpperCase: grouped(sorted, (symbol) => [symbol.toUpperCase()]),
    bySpelling: grouped(sorted, (symbol) => [spellingOf(symbol)]),
    byStem: grouped(sorted, (symbol) => stemOf(symbol)),
    byDeletion: grouped(sorted, (symbol) => deletions(symbol)),
  };
}

function grouped(symbols: readonly string[], keysOf: (symbol: string) => Iterable<string>): Map<string, string[]> {
  const groups = new Map<string, string[]>();
  for (const symbol of symbols) {
    for (const key of keysOf(symbol)) {
      const group = groups.get(key);
      if (group === undefined) groups.set(key, [symbol]);
      else group.push(symbol);
    }
  }
  return groups;
}

/** What stands before the market: `7203` of `7203 JP`, `7203.T` and `7203.XTKS`; nothing of a symbol without market. */
function stemOf(symbol: string): string[] {
  const match = /^(.+)(?: [A-Z]{2}|\.[A-Z0-9]{1,4})$/.exec(symbol.toUpperCase());
  return match === null ? [] : [match[1] as string];
}

/** `BRK.B US`, `brk/b us` and `BRK-B US Equity` are one; so are `5 HK`, `0005 HK`. */
function spellingOf(symbol: string): string {
  return symbol
    .toUpperCase()
    .replace(/ EQUITY$/, '')
    .replace(/^0+(?=\d)/, '')
    .replaceAll(/[./\-_\s]/g, '');
}
