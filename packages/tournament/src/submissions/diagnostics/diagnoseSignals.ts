import type { SymbolRow } from '@robata/market/symbols';
import { signalsDiagnosis } from '@robata/scoring';
import { DomainError } from '../../domainError.ts';
import { centredBins } from '../../rounds/roundScores.ts';
import { knownGroups } from '../../rounds/signals/signalReports.ts';
import { matchedRows } from '../../symbols/matchedRows.ts';
import type { SignalStatus } from '../../symbols/signalsReport.ts';
import type { PredictionFile } from '../predictions/predictionFormat.ts';
import type { DiagnosticsReport } from './diagnosticsReport.ts';
import { type DirectionOfEra, estimateContribution } from './estimateContribution.ts';
import { historicalRows } from './historicalRows.ts';
import { matchedSummary, type SignalsRowsReport, signalsRunReport } from './signalsRunReport.ts';
import type { HistoryEra, SignalsHistory } from './signalsHistory.ts';

/** A cross-section of fewer stocks, or of one value alone, has no scores. */
export const LEAST_COVERED = 10;

export interface DiagnoseSignalsOptions {
  /** The version of the symbols that answers, and its rows. */
  readonly symbols: { readonly version: number | null; readonly rows: readonly SymbolRow[] };
  /** Of the resolved round of a day, for TC. Default: none has resolved. */
  readonly directionOf?: DirectionOfEra;
  /** Called after each era; may wait, or throw to stop. */
  readonly onEra?: (done: { readonly eras: number; readonly share: number }) => void | Promise<void>;
}

/**
 * Diagnoses a Signals file over past eras: its rows of each day are matched with the universe that the day had, by the symbols as they were then, and
 * scored as live rounds are (`signalsDiagnostics`). Every row that does not count is answered as in a submission. Throws DomainError where rows cannot
 * be read, or no era has at least ten stocks with values that differ.
 */
export async function diagnoseSignals(
  file: PredictionFile,
  history: SignalsHistory,
  { symbols, directionOf = async () => null, onEra }: DiagnoseSignalsOptions,
): Promise<{ readonly report: DiagnosticsReport; readonly message: string | null }> {
  const { ofEra, other } = historicalRows(file, history.days);
  const diagnosis = signalsDiagnosis();
  const summary = matchedSummary(file, symbols.version, other);
  let eras = 0;
  for (const day of history.days) {
    const given = ofEra.get(day);
    if (given === undefined) continue;
    const era = await history.read(day);
    const { values, ...answers } = matchedRows(file, given, symbols.rows, { tickers: era.tickers, day, name: day });
    const isScored = isCrossSection(values);
    summary.add(answers, isScored);
    if (isScored) diagnosis.add(eraOf(era, values, await contributionIn(era, directionOf)));
    eras += 1;
    await onEra?.({ eras, share: eras / ofEra.size });
  }
  const rows = summary.result();
  const result = diagnosis.result();
  if (result.eras.length === 0) throw nothingScored(rows, history.days);
  return { report: signalsRunReport(result, rows), message: messageOf(rows) };
}

/** TC in the round of an era by the era's ids; undefined where it cannot be told. */
async function contributionIn({ day, ids }: HistoryEra, directionOf: DirectionOfEra) {
  const direction = ids === null ? null : await directionOf(day);
  if (ids === null || direction === null) return undefined;
  return (entered: Float64Array): number =>
    estimateContribution(direction, new Map(ids.map((id, i) => [id, entered[i] as number])));
}

const eraOf = (
  { day, securities, neutralizers, neutralizerNames, sampleWeights, targets, features, metaModel }: HistoryEra,
  signal: Float64Array,
  contribution: ((entered: Float64Array) => number) | undefined,
) => {
  const [raw, neutral] = [targets.get('raw_20'), targets.get('janet_20')];
  return {
    era: day,
    securities,
    signal,
    neutralizers,
    sampleWeights,
    groups: knownGroups({ neutralizers, neutralizerNames }, features),
    ...(raw && { raw }),
    ...(neutral && { neutral }),
    ...(metaModel && { metaModel }),
    ...(contribution && { contribution }),
    ...(features.length > 0 && { features: centredBins(features, signal.length) }),
  };
};

function isCrossSection(values: Float64Array): boolean {
  const given = values.filter((value) => value === value);
  return given.length >= LEAST_COVERED && given.some((value) => value !== given[0]);
}

function nothingScored({ total, other, totals, unused }: SignalsRowsReport, days: readonly string[]): DomainError {
  const [first] = unused;
  const about = first === undefined ? '' : ` Row ${first.row}: ${first.sentence}`;
  return new DomainError(
    'invalid_submission_ids',
    `No era can be scored: of ${total} rows ${totals.used} are used and ${other} are of no era of the history.${about}`,
    {
      field: 'filename',
      remedy: `Give at least ${LEAST_COVERED} stocks of a day with values that differ; there are ${days.length} eras, ${days[0]} to ${days.at(-1)}.`,
    },
  );
}

function messageOf({ total, other, totals, erasUnscored }: SignalsRowsReport): string | null {
  const wrong = Object.entries(totals).reduce(
    (sum, [status, count]) => sum + ((status as SignalStatus) === 'used' ? 0 : count),
    0,
  );
  const parts = [
    ...(wrong > 0 ? [`${wrong} of ${total} rows do not count: their answers stand in the report.`] : []),
    ...(other > 0 ? [`${other} rows are of no era of the history and were left out.`] : []),
    ...(erasUnscored > 0 ? [`${erasUnscored} eras have fewer than ${LEAST_COVERED} stocks, or one value alone.`] : []),
  ];
  return parts.length === 0 ? null : parts.join(' ');
}
