/** Largest |a − b| over the values that both have; infinite where one of them is not a number and the other is. */
export function largestDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let largest = 0;
  for (let at = 0; at < Math.min(a.length, b.length); at++) {
    const difference = Math.abs(a[at] - b[at]);
    if (Number.isNaN(difference) && Number.isNaN(a[at]) !== Number.isNaN(b[at])) return Infinity;
    if (difference > largest) largest = difference;
  }
  return largest;
}

/** The same, relative to the largest |b|. */
export function relativeDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let scale = 0;
  for (let at = 0; at < b.length; at++) scale = Math.max(scale, Math.abs(b[at]));
  return largestDifference(a, b) / (scale || 1);
}
