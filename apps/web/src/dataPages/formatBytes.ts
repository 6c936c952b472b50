import { formatNumber } from '../format/formatNumber.ts';

const UNITS = ['B', 'kB', 'MB', 'GB', 'TB'] as const;

/** A size in bytes as people read it: thousands, three figures at most below a thousand of a unit (`34.5 MB`). */
export function formatBytes(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= 999.5 && unit < UNITS.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${formatNumber(value, { places: unit > 0 && value < 99.95 ? 1 : 0 })} ${UNITS[unit]}`;
}
