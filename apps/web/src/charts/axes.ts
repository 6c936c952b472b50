import UPlot, { type Axis, type Scale, type Series } from 'uplot';
import { formatNumber, formatPercent } from '../format/formatNumber.ts';
import type { Palette } from './palette.ts';
import { placesOf } from './placesOf.ts';

const FONT = '12px system-ui, sans-serif';

/** Times along the bottom are days in UTC, wherever the reader is. */
export const utc = (seconds: number): Date => UPlot.tzDate(new Date(seconds * 1000), 'Etc/UTC');

interface AxisStyle {
  readonly palette: Palette;
  /** How a tick is written; `step` is the distance to the next. */
  readonly format?: (value: number, step: number) => string;
  readonly label?: string;
  readonly width?: number;
}

/** Ticks as plain numbers. */
export const plainTicks = (value: number, step: number): string => formatNumber(value, { places: placesOf(step) });

/** Ticks of shares as percentages. */
export const percentTicks = (value: number, step: number): string =>
  formatPercent(value, { places: placesOf(100 * step) });

/** Ticks where only whole numbers mean something: rounds, days, counts. */
export const wholeTicks = (value: number): string => (Number.isInteger(value) ? formatNumber(value) : '');

/**
 * Ticks of a scale of time as uPlot takes them: the least distance between two, how one is written, what is added where the year, month, day,
 * hour or minute changes, and that it is added. Days before months, as everywhere on the pages, and hours of 24.
 */
export const TIME_TICKS: (string | number | null)[][] = [
  [365 * 86_400, '{YYYY}', null, null, null, null, null, null, 1],
  [28 * 86_400, '{MMM}', '\n{YYYY}', null, null, null, null, null, 1],
  [86_400, '{D} {MMM}', '\n{YYYY}', null, null, null, null, null, 1],
  [60, '{HH}:{mm}', '\n{D} {MMM} {YYYY}', null, '\n{D} {MMM}', null, null, null, 1],
  [1, ':{ss}', '\n{D} {MMM} {HH}:{mm}', null, '\n{D} {MMM} {HH}:{mm}', null, '\n{HH}:{mm}', null, 1],
];

/** An axis for values, at the left. */
export function valueAxis({ width = 58, ...style }: AxisStyle): Axis {
  return { ...bottomAxis(style), size: width, grid: { stroke: style.palette.line, width: 1 } };
}

/** The axis along the bottom. */
export function bottomAxis({ palette, format, label }: Omit<AxisStyle, 'width'>): Axis {
  return {
    stroke: palette.muted,
    font: FONT,
    labelFont: FONT,
    labelSize: 20,
    grid: { show: false },
    ticks: { stroke: palette.line, width: 1, size: 5 },
    ...(label !== undefined && { label }),
    ...(format !== undefined && {
      values: (_plot, ticks, _axis, _space, step) => ticks.map((tick) => format(tick, step)),
    }),
  };
}

/** A range with some air that holds zero: bars stand on it. */
export const rangeWithZero: Scale.Range = (_plot, low, high) =>
  UPlot.rangeNum(Math.min(0, low), Math.max(0, high), 0.1, true);

/** How a series' value is written in the legend; a dash where the cursor is not on one. */
export const legendValue =
  (format: (value: number) => string): NonNullable<Series['value']> =>
  (_plot, value: number | null) =>
    value === null || value === undefined ? '–' : format(value);
