import { DomainError } from '../../domainError.ts';
import { isLiveWord, requirePart, rowDay } from '../../symbols/liveRows.ts';
import type { PredictionFile } from '../predictions/predictionFormat.ts';

/** A Friday on which exchanges were closed is the era of the day before. */
const CLOSED_DAYS = 2;
const DAY_MS = 86_400_000;

export interface HistoricalRows {
  /** By the day of the era its rows (from 0), in the order of the file. */
  readonly ofEra: ReadonlyMap<string, readonly number[]>;
  /** Rows of no era of the history, or marked as live. */
  readonly other: number;
}

/**
 * Which rows of a Signals file are of which past era: by `date` or `friday_date`, its day or, where exchanges were closed on it, the era at most two days
 * before. Rows whose `data_type` is live are none of them. `days`: of the eras, ascending. Throws DomainError where the file has no column of days,
 * or a cell is none.
 */
export function historicalRows({ further = {}, ids }: PredictionFile, days: readonly string[]): HistoricalRows {
  const { part, day: given } = further;
  if (given === undefined) {
    throw new DomainError('invalid_submission_headers', 'A history says of each row of which day it is.', {
      field: 'filename',
      remedy: 'Write a column date or friday_date with days like 2021-07-09 or 20210709.',
    });
  }
  const eraOf = eraFinder(days);
  const ofEra = new Map<string, number[]>();
  let other = 0;
  for (let at = 0; at < ids.length; at++) {
    const word = part?.[at] ?? '';
    requirePart(word, at);
    const era = isLiveWord(word) ? null : eraOf(rowDay(given[at] as string, at));
    const rows = era === null ? undefined : ofEra.get(era);
    if (era === null) other += 1;
    else if (rows === undefined) ofEra.set(era, [at]);
    else rows.push(at);
  }
  return { ofEra, other };
}

function eraFinder(days: readonly string[]): (day: string) => string | null {
  const known = new Map<string, string | null>(days.map((day) => [day, day]));
  return (day) => {
    const found = known.get(day);
    if (found !== undefined) return found;
    let era: string | null = null;
    for (let back = 1; back <= CLOSED_DAYS && era === null; back++) {
      const before = new Date(Date.parse(day) - back * DAY_MS).toISOString().slice(0, 10);
      if (days.includes(before)) era = before;
    }
    known.set(day, era);
    return era;
  };
}
