import { formatIsoDate, parseIsoDate } from '../calendar/isoDate.ts';
import type { Scheme } from './scheme.ts';
import { isValidOn, type SymbolRow } from './symbolTable.ts';

/** Codes that stay with a company through changes of its ticker, the surest first. */
const LASTING: readonly Scheme[] = ['isin', 'figi', 'cusip', 'sedol'];

/**
 * Brings a map of a day into the table of before, so that permanent ids stay what they are: a listing of the map is the one that has its
 * ISIN, FIGI, CUSIP or SEDOL, or else its Bloomberg ticker on that day. A symbol that changed ends the day before the map's and the new one begins
 * on it; a listing that the map no longer has ends; a Bloomberg ticker whose codes say that it is another company now gets a new permanent id
 * (`GEN US~1`). Where rows of the map have days of their own, these are taken as they are. The same map again changes nothing.
 */
export function mergeSymbolMap(
  before: readonly SymbolRow[],
  map: readonly SymbolRow[],
  mapDate: string,
): readonly SymbolRow[] {
  if (before.length === 0) return map;
  const stored = Map.groupBy(before, ({ permanentId }) => permanentId);
  const taken = new Set<string>(stored.keys());
  const named = new Map<string, string | null>();
  for (const row of before) {
    const isLasting = LASTING.includes(row.scheme);
    if (!isLasting && !(row.scheme === 'bloomberg' && isValidOn(row, mapDate))) continue;
    // A company that is listed twice has one ISIN: that says nothing then.
    const other = named.get(keyOf(row));
    named.set(keyOf(row), other === undefined || other === row.permanentId ? row.permanentId : null);
  }
  const merged: SymbolRow[] = [];
  const met = new Set<string>();
  for (const [id, rows] of Map.groupBy(map, ({ permanentId }) => permanentId)) {
    const known = knownAs(id, rows, { named, stored, met });
    const permanentId = known ?? freeId(id, taken);
    met.add(permanentId);
    const old = stored.get(permanentId) ?? [];
    merged.push(
      ...mergeListing(
        old,
        rows.map((row) => ({ ...row, permanentId })),
        mapDate,
      ),
    );
  }
  for (const [id, rows] of stored) if (!met.has(id)) merged.push(...rows.map((row) => endedBy(row, mapDate)));
  return merged;
}

const keyOf = ({ scheme, symbol }: SymbolRow): string => `${scheme}:${symbol}`;

interface Known {
  /** By scheme and symbol; null where two listings have it. */
  readonly named: ReadonlyMap<string, string | null>;
  readonly stored: ReadonlyMap<string, readonly SymbolRow[]>;
  /** Listings that another of the map is already. */
  readonly met: ReadonlySet<string>;
}

/** The stored listing that one of the map is; null: it is new. */
function knownAs(id: string, rows: readonly SymbolRow[], { named, stored, met }: Known): string | null {
  const codes = LASTING.flatMap((scheme) => rows.filter((row) => row.scheme === scheme));
  /** Its codes are of another company: the ticker was used again. */
  const isOther = (candidate: string): boolean =>
    codes.some((code) => {
      const theirs = (stored.get(candidate) ?? []).filter(({ scheme }) => scheme === code.scheme);
      return theirs.length > 0 && theirs.every(({ symbol }) => symbol !== code.symbol);
    });
  const own = stored.get(id) ?? [];
  const isUnchanged = rows.some((row) => own.some((other) => isEqual(row, other)));
  const tickers = rows.filter(({ scheme }) => scheme === 'bloomberg').map((row) => named.get(keyOf(row)));
  const isFree = (known: string | null | undefined): known is string =>
    known !== null && known !== undefined && !met.has(known);
  if (isUnchanged && isFree(id) && !isOther(id)) return id;
  const coded = codes.map((row) => named.get(keyOf(row))).find(isFree);
  return coded ?? [...tickers, own.length > 0 ? id : null].find((known) => isFree(known) && !isOther(known)) ?? null;
}

const isEqual = (a: SymbolRow, b: SymbolRow): boolean =>
  a.scheme === b.scheme && a.symbol === b.symbol && a.validFrom === b.validFrom && a.validTo === b.validTo;

/** A listing of before and of the map, scheme by scheme. */
function mergeListing(old: readonly SymbolRow[], rows: readonly SymbolRow[], mapDate: string): SymbolRow[] {
  const schemes = new Set([...old, ...rows].map(({ scheme }) => scheme));
  return [...schemes].flatMap((scheme) => {
    const ofOld = old.filter((row) => row.scheme === scheme);
    const ofMap = rows.filter((row) => row.scheme === scheme);
    const hasDays = ofMap.some(({ validFrom, validTo }) => validFrom !== null || validTo !== null);
    if (hasDays || ofOld.length === 0) return ofMap;
    const isKept = (row: SymbolRow): boolean => ofMap.some(({ symbol }) => symbol === row.symbol);
    const begun = ofMap.filter(({ symbol }) => !ofOld.some((row) => row.symbol === symbol && isValidOn(row, mapDate)));
    const labelled = (row: SymbolRow): SymbolRow => {
      const newer = ofMap.find(({ symbol }) => symbol === row.symbol);
      return newer === undefined ? row : { ...newer, validFrom: row.validFrom, validTo: row.validTo };
    };
    // A code that a map leaves out is still the company's.
    if (ofMap.length === 0 && LASTING.includes(scheme)) return ofOld;
    return [
      ...ofOld.map((row) => (isKept(row) && isValidOn(row, mapDate) ? labelled(row) : endedBy(row, mapDate))),
      ...begun.map((row) => ({ ...row, validFrom: mapDate })),
    ];
  });
}

const dayBefore = (iso: string): string => formatIsoDate((parseIsoDate(iso) as number) - 1);

/** A row that is not in the map ends the day before; one that had ended stays. */
function endedBy(row: SymbolRow, mapDate: string): SymbolRow {
  const last = dayBefore(mapDate);
  if (row.validTo !== null && row.validTo <= last) return row;
  return row.validFrom !== null && row.validFrom > last ? row : { ...row, validTo: last };
}

function freeId(id: string, taken: Set<string>): string {
  const stem = id.replace(/~\d+$/, '');
  let free = id;
  for (let count = 1; taken.has(free); count++) free = `${stem}~${count}`;
  taken.add(free);
  return free;
}
