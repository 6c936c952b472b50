import { formatIsoDate, parseIsoDate } from '../calendar/isoDate.ts';
import { cleanSymbol, type Scheme, SCHEMES } from './scheme.ts';
import { isValidOn, lastDay, type SymbolRow } from './symbolTable.ts';

/**
 * One line of a hand-kept file, the source of what no vendor's map says. The file is CSV with the columns
 * `action,scheme,symbol,to,from_day,why`, applied from top to bottom:
 * - `rename`: from `from_day` on the listing is called `to` and no longer `symbol`. Where `to` is a listing of its own in the
 *   map (as FB and META are), the two become one, under the permanent id of the older.
 * - `end`: from `from_day` on nothing is called `symbol`.
 * - `reuse`: from `from_day` on `symbol` is another company: it gets a permanent id of its own (`GEN US~1`).
 * - `set`: the listing with the permanent id `symbol` is called `to` in this scheme, from `from_day` on or (empty) always.
 * - `drop`: the listing with the permanent id `symbol` is not called `to` in this scheme.
 * `why` is for people: the event and where it was published.
 */
export interface SymbolOverride {
  readonly action: 'rename' | 'end' | 'reuse' | 'set' | 'drop';
  readonly scheme: Scheme;
  readonly symbol: string;
  readonly to: string;
  /** ISO; null only of `set` and `drop`. */
  readonly fromDay: string | null;
  readonly why: string;
}

export const OVERRIDE_ACTIONS = ['rename', 'end', 'reuse', 'set', 'drop'] as const;

/** Reads one line; the fault as a clause where it is none. */
export function parseOverride(fields: Readonly<Record<string, string>>): SymbolOverride | { readonly fault: string } {
  const action = OVERRIDE_ACTIONS.find((candidate) => candidate === fields['action']);
  if (action === undefined)
    return { fault: `its action is ${JSON.stringify(fields['action'])} and not ${OVERRIDE_ACTIONS.join(', ')}` };
  const scheme = SCHEMES.find((candidate) => candidate === fields['scheme']);
  if (scheme === undefined)
    return { fault: `its scheme is ${JSON.stringify(fields['scheme'])} and not ${SCHEMES.join(', ')}` };
  const [symbol, to] = [cleanSymbol(fields['symbol'] ?? ''), cleanSymbol(fields['to'] ?? '')];
  const fromDay = fields['from_day'] === undefined || fields['from_day'] === '' ? null : fields['from_day'];
  if (symbol === '') return { fault: 'it has no symbol' };
  if (fromDay !== null && (fromDay.length !== 10 || parseIsoDate(fromDay) === null))
    return { fault: `from_day ${fromDay} is no ISO day` };
  const needsDay = action === 'rename' || action === 'end' || action === 'reuse';
  if (needsDay && fromDay === null) return { fault: `a line with the action ${action} needs from_day` };
  const needsTo = action === 'rename' || action === 'set' || action === 'drop';
  if (needsTo && to === '') return { fault: `a line with the action ${action} needs to` };
  return { action, scheme, symbol, to, fromDay, why: fields['why'] ?? '' };
}

/** Codes that follow a company through a change of its ticker. */
const LASTING: ReadonlySet<Scheme> = new Set(['isin', 'cusip', 'sedol', 'figi']);

/**
 * The rows with the overrides applied in order, and a sentence for each override that changed nothing: its symbol is not there
 * (any more), so that the line is out of date or misspelled.
 */
export function applyOverrides(
  rows: readonly SymbolRow[],
  overrides: readonly SymbolOverride[],
): { rows: SymbolRow[]; unused: string[] } {
  const book = new Map(rows.map((row, index) => [index, row]));
  const unused: string[] = [];
  let next = rows.length;
  const entries = indexRows(book);
  const put = (index: number, row: SymbolRow): void => {
    book.set(index, row);
    entries.add(index, row);
  };

  for (const override of overrides) {
    const changed = APPLY[override.action](override, {
      named: (scheme, symbol) => entries.named(scheme, symbol),
      ofId: (permanentId) => entries.ofId(permanentId),
      put,
      add: (row) => put(next++, row),
      remove: (index) => book.delete(index),
    });
    const { action, scheme, symbol } = override;
    if (!changed) unused.push(`${action} of ${scheme} ${symbol} changes nothing: the table has no such symbol then.`);
  }
  return { rows: [...book.values()], unused };
}

type Entry = readonly [index: number, row: SymbolRow];

interface Book {
  named(scheme: Scheme, symbol: string): Entry[];
  ofId(permanentId: string): Entry[];
  put(index: number, row: SymbolRow): void;
  add(row: SymbolRow): void;
  remove(index: number): void;
}

/** Finds rows without walking all of them; an index may be stale, so what it gives is looked at again. */
function indexRows(book: ReadonlyMap<number, SymbolRow>) {
  const bySymbol = new Map<string, Set<number>>();
  const byId = new Map<string, Set<number>>();
  const remember = (map: Map<string, Set<number>>, key: string, index: number): void => {
    const known = map.get(key) ?? new Set();
    map.set(key, known.add(index));
  };
  const add = (index: number, { scheme, symbol, permanentId }: SymbolRow): void => {
    remember(bySymbol, `${scheme}:${symbol}`, index);
    remember(byId, permanentId, index);
  };
  for (const [index, row] of book) add(index, row);
  const entriesOf = (indexes: ReadonlySet<number> | undefined, isMeant: (row: SymbolRow) => boolean): Entry[] =>
    [...(indexes ?? [])].flatMap((index) => {
      const row = book.get(index);
      return row !== undefined && isMeant(row) ? [[index, row] as const] : [];
    });
  return {
    add,
    named: (scheme: Scheme, symbol: string) =>
      entriesOf(bySymbol.get(`${scheme}:${symbol}`), (row) => row.scheme === scheme && row.symbol === symbol),
    ofId: (permanentId: string) => entriesOf(byId.get(permanentId), (row) => row.permanentId === permanentId),
  };
}

const dayBefore = (iso: string): string => formatIsoDate((parseIsoDate(iso) as number) - 1);

const APPLY: Record<SymbolOverride['action'], (override: SymbolOverride, book: Book) => boolean> = {
  rename({ scheme, symbol, to, fromDay }, book) {
    const day = fromDay as string;
    const old = book.named(scheme, symbol).find(([, row]) => isValidOn(row, dayBefore(day)));
    if (old === undefined) return false;
    const [index, row] = old;
    const successor = book.named(scheme, to).find(([, other]) => isValidOn(other, day));
    if (successor !== undefined && successor[1].permanentId !== row.permanentId) {
      joinListings(row.permanentId, successor[1].permanentId, day, book);
      return true;
    }
    if (successor === undefined) book.add({ ...row, symbol: to, validFrom: day });
    else book.put(successor[0], { ...successor[1], validFrom: day });
    book.put(index, { ...row, validTo: dayBefore(day) });
    return true;
  },
  end({ scheme, symbol, fromDay }, book) {
    const day = fromDay as string;
    const entry = book.named(scheme, symbol).find(([, row]) => isValidOn(row, dayBefore(day)));
    if (entry === undefined) return false;
    book.put(entry[0], { ...entry[1], validTo: dayBefore(day) });
    return true;
  },
  reuse({ scheme, symbol, fromDay }, book) {
    const day = fromDay as string;
    const entry = book.named(scheme, symbol).find(([, row]) => isValidOn(row, day));
    if (entry === undefined) return false;
    const [index, row] = entry;
    book.put(index, { ...row, validTo: dayBefore(day) });
    const { name: _, ...other } = row;
    book.add({ ...other, permanentId: freeId(row.permanentId, book), validFrom: day });
    return true;
  },
  set({ scheme, symbol: permanentId, to, fromDay }, book) {
    const entries = book.ofId(permanentId);
    const [first] = entries;
    if (first === undefined) return false;
    for (const [index, row] of entries.filter(([, row]) => row.scheme === scheme)) {
      if (fromDay === null || (row.validFrom !== null && row.validFrom >= fromDay)) book.remove(index);
      else if (lastDay(row) >= fromDay) book.put(index, { ...row, validTo: dayBefore(fromDay) });
    }
    book.add({ ...first[1], scheme, symbol: to, validFrom: fromDay, validTo: null });
    return true;
  },
  drop({ scheme, symbol: permanentId, to }, book) {
    const wrong = book.ofId(permanentId).filter(([, row]) => row.scheme === scheme && row.symbol === to);
    for (const [index] of wrong) book.remove(index);
    return wrong.length > 0;
  },
};

/** Two listings of the map are one company before and after a day. */
function joinListings(olderId: string, newerId: string, day: string, book: Book): void {
  const older = book.ofId(olderId);
  const newer = book.ofId(newerId);
  const own = new Set(newer.map(([, { scheme, symbol }]) => `${scheme}:${symbol}`));
  const replaced = new Set(newer.map(([, { scheme }]) => scheme));
  for (const [index, row] of older) {
    // A symbol that both have goes on; a scheme that the newer does not know keeps its symbol.
    if (own.has(`${row.scheme}:${row.symbol}`) || LASTING.has(row.scheme) || !replaced.has(row.scheme)) continue;
    if (isValidOn(row, dayBefore(day)) && lastDay(row) >= day) book.put(index, { ...row, validTo: dayBefore(day) });
  }
  const kept = new Set(older.map(([, { scheme, symbol }]) => `${scheme}:${symbol}`));
  for (const [index, row] of newer) {
    if (kept.has(`${row.scheme}:${row.symbol}`)) book.remove(index);
    else {
      const validFrom = row.validFrom !== null && row.validFrom > day ? row.validFrom : day;
      book.put(index, { ...row, permanentId: olderId, validFrom: LASTING.has(row.scheme) ? row.validFrom : validFrom });
    }
  }
}

function freeId(permanentId: string, book: Book): string {
  const stem = permanentId.replace(/~\d+$/, '');
  for (let count = 1; ; count++) if (book.ofId(`${stem}~${count}`).length === 0) return `${stem}~${count}`;
}
