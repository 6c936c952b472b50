import { explainRows, type Scheme, SCHEME_RULES, type SymbolRow } from '@robata/market/symbols';
import { checkValues, ScoringError, SIGNALS_MINIMUM_ROWS } from '@robata/scoring';
import type { LiveRound, LiveSignals } from '../submissions/liveRounds.ts';
import type { LiveValues } from '../submissions/liveValues.ts';
import { type PredictionFile, quoted } from '../submissions/predictions/predictionFormat.ts';
import { liveRows } from './liveRows.ts';
import { roundUniverse } from './roundUniverse.ts';
import {
  SIGNAL_STATUSES,
  type SignalRow,
  SignalsRefusal,
  type SignalsReport,
  type SignalStatus,
  unusedRows,
} from './signalsReport.ts';

/** A file with a larger share of rows that cannot be used is refused, where the round says nothing else. */
export const UNUSED_SHARE_MAX = 0.2;

export const defaultSignals = (opensAt: string): LiveSignals => ({
  day: opensAt.slice(0, 10),
  symbolsVersion: null,
  minimumRows: SIGNALS_MINIMUM_ROWS,
  unusedShareMax: UNUSED_SHARE_MAX,
});

/** Values outside by less than this are rounding. */
const BELOW = -1e-8;
const ABOVE = 1 + 1e-5;

/**
 * The values of a Signals file in the order of the round's ids, NaN where it leaves a stock out, and the answer to each of its rows. `imported`: the
 * rows of the round's version of the symbols. Rows of other days (`data_type`, `date` or `friday_date`) are counted and are no part of it. A row
 * that cannot be used never counts: symbols that match nothing or are no stock of the round, values that are missing or outside 0…1, and a stock
 * that comes again: of equal values the first counts, of different ones none, for nobody knows which is meant. Throws SignalsRefusal where too many
 * rows cannot be used or too few stocks are left, DomainError where the rows cannot be read at all.
 */
export function signalsValues(
  file: PredictionFile,
  round: LiveRound,
  imported: readonly SymbolRow[],
): LiveValues & { readonly report: SignalsReport } {
  const signals = round.signals ?? defaultSignals(round.opensAt);
  const universe = roundUniverse(round.ids, imported, signals.day);
  const { live, historical } = liveRows(file, signals.day);
  const symbols = live.map((at) => file.ids[at] as string);
  const explained = explainRows(
    universe.table,
    { header: file.idColumn, symbols },
    { date: signals.day, suggestFrom: universe.own },
  );
  const values = new Float64Array(round.ids.length).fill(Number.NaN);
  /** Of each stock the place of its first row among the answers; −1 for none. */
  const firstOf = new Int32Array(round.ids.length).fill(-1);
  const answers = explained.rows.map((answer, index): SignalRow => {
    const row = (live[index] as number) + 1;
    const { permanentId } = answer;
    const at = permanentId === null ? undefined : universe.placeOf.get(permanentId);
    if (answer.status !== 'matched' && answer.status !== 'duplicate') return { ...answer, row, status: answer.status };
    if (at === undefined) return { ...answer, row, ...outside(answer.symbol, round.number) };
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
  const report: SignalsReport = {
    round: round.number,
    day: signals.day,
    symbolsVersion: signals.symbolsVersion,
    column: file.idColumn,
    declared: explained.declared,
    headerProblem: explained.headerProblem,
    rows: rows.length,
    historical,
    universe: round.ids.length,
    totals: totalsOf(rows),
    matchedBy: schemesOf(rows),
    unused: rows.filter(({ status }) => status !== 'used'),
  };
  requireEnough(report, signals);
  requireDifferent(values, report);
  return { round, values, stocks: report.totals.used, leftOut: historical, report };
}

type Verdict = Pick<SignalRow, 'status' | 'suggestion' | 'sentence'>;

const outside = (symbol: string, round: number): Verdict => ({
  status: 'outside',
  suggestion: null,
  sentence: `${symbol} is a listing, and none of the universe of round ${round}; nothing is to be done.`,
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

/** How a person says it, after a number. */
export const STATUS_WORDS: Readonly<Record<SignalStatus, string>> = {
  used: 'used',
  unmatched: 'match nothing',
  outside: 'outside the universe',
  duplicate: 'duplicate',
  expired: 'renamed or ended',
  early: 'not yet called so',
  ambiguous: 'ambiguous',
  empty: 'without a symbol',
  out_of_range: 'out of range',
  no_value: 'without a value',
};

/** `12 match nothing, 3 duplicate`. */
export const countsText = (totals: SignalsReport['totals']): string =>
  SIGNAL_STATUSES.filter((status) => status !== 'used' && totals[status] > 0)
    .map((status) => `${totals[status]} ${STATUS_WORDS[status]}`)
    .join(', ');

/** Listings outside the universe are no mistake: whoever covers more than a round takes is not refused for it. */
const mistakes = ({ rows, totals }: SignalsReport): number => rows - totals.used - totals.outside;

function requireEnough(report: SignalsReport, { minimumRows, unusedShareMax }: LiveSignals): void {
  const { rows, totals, round, universe, headerProblem } = report;
  const [first] = report.unused;
  const about = first === undefined ? '' : ` Row ${first.row}, ${quoted(first.symbol)}: ${first.sentence}`;
  const remedy =
    headerProblem ?? 'Correct the rows and upload the file again; the answer to each row can be downloaded.';
  const wrong = mistakes(report);
  if (wrong > unusedShareMax * (rows - totals.outside)) {
    const share = `${(100 * unusedShareMax).toFixed(0)} % are allowed`;
    const sentence = `${wrong} of ${rows} rows cannot be used (${countsText(totals)}), and ${share}.${about}`;
    throw new SignalsRefusal(codeOf(report), sentence, { remedy, field: 'filename', report });
  }
  const needed = Math.min(minimumRows, universe);
  if (totals.used >= needed) return;
  const unused = unusedRows(report) === 0 ? '' : ` (${countsText(totals)})`;
  const sentence = `${totals.used} stocks of round ${round} have a value and ${needed} are needed; ${rows} rows are of the round${unused}.${about}`;
  throw new SignalsRefusal(codeOf(report), sentence, { remedy, field: 'filename', report });
}

/** As clients know it: about values where these are what is wrong most. */
const codeOf = ({ totals }: SignalsReport): string =>
  totals.out_of_range + totals.no_value > mistakesOfSymbols(totals)
    ? 'invalid_submission_values'
    : 'invalid_submission_ids';

const mistakesOfSymbols = (totals: SignalsReport['totals']): number =>
  totals.unmatched + totals.duplicate + totals.expired + totals.early + totals.ambiguous + totals.empty;

/** The scoring room's check of what is left: a signal that says the same of all stocks says nothing. */
function requireDifferent(values: Float64Array, report: SignalsReport): void {
  try {
    checkValues(values.filter((value) => value === value));
  } catch (cause) {
    if (!(cause instanceof ScoringError)) throw cause;
    const [what, remedy = 'values must be between 0 and 1'] = cause.message.split('; ');
    throw new SignalsRefusal('invalid_submission_values', `${what?.[0]?.toUpperCase()}${what?.slice(1)}.`, {
      remedy: `${remedy[0]?.toUpperCase()}${remedy.slice(1)}.`,
      field: 'filename',
      cause,
      report,
    });
  }
}

/** For pages: what a scheme is called. */
export const schemeName = (scheme: keyof typeof SCHEME_RULES): string => SCHEME_RULES[scheme].name;
