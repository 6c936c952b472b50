import { formatNumber, formatPercent } from '../format/formatNumber.ts';

/** A figure in its unit; a dash where there is none. */
export function writeFigure(
  value: number | boolean | null,
  { places, unit }: { readonly places: number; readonly unit?: 'share' | 'percent' },
): string {
  if (typeof value !== 'number') return '–';
  if (unit === 'share') return formatPercent(value, { places });
  return unit === 'percent' ? `${formatNumber(value, { places })} %` : formatNumber(value, { places });
}
