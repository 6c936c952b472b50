import type { Estimate } from '@robata/client';
import { formatNumber } from '../format/formatNumber.ts';

/** Beyond so many standard errors 5 % of differences lie by chance. */
export const CERTAIN = 1.96;

/** In a sentence, how far live lies below or above validation, measured by what is uncertain about both. */
export function inStandardErrors(validation: Estimate, live: Estimate): string {
  if (validation.standardError === null || live.standardError === null) {
    return 'There are too few rounds yet to say how far the two lie apart.';
  }
  const error = Math.hypot(validation.standardError, live.standardError);
  const difference = live.value - validation.value;
  if (error === 0) return 'Neither of the two varies: they cannot be compared.';
  const errors = formatNumber(Math.abs(difference) / error, { places: 1 });
  const side = difference < 0 ? 'below' : 'above';
  return Math.abs(difference) <= CERTAIN * error
    ? `Live lies ${errors} standard errors ${side} validation: within what chance does.`
    : `Live lies ${errors} standard errors ${side} validation: more than chance does. ${difference < 0 ? 'The model may be fitted to the validation data.' : ''}`.trim();
}
