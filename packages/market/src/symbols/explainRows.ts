import { detectSchemes, type SchemeCounts } from './detectScheme.ts';
import { type Resolution, resolve } from './resolve.ts';
import { cleanSymbol, type Scheme, SCHEME_RULES, schemeOfHeader, schemesByForm, SCHEMES } from './scheme.ts';
import { suggesterOf, type Suggestion } from './suggest.ts';
import type { SymbolTable } from './symbolTable.ts';

export type RowStatus = 'matched' | 'unmatched' | 'duplicate' | 'expired' | 'early' | 'ambiguous' | 'empty';

export interface RowAnswer {
  /** From 1, the first row after the header. */
  readonly row: number;
  readonly symbol: string;
  readonly status: RowStatus;
  /** By which scheme; null where none knows the symbol. */
  readonly scheme: Scheme | null;
  /** Null where the symbol names no listing, or several. */
  readonly permanentId: string | null;
  /** What to write instead; null where nothing is needed or near. */
  readonly suggestion: string | null;
  /** One sentence for a person, with the remedy where the row is not matched. */
  readonly sentence: string;
}

export interface SymbolColumn {
  /** The header as the file has it. */
  readonly header: string;
  readonly symbols: readonly string[];
  /** The day of each row (ISO), where a file has rows of many days. */
  readonly dates?: readonly string[];
}

export interface ExplainOptions {
  /** ISO day of rows without one. */
  readonly date: string;
  /** Overrides what the header says. */
  readonly scheme?: Scheme;
  /** Where suggestions come from; default: the whole table. */
  readonly suggestFrom?: SymbolTable;
}

export interface Explanation {
  /** What the header (or the caller) declares; `any` where each symbol may be of any scheme. */
  readonly declared: Scheme | 'any';
  /** What the values are, the likeliest first. */
  readonly detected: readonly SchemeCounts[];
  /** One sentence where header and values disagree; null otherwise. */
  readonly headerProblem: string | null;
  readonly rows: readonly RowAnswer[];
  readonly totals: Readonly<Record<RowStatus, number>>;
  /** Matched rows by scheme. */
  readonly matchedBy: Readonly<Partial<Record<Scheme, number>>>;
  readonly allMatch: boolean;
}

/**
 * Answers every row of a column of symbols: matched (by which scheme), or why not and what to write instead. A header such as
 * `bloomberg_ticker` declares the scheme, and a value of another scheme is then told so; under `ticker` or `symbol` every value
 * may be of any scheme: the one of which the column has most known values is tried first, and where that does not know a value and
 * the others disagree about it, it is ambiguous. The second row of a listing on a day is a duplicate, under whatever symbol it
 * comes. An unknown header counts as `ticker`. No row is left out: there are as many answers as symbols.
 */
export function explainRows(table: SymbolTable, column: SymbolColumn, options: ExplainOptions): Explanation {
  const declared = options.scheme ?? schemeOfHeader(column.header) ?? 'any';
  const detected = detectSchemes(column.symbols, table);
  const hasOwn = hasTickers(table);
  const order = orderOfSchemes(declared, detected, hasOwn);
  const { suggest } = suggesterOf(options.suggestFrom ?? table);
  const suggested = (symbol: string, asked: Scheme, date: string): readonly Suggestion[] => {
    const near = suggest(symbol, asked, date);
    return near.length === 0 && order.includes('ticker') ? suggest(symbol, 'ticker', date) : near;
  };
  const rowOfListing = new Map<string, number>();
  const answer = (given: string, index: number): RowAnswer => {
    const symbol = cleanSymbol(given);
    const row = index + 1;
    const none = { row, symbol, scheme: null, permanentId: null, suggestion: null };
    if (symbol === '')
      return { ...none, status: 'empty', sentence: 'The row has no symbol; fill it in or remove the row.' };
    const date = column.dates?.[index] ?? options.date;
    const { scheme, resolution } = resolveInOrder(table, symbol, date, order);
    if (resolution.status !== 'found') {
      const asked = askedScheme(symbol, declared, order);
      const near = resolution.status === 'unknown' ? suggested(symbol, asked, date) : [];
      const known = resolution.status === 'unknown' ? null : scheme;
      return { ...none, scheme: known, ...explainMiss(resolution, symbol, asked, near, declared) };
    }
    const { permanentId } = resolution;
    const key = `${date} ${permanentId}`;
    const first = rowOfListing.get(key);
    if (first !== undefined) {
      const other = cleanSymbol(column.symbols[first - 1] as string);
      const same = other === symbol ? `of row ${first} again` : `again, which row ${first} calls ${shownSymbol(other)}`;
      const sentence = `This is ${permanentId} ${same}; keep one of the two.`;
      return { row, symbol, status: 'duplicate', scheme, permanentId, suggestion: null, sentence };
    }
    rowOfListing.set(key, row);
    const sentence = `Matched as ${SCHEME_RULES[scheme].name}.`;
    return { row, symbol, status: 'matched', scheme, permanentId, suggestion: null, sentence };
  };
  const rows = column.symbols.map(answer);
  return {
    declared,
    detected,
    headerProblem: headerProblem(table, column.header, declared, detected, rows.length),
    rows,
    ...totalsOf(rows),
  };
}

/** The schemes in which a symbol is looked up: only the declared one, or all, the column's own first. */
function orderOfSchemes(
  declared: Scheme | 'any',
  detected: readonly SchemeCounts[],
  hasOwn: boolean,
): readonly Scheme[] {
  // A live file calls its column `numerai_ticker`, whatever the tickers in it are.
  if (declared === 'numerai_ticker' && hasOwn) return ['ticker', declared];
  if (declared !== 'any') return [declared];
  const known = detected.map(({ scheme }) => scheme);
  // What the universe itself calls its stocks goes before what others call theirs.
  const own: Scheme[] = known.includes('ticker') ? ['ticker', ...known.filter((scheme) => scheme !== 'ticker')] : known;
  return [...own, ...SCHEMES.filter((scheme) => !own.includes(scheme))];
}

const hasTickers = (table: SymbolTable): boolean => {
  for (const _ of table.symbolsOf('ticker')) return true;
  return false;
};

interface Looked {
  readonly scheme: Scheme;
  readonly resolution: Resolution;
}

/** The first scheme decides if it knows the symbol; of the others, all that know it must agree. */
function resolveInOrder(table: SymbolTable, symbol: string, date: string, order: readonly Scheme[]): Looked {
  const [first, ...others] = order.map((scheme) => ({ scheme, resolution: resolve(table, { symbol, scheme, date }) }));
  if (first === undefined) throw new RangeError('no scheme to look in');
  if (first.resolution.status !== 'unknown') return first;
  const found = others.filter(({ resolution }) => resolution.status === 'found');
  const candidates = found.flatMap(({ resolution }) => (resolution.status === 'found' ? [resolution.row] : []));
  const ids = new Set(candidates.map(({ permanentId }) => permanentId));
  if (ids.size > 1) {
    const reason = candidates.map((row) => `the ${SCHEME_RULES[row.scheme].name} of ${row.permanentId}`).join(' and ');
    return { scheme: first.scheme, resolution: { status: 'ambiguous', candidates, reason: `${symbol} is ${reason}` } };
  }
  return found[0] ?? others.find(({ resolution }) => resolution.status !== 'unknown') ?? first;
}

/** The scheme in which a suggestion is made: the declared one, else one that the symbol looks like, else the column's own. */
function askedScheme(symbol: string, declared: Scheme | 'any', order: readonly Scheme[]): Scheme {
  if (declared !== 'any') return declared;
  const forms = schemesByForm(symbol.toUpperCase());
  return order.find((scheme) => forms.includes(scheme)) ?? (order[0] as Scheme);
}

function explainMiss(
  resolution: Exclude<Resolution, { status: 'found' }>,
  symbol: string,
  asked: Scheme,
  near: readonly Suggestion[],
  declared: Scheme | 'any',
): Pick<RowAnswer, 'status' | 'permanentId' | 'suggestion' | 'sentence'> {
  switch (resolution.status) {
    case 'expired': {
      const { permanentId, newer, reason } = resolution;
      const remedy = newer === null ? 'remove the row' : `write ${newer}`;
      return { status: 'expired', permanentId, suggestion: newer, sentence: `${reason}; ${remedy}.` };
    }
    case 'early': {
      const { permanentId, older, reason } = resolution;
      const remedy = older === null ? 'remove the row' : `write ${older}`;
      return { status: 'early', permanentId, suggestion: older, sentence: `${reason}; ${remedy}.` };
    }
    case 'ambiguous': {
      const sentence = `${resolution.reason}; name it by another scheme, such as ISIN or FIGI.`;
      return { status: 'ambiguous', permanentId: null, suggestion: null, sentence };
    }
    case 'unknown':
      return { status: 'unmatched', permanentId: null, ...explainUnknown(symbol, asked, near, declared) };
  }
}

function explainUnknown(
  symbol: string,
  asked: Scheme,
  near: readonly Suggestion[],
  declared: Scheme | 'any',
): Pick<RowAnswer, 'suggestion' | 'sentence'> {
  const { name, example } = SCHEME_RULES[asked];
  const shown = shownSymbol(symbol);
  const [best] = near;
  if (best !== undefined) {
    const others =
      near.length === 1
        ? ''
        : ` (or ${near
            .slice(1)
            .map(({ symbol }) => symbol)
            .join(', ')})`;
    return {
      suggestion: best.symbol,
      sentence: `No ${name} is ${shown}; ${best.why}: write ${best.symbol}${others}.`,
    };
  }
  const forms = schemesByForm(symbol);
  const [form] = forms;
  const what = form === undefined ? 'it has the form of no scheme' : `it looks like a ${SCHEME_RULES[form].name}`;
  const sentence =
    declared === 'any' || forms.includes(asked)
      ? `No listing is called ${shown}; nothing is near, so check it or remove the row.`
      : `No ${name} is ${shown}, ${what} and a ${name} is like ${example}; nothing is near, so check it or remove the row.`;
  return { suggestion: null, sentence };
}

const LONGEST_SHOWN = 40;

/** What somebody wrote, fit for one line. */
export function shownSymbol(symbol: string): string {
  const line = symbol.replaceAll(/\p{C}/gu, '?');
  return line.length > LONGEST_SHOWN ? `${line.slice(0, LONGEST_SHOWN - 1)}…` : line;
}

/** A declared scheme that the table does not have, or that the values are not of. */
function headerProblem(
  table: SymbolTable,
  header: string,
  declared: Scheme | 'any',
  detected: readonly SchemeCounts[],
  rows: number,
): string | null {
  if (declared === 'any') return null;
  const { name } = SCHEME_RULES[declared];
  const [best] = detected;
  const isMeant = (scheme: Scheme): boolean =>
    scheme === declared || (declared === 'numerai_ticker' && scheme === 'ticker');
  const other = best === undefined || isMeant(best.scheme) ? null : best;
  const own = Math.max(0, ...detected.map(({ scheme, known }) => (isMeant(scheme) ? known : 0)));
  const says = `The column ${JSON.stringify(header)} says ${name}, and`;
  if (other !== null && other.known > own) {
    const { name: better, headers } = SCHEME_RULES[other.scheme];
    return `${says} ${own} of ${rows} values are one while ${other.known} are a ${better}; call it ${headers[0]}, or ticker, which takes any scheme.`;
  }
  const [any] = table.symbolsOf(declared);
  return any === undefined && !(declared === 'numerai_ticker' && hasTickers(table))
    ? `${says} the symbol table has none; use a table that does, or another scheme.`
    : null;
}

const NO_ROWS: Record<RowStatus, number> = {
  matched: 0,
  unmatched: 0,
  duplicate: 0,
  expired: 0,
  early: 0,
  ambiguous: 0,
  empty: 0,
};

function totalsOf(rows: readonly RowAnswer[]): Pick<Explanation, 'totals' | 'matchedBy' | 'allMatch'> {
  const totals = { ...NO_ROWS };
  const matchedBy: Partial<Record<Scheme, number>> = {};
  for (const { status, scheme } of rows) {
    totals[status] += 1;
    if (status === 'matched' && scheme !== null) matchedBy[scheme] = (matchedBy[scheme] ?? 0) + 1;
  }
  return { totals, matchedBy, allMatch: rows.length > 0 && totals.matched === rows.length };
}
