import { formatNumber } from '../format/formatNumber.ts';

const UNITS = ['B', 'kB', 'MB', 'GB', 'TB'] as const;

/** A size to three digits in its unit, of thousands: `512 B`, `1.50 MB`, `12.3 GB`. */
export function formatBytes(bytes: number): string {
  let [value, unit] = [bytes, 0];
  while (value >= 999.5 && unit < UNITS.length - 1) {
    value /= 1000;
    unit += 1;
  }
  const places = unit === 0 || value >= 99.5 ? 0 : value >= 9.95 ? 1 : 2;
  return `${formatNumber(value, { places })} ${UNITS[unit]}`;
}
