/** The rows of a column in ascending order and their values in the same order; the first `count` entries hold. */
export interface StableOrder {
  readonly count: number;
  readonly rows: Uint32Array;
  readonly values: Float64Array;
}

/** Scratch space that grows with the longest column seen; nothing of an earlier call is ever read. */
const scratch = {
  count: 0,
  rows: new Uint32Array(0),
  values: new Float64Array(0),
  place: new Uint32Array(0),
  keys: new Uint32Array(0),
  spare: new Uint32Array(0),
};
const BUCKETS = 8192;
const bucketStart = new Uint32Array(BUCKETS + 1);

/**
 * The rows of `values` in ascending order of value; equal values (−0 and 0 are equal) keep their row order, NaN is left out,
 * ±Infinity is ordered as a number. The answer is shared scratch space and holds only until the next call: copy it to keep it.
 * Method: bucket sort by linear interpolation, finished by insertion; a column that this does not suit (outliers, infinities)
 * goes through a radix sort of its 64 bits. Linear time for every input.
 */
export function stableOrder(values: ArrayLike<number>): StableOrder {
  const n = values.length;
  if (scratch.rows.length < n) {
    scratch.rows = new Uint32Array(n);
    scratch.values = new Float64Array(n);
    scratch.place = new Uint32Array(n);
    scratch.keys = new Uint32Array(2 * n);
    scratch.spare = new Uint32Array(n);
  }
  if (!sortByInterpolation(values)) sortByBits(values);
  return scratch;
}

/** Returns false, with nothing usable in the scratch space, where insertion would take more than linear time. */
function sortByInterpolation(values: ArrayLike<number>): boolean {
  const { rows, values: sorted, place } = scratch;
  const n = values.length;
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  let count = 0;
  for (let i = 0; i < n; i += 1) {
    const x = values[i];
    if (x < low) low = x;
    if (x > high) high = x;
    if (x === x) count += 1;
  }
  const span = high - low;
  if (!(span < Number.POSITIVE_INFINITY)) return false;
  // Rounding keeps the order: x ≤ y gives bucket(x) ≤ bucket(y). A constant column fills the first bucket.
  const scale = span > 0 ? (BUCKETS - 1) / span : 0;
  if (scale === Number.POSITIVE_INFINITY) return false;

  bucketStart.fill(0);
  for (let i = 0; i < n; i += 1) {
    const x = values[i];
    if (x !== x) continue;
    const bucket = ((x - low) * scale) | 0;
    place[i] = bucket;
    bucketStart[bucket + 1] += 1;
  }
  for (let bucket = 0, start = 0; bucket <= BUCKETS; bucket += 1) {
    start += bucketStart[bucket];
    bucketStart[bucket] = start;
  }
  for (let i = 0; i < n; i += 1) {
    const x = values[i];
    if (x !== x) continue;
    const bucket = place[i];
    const k = bucketStart[bucket];
    bucketStart[bucket] = k + 1;
    rows[k] = i;
    sorted[k] = x + 0;
  }
  let movesLeft = 8 * count;
  for (let k = 1; k < count; k += 1) {
    const x = sorted[k];
    if (sorted[k - 1] <= x) continue;
    const row = rows[k];
    let to = k;
    do {
      sorted[to] = sorted[to - 1];
      rows[to] = rows[to - 1];
      to -= 1;
    } while (to > 0 && sorted[to - 1] > x);
    movesLeft -= k - to;
    if (movesLeft < 0) return false;
    sorted[to] = x;
    rows[to] = row;
  }
  scratch.count = count;
  return true;
}

const double = new Float64Array(1);
const words = new Uint32Array(double.buffer);
/** Which half of a double holds its sign and exponent. */
const HIGH = (() => {
  double[0] = 1;
  return words[1] === 0 ? 0 : 1;
})();
const DIGIT_BITS = 11;
const DIGITS = 1 << DIGIT_BITS;

/** Least-significant-digit radix sort on the order-preserving bits of a double: six stable counting passes. */
function sortByBits(values: ArrayLike<number>): void {
  const { keys } = scratch;
  let count = 0;
  for (let i = 0; i < values.length; i += 1) {
    const x = values[i] + 0;
    if (x !== x) continue;
    double[0] = x;
    const high = words[HIGH];
    const flip = high >>> 31 === 1 ? 0xffffffff : 0;
    keys[2 * i] = words[1 - HIGH] ^ flip;
    keys[2 * i + 1] = high ^ (flip | 0x80000000);
    scratch.rows[count] = i;
    count += 1;
  }
  for (const word of [0, 1]) {
    for (let shift = 0; shift < 32; shift += DIGIT_BITS) sortByDigit(word, shift, count);
  }
  for (let k = 0; k < count; k += 1) scratch.values[k] = values[scratch.rows[k]] + 0;
  scratch.count = count;
}

function sortByDigit(word: number, shift: number, count: number): void {
  const { keys, rows, spare } = scratch;
  const starts = bucketStart.fill(0, 0, DIGITS + 1);
  for (let k = 0; k < count; k += 1) {
    const digit = (keys[2 * rows[k] + word] >>> shift) & (DIGITS - 1);
    starts[digit + 1] += 1;
  }
  for (let digit = 1; digit <= DIGITS; digit += 1) starts[digit] += starts[digit - 1];
  for (let k = 0; k < count; k += 1) {
    const row = rows[k];
    const digit = (keys[2 * row + word] >>> shift) & (DIGITS - 1);
    const to = starts[digit];
    starts[digit] = to + 1;
    spare[to] = row;
  }
  scratch.rows = spare;
  scratch.spare = rows;
}
