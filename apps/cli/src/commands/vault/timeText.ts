/** Seconds since 1970 as 2026-11-23T08:00:00Z. */
export const dayText = (seconds: number): string => `${new Date(seconds * 1000).toISOString().slice(0, 19)}Z`;

const UNITS = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
  ['second', 1],
] as const;

/** So many seconds in the largest unit that they fill once, and the next smaller one: '2 hours 5 minutes'. '0 seconds' of none and below. */
export function spanText(seconds: number): string {
  const first = UNITS.findIndex(([, size]) => seconds >= size);
  if (first < 0) return '0 seconds';
  let left = seconds;
  const parts: string[] = [];
  for (const [name, size] of UNITS.slice(first, first + 2)) {
    const count = Math.floor(left / size);
    left -= count * size;
    if (count > 0) parts.push(`${count} ${name}${count === 1 ? '' : 's'}`);
  }
  return parts.join(' ');
}
