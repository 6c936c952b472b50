import { checkValues, ScoringError } from '@robata/scoring';
import { DomainError } from '../domainError.ts';
import type { LiveRound } from './liveRounds.ts';
import { type PredictionFile, quoted } from './predictions/predictionFormat.ts';

export interface LiveValues {
  readonly round: LiveRound;
  /** In the order of the round's ids; NaN for a stock that a Signals file leaves out. */
  readonly values: Float64Array;
  /** Stocks with a value. */
  readonly stocks: number;
  /** Rows of other eras in a file of the whole tournament. */
  readonly leftOut: number;
}

/** From so many times as many rows as the round has stocks, a file is read as that of the whole tournament, of which the live rows count. */
export const WHOLE_TOURNAMENT_FILE = 2;

const indexes = new WeakMap<readonly string[], ReadonlyMap<string, number>>();

/** Where each id of a round stands; made once per round. */
function indexOf(ids: readonly string[]): ReadonlyMap<string, number> {
  let index = indexes.get(ids);
  if (index === undefined) {
    index = new Map(ids.map((id, at) => [id, at]));
    indexes.set(ids, index);
  }
  return index;
}

/** The first of these rounds that any of the file's rows belongs to; null where there is none. */
export function roundOfFile(file: PredictionFile, rounds: readonly LiveRound[]): LiveRound | null {
  return (
    rounds.find((round) => {
      const index = indexOf(round.ids);
      return file.ids.some((id) => index.has(id));
    }) ?? null
  );
}

/**
 * The values of a live file of the classic tournament in the order of the round's ids: every live id exactly once. Values are checked by the scoring room, as scores will need them. Throws DomainError
 * `invalid_submission_ids` or `invalid_submission_values` that names the row, the column and the remedy.
 */
export function liveValues(file: PredictionFile, round: LiveRound): LiveValues {
  const { ids, idColumn, valueColumn } = file;
  const index = indexOf(round.ids);
  const isWhole = ids.length >= WHOLE_TOURNAMENT_FILE * round.ids.length;
  const values = new Float64Array(round.ids.length).fill(Number.NaN);
  const rowOf = new Int32Array(round.ids.length);
  let stocks = 0;
  for (let i = 0; i < ids.length; i++) {
    const id = ids[i] as string;
    const at = index.get(id);
    if (at === undefined) {
      if (isWhole) continue;
      throw id === ''
        ? refusedIds(`Row ${i + 1} has no ${idColumn}.`, 'Fill it in or remove that row.')
        : refusedIds(
            `Row ${i + 1}, column ${idColumn}: ${quoted(id)} is not in round ${round.number}.`,
            'Predict the ids of the live file of this round, and no others.',
          );
    }
    if (rowOf[at] !== 0) {
      throw refusedIds(
        `Row ${i + 1}, column ${idColumn}: ${quoted(id)} stands in row ${rowOf[at]} already.`,
        'Keep one of these rows.',
      );
    }
    rowOf[at] = i + 1;
    values[at] = file.values[i] as number;
    stocks += 1;
  }
  const needed = round.ids.length;
  if (stocks < needed) {
    const missing = round.ids[rowOf.indexOf(0)] as string;
    throw refusedIds(
      `${stocks} of the ${needed} stocks needed for round ${round.number} are there; ${idColumn} ${quoted(missing)} is missing.`,
      'Download the live file of this round and predict every row of it.',
    );
  }
  requireValues(values, rowOf, valueColumn);
  return { round, values, stocks, leftOut: ids.length - stocks };
}

const refusedIds = (sentence: string, remedy: string): DomainError =>
  new DomainError('invalid_submission_ids', sentence, { remedy, field: 'filename' });

/** The scoring room's check of the values that are there, with the row that it is about. */
function requireValues(values: Float64Array, rowOf: Int32Array, column: string): void {
  const rows = rowOf.filter((row) => row > 0);
  const given = values.filter((_, at) => (rowOf[at] as number) > 0);
  try {
    checkValues(given);
  } catch (cause) {
    if (!(cause instanceof ScoringError)) throw cause;
    const at = faultOf(given);
    const place = at < 0 ? `Column ${column}` : `Row ${rows[at]}, column ${column}`;
    const [what, remedy = 'values must be between 0 and 1'] = cause.message.split('; ');
    throw new DomainError('invalid_submission_values', `${place}: ${what}.`, {
      remedy: `${remedy[0]?.toUpperCase()}${remedy.slice(1)}.`,
      field: 'filename',
      cause,
    });
  }
}

/**
 * The value that the check names: the first missing one, else the lowest if it is below 0, else the highest if above 1 (with the check's own tolerance);
 * −1 for none.
 */
function faultOf(values: Float64Array): number {
  const missing = values.findIndex((value) => value !== value);
  if (missing >= 0) return missing;
  let [lowest, highest] = [0, 0];
  values.forEach((value, at) => {
    if (value < (values[lowest] as number)) lowest = at;
    if (value > (values[highest] as number)) highest = at;
  });
  if ((values[lowest] as number) < -1e-8) return lowest;
  return (values[highest] as number) > 1 + 1e-5 ? highest : -1;
}
