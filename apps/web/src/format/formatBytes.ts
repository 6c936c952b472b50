import { formatNumber } from './formatNumber.ts';

/** A size for reading: `512 bytes`, `3.4 kB`, `12.0 MB`; a kB is 1,024 bytes. */
export function formatBytes(bytes: number): string {
  if (bytes < 1024) return `${formatNumber(bytes)} bytes`;
  const isLarge = bytes >= 1024 ** 2;
  return `${formatNumber(bytes / (isLarge ? 1024 ** 2 : 1024), { places: 1 })} ${isLarge ? 'MB' : 'kB'}`;
}
