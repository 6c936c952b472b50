import type { SymbolRow } from '@robata/market/symbols';
import { DomainError } from '../domainError.ts';
import type { SignalsReport } from '../symbols/signalsReport.ts';
import { signalsValues } from '../symbols/signalsValues.ts';
import type { LiveRound, TournamentName } from './liveRounds.ts';
import { type LiveValues, liveValues, roundOfFile } from './liveValues.ts';
import { type PredictionFile, quoted } from './predictions/predictionFormat.ts';

export interface Examination {
  readonly tournament: TournamentName;
  /** Those that take submissions, newest first. */
  readonly rounds: readonly LiveRound[];
  /** Of Signals: the rows of the newest round's version of the symbols. Default: none were imported. */
  readonly symbols?: readonly SymbolRow[];
  /** Told of the file's round as soon as it is known. */
  readonly at?: (round: LiveRound) => void;
}

export type ExaminedValues = LiveValues & {
  /** Of Signals: the answer to each row. */
  readonly report?: SignalsReport;
};

const NO_SYMBOLS: readonly SymbolRow[] = [];

/**
 * A file against the rounds that take submissions: its values in the order of its round's ids. The server accepts what this accepts, and the
 * browser checks with it before it uploads. Throws DomainError `no_live_round`, `invalid_submission_ids` or `invalid_submission_values`.
 */
export function examineFile(
  file: PredictionFile,
  { tournament, rounds, symbols = NO_SYMBOLS, at }: Examination,
): ExaminedValues {
  if (rounds[0] === undefined) throw noRound();
  if (tournament === 'signals') {
    // Tickers are those of every round: a file is for the newest.
    at?.(rounds[0]);
    return signalsValues(file, rounds[0], symbols);
  }
  const round = roundOfFile(file, rounds);
  if (round === null) throw noLiveIds(file, rounds[0]);
  at?.(round);
  return liveValues(file, round);
}

export const noRound = () =>
  new DomainError('no_live_round', 'No round takes submissions now.', {
    remedy:
      'Wait for the next one and predict its live file: a stock has a new id in every round, so that older predictions cannot be carried over.',
  });

function noLiveIds(file: PredictionFile, round: LiveRound): DomainError {
  const first = quoted(file.ids[0] ?? '');
  const sentence = `Row 1, column ${file.idColumn}: ${first} is not in round ${round.number}, and neither is any other row.`;
  const remedy = `Download the live file of round ${round.number}; ids change with every round. Predictions of validation eras go to the diagnostics upload.`;
  return new DomainError('invalid_submission_ids', sentence, { field: 'filename', remedy });
}
