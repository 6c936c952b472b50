import { SCHEME_RULES, type SymbolRow } from '@robata/market/symbols';
import { checkValues, ScoringError, SIGNALS_MINIMUM_ROWS } from '@robata/scoring';
import type { LiveRound, LiveSignals } from '../submissions/liveRounds.ts';
import type { LiveValues } from '../submissions/liveValues.ts';
import { type PredictionFile, quoted } from '../submissions/predictions/predictionFormat.ts';
import { UNUSED_SHARE_MAX } from '../rounds/signals/signalsConfig.ts';
import { liveRows } from './liveRows.ts';
import { matchedRows } from './matchedRows.ts';
import { SIGNAL_STATUSES, SignalsRefusal, type SignalsReport, type SignalStatus, unusedRows } from './signalsReport.ts';

export const defaultSignals = (opensAt: string): LiveSignals => ({
  day: opensAt.slice(0, 10),
  symbolsVersion: null,
  minimumRows: SIGNALS_MINIMUM_ROWS,
  unusedShareMax: UNUSED_SHARE_MAX,
});

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
  const { live, historical } = liveRows(file, signals.day);
  const { values, ...answers } = matchedRows(file, live, imported, {
    tickers: round.ids,
    day: signals.day,
    name: `round ${round.number}`,
  });
  const report: SignalsReport = {
    round: round.number,
    day: signals.day,
    symbolsVersion: signals.symbolsVersion,
    column: file.idColumn,
    ...answers,
    historical,
    universe: round.ids.length,
  };
  requireEnough(report, signals);
  requireDifferent(values, report);
  return { round, values, stocks: report.totals.used, leftOut: historical, report };
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
