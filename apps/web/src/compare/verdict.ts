import type { MeanFigure } from '@robata/client';
import { formatNumber } from '../format/formatNumber.ts';

/** Beyond so many standard errors 5 % of differences lie by chance. */
const CERTAIN = 1.96;
/** The error of fewer rounds is itself too uncertain. */
const ROUNDS_MIN = 10;

/** Which of two models is better, in words, from their difference by round (first − second). */
export function verdict(difference: MeanFigure | null, first: string, second: string): string {
  if (difference === null || difference.standardError === null || difference.rounds < ROUNDS_MIN) {
    return `too few rounds together to say (${ROUNDS_MIN} are needed)`;
  }
  const { mean, standardError } = difference;
  if (mean === 0 && standardError === 0) return 'the same in every round';
  const errors = `${formatNumber(Math.abs(mean) / standardError, { places: 1 })} standard errors`;
  if (standardError > 0 && Math.abs(mean) <= CERTAIN * standardError) return `cannot be told apart (${errors})`;
  return `${mean > 0 ? first : second} is better${standardError > 0 ? ` (${errors})` : ''}`;
}
