import { formatNumber, type NumberStyle } from './formatNumber.ts';

/** A token amount (a decimal string of up to 18 places) for reading: two places, thousands separated. */
export function formatTokens(amount: string, style: NumberStyle = {}): string {
  return formatNumber(Number(amount), { places: 2, ...style });
}
