import { parseIsoDate } from '../calendar/isoDate.ts';
import { cleanSymbol, type Scheme, SCHEME_RULES } from './scheme.ts';

/** What one scheme called a listing for a time. Days are ISO; both ends are included, null is open. */
export interface SymbolRow {
  /** Never changes and is never used again: by custom the first Bloomberg ticker, with `~1` where a symbol was re-used. */
  readonly permanentId: string;
  readonly scheme: Scheme;
  readonly symbol: string;
  readonly validFrom: string | null;
  readonly validTo: string | null;
  readonly name?: string | undefined;
  readonly country?: string | undefined;
  readonly exchange?: string | undefined;
}

export interface SymbolTable {
  /** Sorted by permanent id, scheme, first day. */
  readonly rows: readonly SymbolRow[];
  /** The rows of a symbol, by first day; none where it is unknown. */
  rowsOf(scheme: Scheme, symbol: string): readonly SymbolRow[];
  /** All names of a listing, by scheme and first day. */
  rowsOfId(permanentId: string): readonly SymbolRow[];
  symbolsOf(scheme: Scheme): Iterable<string>;
}

export type SymbolFindingKind =
  /** Refused rows: a form or check digit that is wrong, days that are not ISO or run backwards, nothing in it. */
  | 'malformed'
  | 'bad_days'
  /** The same row twice: one is kept. */
  | 'repeated_row'
  /** One symbol names two listings on the same day: it resolves to `ambiguous` there. */
  | 'overlap'
  /** One listing has two symbols of a scheme on the same day. */
  | 'several_symbols'
  /** One symbol named two listings, one after the other. */
  | 'reused_symbol'
  /** One listing changed its symbol. */
  | 'renamed';

export interface SymbolFinding {
  readonly kind: SymbolFindingKind;
  readonly severity: 'error' | 'warning' | 'info';
  /** One sentence. */
  readonly sentence: string;
  readonly rows: readonly SymbolRow[];
}

const EARLIEST = '0000-00-00';
const LATEST = '9999-99-99';

export const firstDay = ({ validFrom }: SymbolRow): string => validFrom ?? EARLIEST;
export const lastDay = ({ validTo }: SymbolRow): string => validTo ?? LATEST;
export const isValidOn = (row: SymbolRow, day: string): boolean => firstDay(row) <= day && day <= lastDay(row);

/**
 * Builds a table from rows in any order, and says what is wrong or worth knowing about it. Rows that cannot be used are left out,
 * each with a finding of severity `error`; two listings under one symbol on one day are an `error` too, and stay in: whoever
 * asks is told that the symbol is ambiguous. The order of the rows does not change the result.
 */
export function buildSymbolTable(rows: readonly SymbolRow[]): { table: SymbolTable; findings: SymbolFinding[] } {
  const findings: SymbolFinding[] = [];
  const kept = new Map<string, SymbolRow>();
  for (const given of rows) {
    const row = { ...given, permanentId: cleanSymbol(given.permanentId), symbol: cleanSymbol(given.symbol) };
    const fault = faultOf(row);
    const key = JSON.stringify([row.permanentId, row.scheme, row.symbol, row.validFrom, row.validTo]);
    if (fault !== null) findings.push({ ...fault, severity: 'error', rows: [row] });
    else if (kept.has(key)) {
      findings.push({
        kind: 'repeated_row',
        severity: 'info',
        sentence: `${titleOf(row)} is there twice.`,
        rows: [row],
      });
    } else kept.set(key, row);
  }
  const sorted = [...kept.values()].sort(byIdSchemeDay);
  const bySymbol = Map.groupBy(sorted, ({ scheme, symbol }) => symbolKey(scheme, symbol));
  const byId = Map.groupBy(sorted, ({ permanentId }) => permanentId);
  const symbols = new Map<Scheme, Set<string>>();
  for (const [, group] of bySymbol) {
    group.sort(byDay);
    const { scheme, symbol } = group[0] as SymbolRow;
    const known = symbols.get(scheme) ?? new Set();
    symbols.set(scheme, known.add(symbol));
    findings.push(...pairs(group).flatMap(([a, b]) => sharedSymbol(a, b)));
  }
  for (const [, group] of byId) {
    const schemes = Map.groupBy(group, ({ scheme }) => scheme);
    for (const [, named] of schemes) findings.push(...pairs(named).flatMap(([a, b]) => changedSymbol(a, b)));
  }
  return {
    table: {
      rows: sorted,
      rowsOf: (scheme, symbol) => bySymbol.get(symbolKey(scheme, symbol)) ?? [],
      rowsOfId: (permanentId) => byId.get(permanentId) ?? [],
      symbolsOf: (scheme) => symbols.get(scheme) ?? [],
    },
    findings: findings.sort(bySeverity),
  };
}

const symbolKey = (scheme: Scheme, symbol: string): string => `${scheme}:${symbol}`;
const titleOf = ({ scheme, symbol, permanentId }: SymbolRow): string =>
  `${SCHEME_RULES[scheme].name} ${symbol} of ${permanentId}`;

function faultOf(row: SymbolRow): Pick<SymbolFinding, 'kind' | 'sentence'> | null {
  const { scheme, symbol, permanentId, validFrom, validTo } = row;
  const rules = SCHEME_RULES[scheme];
  if (permanentId === '') return { kind: 'malformed', sentence: `${rules.name} ${symbol} has no permanent id.` };
  if (!rules.isWellFormed(symbol)) {
    return {
      kind: 'malformed',
      sentence: `${JSON.stringify(symbol)} of ${permanentId} is no ${rules.name} (like ${rules.example}).`,
    };
  }
  const bad = [validFrom, validTo].find((day) => day !== null && (day.length !== 10 || parseIsoDate(day) === null));
  if (bad !== undefined)
    return { kind: 'bad_days', sentence: `${titleOf(row)}: ${JSON.stringify(bad)} is no ISO day.` };
  if (firstDay(row) > lastDay(row)) {
    return { kind: 'bad_days', sentence: `${titleOf(row)} ends on ${validTo}, before it begins on ${validFrom}.` };
  }
  return null;
}

/** Neighbours by first day, of rows sorted by it; a long first row may reach over several. */
function pairs(rows: readonly SymbolRow[]): [SymbolRow, SymbolRow][] {
  const result: [SymbolRow, SymbolRow][] = [];
  let longest: SymbolRow | null = null;
  for (const row of rows) {
    if (longest !== null) result.push([longest, row]);
    if (longest === null || lastDay(row) >= lastDay(longest)) longest = row;
  }
  return result;
}

const overlaps = (before: SymbolRow, after: SymbolRow): boolean => firstDay(after) <= lastDay(before);

function sharedSymbol(before: SymbolRow, after: SymbolRow): SymbolFinding[] {
  if (before.permanentId === after.permanentId) return [];
  const both = `${before.permanentId} and ${after.permanentId}`;
  const what = `${SCHEME_RULES[before.scheme].name} ${before.symbol}`;
  const rows = [before, after];
  return overlaps(before, after)
    ? [
        {
          kind: 'overlap',
          severity: 'error',
          sentence: `${what} names ${both} on ${dayOfOverlap(after)}; end one of them.`,
          rows,
        },
      ]
    : [
        {
          kind: 'reused_symbol',
          severity: 'info',
          sentence: `${what} named ${both}, from ${after.validFrom} on.`,
          rows,
        },
      ];
}

function changedSymbol(before: SymbolRow, after: SymbolRow): SymbolFinding[] {
  if (before.symbol === after.symbol) return [];
  const rows = [before, after];
  const of = `${SCHEME_RULES[before.scheme].name} of ${before.permanentId}`;
  const both = `${before.symbol} and ${after.symbol}`;
  return overlaps(before, after)
    ? [
        {
          kind: 'several_symbols',
          severity: 'warning',
          sentence: `The ${of} is both ${both} on ${dayOfOverlap(after)}.`,
          rows,
        },
      ]
    : [{ kind: 'renamed', severity: 'info', sentence: `The ${of} was ${both} from ${after.validFrom} on.`, rows }];
}

const dayOfOverlap = ({ validFrom }: SymbolRow): string => validFrom ?? 'every day';

const compare = (a: string, b: string): number => (a < b ? -1 : Number(a > b));
const byDay = (a: SymbolRow, b: SymbolRow): number =>
  compare(firstDay(a), firstDay(b)) || compare(lastDay(a), lastDay(b)) || compare(a.permanentId, b.permanentId);
const byIdSchemeDay = (a: SymbolRow, b: SymbolRow): number =>
  compare(a.permanentId, b.permanentId) ||
  compare(a.scheme, b.scheme) ||
  compare(firstDay(a), firstDay(b)) ||
  compare(lastDay(a), lastDay(b)) ||
  compare(a.symbol, b.symbol);

const SEVERITIES = ['error', 'warning', 'info'];
const bySeverity = (a: SymbolFinding, b: SymbolFinding): number =>
  SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity) || compare(a.sentence, b.sentence);
