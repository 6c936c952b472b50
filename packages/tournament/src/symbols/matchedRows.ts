import { explainRows, type Scheme, type SymbolRow } from '@robata/market/symbols';
import { type PredictionFile, quoted } from '../submissions/predictions/predictionFormat.ts';
import { roundUniverse } from './roundUniverse.ts';
import { SIGNAL_STATUSES, type SignalRow, type SignalsReport, type SignalStatus } from './signalsReport.ts';

/** Values outside by less than this are rounding. */
const BELOW = -1e-8;
const ABOVE = 1 + 1e-5;

/** A universe of one day. */
export interface DayUniverse {
  /** The same array at every call. */
  readonly tickers: readonly string[];
  /** The ISO day on which symbols are meant. */
  readonly day: string;
  /** What a sentence calls it: `round 7`. */
  readonly name: string;
}

export interface MatchedRows
  extends Pick<SignalsReport, 'declared' | 'headerProblem' | 'rows' | 'totals' | 'matchedBy' | 'unused'> {
  /** In the order of the tickers, NaN for what the rows leave out. */
  readonly values: Float64Array;
}

/**
 * The values that rows of a file (from 0) give to a universe, and the answer to each of those that do not count. `imported`: the rows of a version of
 * the symbols. Of equal values of one stock the first counts, of different ones none.
 */
export function matchedRows(
  file: PredictionFile,
  given: readonly number[],
  imported: readonly SymbolRow[],
  { tickers, day, name }: DayUniverse,
): MatchedRows {
  const universe = roundUniverse(tickers, imported, day);
  const symbols = given.map((at) => file.ids[at] as string);
  const explained = explainRows(
    universe.table,
    { header: file.idColumn, symbols },
    { date: day, suggestFrom: universe.own },
  );
  const values = new Float64Array(tickers.length).fill(Number.NaN);
  /** Of each stock the place of its first row among the answers; −1 for none. */
  const firstOf = new Int32Array(tickers.length).fill(-1);
  const answers = explained.rows.map((answer, index): SignalRow => {
    const row = (given[index] as number) + 1;
    const { permanentId } = answer;
    const at = permanentId === null ? undefined : universe.placeOf.get(permanentId);
    if (answer.status !== 'matched' && answer.status !== 'duplicate') return { ...answer, row, status: answer.status };
    if (at === undefined) return { ...answer, row, ...outside(answer.symbol, name) };
    const value = file.values[row - 1] as number;
    const fault = faultOf(value, file.valueColumn);
    if (fault !== null) return { ...answer, row, ...fault };
    const first = firstOf[at] as number;
    if (first >= 0) return { ...answer, row, status: 'duplicate', sentence: againSentence(file, first + 1, value) };
    firstOf[at] = row - 1;
    values[at] = value;
    return { ...answer, row, status: 'used' };
  });
  const rows = withoutConflicts(answers, { file, values, firstOf, placeOf: universe.placeOf });
  return {
    values,
    declared: explained.declared,
    headerProblem: explained.headerProblem,
    rows: rows.length,
    totals: totalsOf(rows),
    matchedBy: schemesOf(rows),
    unused: rows.filter(({ status }) => status !== 'used'),
  };
}

type Verdict = Pick<SignalRow, 'status' | 'suggestion' | 'sentence'>;

const outside = (symbol: string, name: string): Verdict => ({
  status: 'outside',
  suggestion: null,
  sentence: `${symbol} is a listing, and none of the universe of ${name}; nothing is to be done.`,
});

function faultOf(value: number, column: string): Verdict | null {
  if (value !== value) {
    const sentence = `It has no ${column}; write a number between 0 and 1 or remove the row.`;
    return { status: 'no_value', suggestion: null, sentence };
  }
  if (value >= BELOW && value <= ABOVE) return null;
  const sentence = `Its ${column} is ${value} and has to be between 0 and 1; write ranks, as (rank − 0.5) / number of rows.`;
  return { status: 'out_of_range', suggestion: null, sentence };
}

function againSentence(file: PredictionFile, first: number, value: number): string {
  const [symbol, other] = [file.ids[first - 1] as string, file.values[first - 1] as number];
  const same = `This is the stock of row ${first} (${quoted(symbol)}) again`;
  return other === value
    ? `${same}, with the same value: that row counts; remove this one.`
    : `${same}, with ${value} where that row has ${other}: neither counts; keep one of the two.`;
}

/** Where rows of one stock have different values, none of them counts. */
function withoutConflicts(
  rows: readonly SignalRow[],
  at: {
    readonly file: PredictionFile;
    readonly values: Float64Array;
    readonly firstOf: Int32Array;
    readonly placeOf: ReadonlyMap<string, number>;
  },
): SignalRow[] {
  const { file, values, firstOf, placeOf } = at;
  const valueOf = (row: number): number => file.values[row - 1] as number;
  const conflicts = new Map<number, SignalRow>();
  for (const row of rows) {
    if (row.status !== 'duplicate' || row.permanentId === null) continue;
    const place = placeOf.get(row.permanentId) as number;
    const first = (firstOf[place] as number) + 1;
    if (first > 0 && valueOf(row.row) !== valueOf(first) && !conflicts.has(first)) {
      conflicts.set(first, row);
      values[place] = Number.NaN;
    }
  }
  return rows.map((row) => {
    const other = conflicts.get(row.row);
    if (other === undefined) return row;
    const sentence = `Row ${other.row} (${quoted(other.symbol)}) is the same stock with ${valueOf(other.row)} where this one has ${valueOf(row.row)}: neither counts; keep one of the two.`;
    return { ...row, status: 'duplicate', sentence };
  });
}

/** Rows that count, by the scheme of their symbols. */
function schemesOf(rows: readonly SignalRow[]): SignalsReport['matchedBy'] {
  const counts: Partial<Record<Scheme, number>> = {};
  for (const { status, scheme } of rows) {
    if (status === 'used' && scheme !== null) counts[scheme] = (counts[scheme] ?? 0) + 1;
  }
  return counts;
}

function totalsOf(rows: readonly SignalRow[]): Record<SignalStatus, number> {
  const totals = Object.fromEntries(SIGNAL_STATUSES.map((status) => [status, 0])) as Record<SignalStatus, number>;
  for (const { status } of rows) totals[status] += 1;
  return totals;
}
