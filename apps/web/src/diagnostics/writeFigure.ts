import type { DiagnosticsFigures } from '@robata/client';
import { formatNumber, formatPercent } from '../format/formatNumber.ts';
import type { FigureRow } from './figureRows.ts';

/** Below it a mean or a standard deviation of scores is what rounding left of 0. */
export const NOTHING = 1e-12;

/** The figure of a row; null where there is none, as of a ratio of what rounding left: it would look like a finding. */
export function figureOf(
  figures: DiagnosticsFigures,
  { key, over }: Pick<FigureRow, 'key' | 'over'>,
): DiagnosticsFigures[keyof DiagnosticsFigures] {
  const spread = over === undefined ? null : figures[over];
  return typeof spread === 'number' && Math.abs(spread) < NOTHING ? null : figures[key];
}

/** A figure in its unit; a dash where there is none. */
export function writeFigure(
  value: number | boolean | null,
  { places, unit }: { readonly places: number; readonly unit?: 'share' | 'percent' },
): string {
  if (typeof value !== 'number') return '–';
  if (unit === 'share') return formatPercent(value, { places });
  return unit === 'percent' ? `${formatNumber(value, { places })} %` : formatNumber(value, { places });
}
