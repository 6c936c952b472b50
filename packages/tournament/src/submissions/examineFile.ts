import { DomainError } from '../domainError.ts';
import type { LiveRound, TournamentName } from './liveRounds.ts';
import { type LiveValues, liveValues, roundOfFile } from './liveValues.ts';
import { type PredictionFile, quoted } from './predictions/predictionFormat.ts';

export interface Examination {
  readonly tournament: TournamentName;
  /** Those that take submissions, newest first. */
  readonly rounds: readonly LiveRound[];
  /** Told of the file's round as soon as it is known. */
  readonly at?: (round: LiveRound) => void;
}

/**
 * A file against the rounds that take submissions: its values in the order of its round's ids. The server accepts what this accepts, and the
 * browser checks with it before it uploads. Throws DomainError `no_live_round`, `invalid_submission_ids` or `invalid_submission_values`.
 */
export function examineFile(file: PredictionFile, { tournament, rounds, at }: Examination): LiveValues {
  if (rounds[0] === undefined) throw noRound();
  const round = roundOfFile(file, rounds);
  if (round === null) throw noLiveIds(file, rounds[0], tournament);
  at?.(round);
  return liveValues(file, round, tournament);
}

export const noRound = () =>
  new DomainError('no_live_round', 'No round takes submissions now.', {
    remedy:
      'Wait for the next one and predict its live file: a stock has a new id in every round, so that older predictions cannot be carried over.',
  });

function noLiveIds(file: PredictionFile, round: LiveRound, tournament: TournamentName): DomainError {
  const first = quoted(file.ids[0] ?? '');
  const sentence = `Row 1, column ${file.idColumn}: ${first} is not in round ${round.number}, and neither is any other row.`;
  const remedy =
    tournament === 'classic'
      ? `Download the live file of round ${round.number}; ids change with every round. Predictions of validation eras go to the diagnostics upload.`
      : `Use the tickers of round ${round.number}'s live file.`;
  return new DomainError('invalid_submission_ids', sentence, { field: 'filename', remedy });
}
