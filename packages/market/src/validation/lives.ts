import type { RawPrices } from '../import/importPrices.ts';
import { THRESHOLDS } from './thresholds.ts';

/** One ticker without a long gap: rows `start` up to, not including, `end` of the price table. */
export interface Life {
  readonly ticker: number;
  readonly start: number;
  readonly end: number;
  readonly firstDay: number;
  readonly lastDay: number;
}

/**
 * Cuts every ticker's rows where more than 20 trading days are missing: what comes back is another security.
 * Lives come in the order of the rows, so a ticker's lives follow each other.
 */
export function findLives({ rows, ticker, day }: Pick<RawPrices, 'rows' | 'ticker' | 'day'>): Life[] {
  const lives: Life[] = [];
  let start = 0;
  for (let row = 1; row <= rows; row++) {
    const gap = (day[row] as number) - (day[row - 1] as number) - 1;
    if (row < rows && ticker[row] === ticker[row - 1] && gap <= THRESHOLDS.longestGapDays) continue;
    lives.push({
      ticker: ticker[start] as number,
      start,
      end: row,
      firstDay: day[start] as number,
      lastDay: day[row - 1] as number,
    });
    start = row;
  }
  return lives;
}
