export interface Histogram {
  /** The middle of each bin; equally far apart. */
  readonly centres: readonly number[];
  readonly counts: readonly number[];
  readonly width: number;
}

/**
 * How many of the values fall into each of about `bins` (≥ 2) equal bins, whose width is 1, 2 or 5 times a power of ten and whose edges
 * are multiples of it. A value on an edge belongs to the bin above. No values give no bins; equal ones, or nearly so, a single bin.
 */
export function histogram(values: readonly number[], bins: number): Histogram {
  if (values.length === 0) return { centres: [], counts: [], width: 0 };
  const low = Math.min(...values);
  const high = Math.max(...values);
  const width = niceWidth((high - low) / bins);
  // Equal values, or values that differ only in their last digits: edges between them could not be told apart.
  const farthest = Math.max(Math.abs(low), Math.abs(high)) / width;
  if (!(farthest < 2 ** 45)) return { centres: [low], counts: [values.length], width: 0 };
  const first = Math.floor(low / width);
  const counts = Array.from({ length: Math.floor(high / width) - first + 1 }, () => 0);
  for (const value of values) {
    const bin = Math.floor(value / width) - first;
    counts[bin] = (counts[bin] ?? 0) + 1;
  }
  return { centres: counts.map((_, bin) => (first + bin + 0.5) * width), counts, width };
}

/** The smallest of 1, 2, 5 times a power of ten that is not below `width`. */
function niceWidth(width: number): number {
  const power = 10 ** Math.floor(Math.log10(width));
  const step = [1, 2, 5, 10].find((candidate) => candidate * power >= width) ?? 10;
  return step * power;
}
