import { DomainError } from '../domainError.ts';
import { type PredictionFile, quoted } from '../submissions/predictions/predictionFormat.ts';

/** A file's live day may be any of the week of the round's. */
const NEAR_DAYS = 6;
const DAY_MS = 86_400_000;
const HISTORICAL = new Set(['validation', 'train', 'test', 'historical', 'history']);

/**
 * Which rows of a Signals file are of the round (from 0), and how many are of other days: `data_type` says it (`live`; `validation`, …), else `date`
 * or `friday_date` (`2021-07-09` or `20210709`), of which those of the round's week are live. A file with neither is live throughout.
 * Throws DomainError where a cell is none of these, or no row is live.
 */
export function liveRows(
  { ids, further = {} }: PredictionFile,
  day: string,
): { readonly live: readonly number[]; readonly historical: number } {
  const { part, day: days } = further;
  const live: number[] = [];
  for (let at = 0; at < ids.length; at++) {
    const word = part?.[at] ?? '';
    requirePart(word, at);
    if (word !== '') {
      if (isLiveWord(word)) live.push(at);
      continue;
    }
    const text = days?.[at] ?? '';
    if (text === '' || isNear(rowDay(text, at), day)) live.push(at);
  }
  if (live.length > 0) return { live, historical: ids.length - live.length };
  const sentence = `None of the ${ids.length} rows is of the round's week, that of ${day}.`;
  throw new DomainError('invalid_submission_ids', sentence, {
    field: 'filename',
    remedy: 'Give the rows of the round the data_type live; a history alone goes to the diagnostics.',
  });
}

const isNear = (given: string, day: string): boolean =>
  Math.abs(Date.parse(given) - Date.parse(day)) <= NEAR_DAYS * DAY_MS;

/** Whether a cell of `data_type` says that the row is live. */
export const isLiveWord = (word: string): boolean => word.toLowerCase() === 'live';

/** Throws DomainError where a cell of `data_type` (row from 0) says neither live nor a part of the history. */
export function requirePart(word: string, at: number): void {
  if (word === '' || isLiveWord(word) || HISTORICAL.has(word.toLowerCase())) return;
  throw refused(at, 'data_type', word, 'Write live or validation there.');
}

/** The ISO day of a cell. Throws DomainError with the row (from 0) where it is none. */
export function rowDay(text: string, at: number): string {
  const match = /^(\d{4})-?(\d{2})-?(\d{2})(?:\.0|[T ].*)?$/.exec(text);
  const day = match === null ? '' : match.slice(1).join('-');
  if (!Number.isNaN(Date.parse(day))) return day;
  throw refused(at, 'date', text, 'Write days like 2021-07-09 or 20210709.');
}

const refused = (at: number, column: string, text: string, remedy: string): DomainError =>
  new DomainError(
    'invalid_submission_values',
    `Row ${at + 1}, column ${column}: ${quoted(text)} says no part of a file.`,
    {
      field: 'filename',
      remedy,
    },
  );
