// Sorting one column of numbers: a radix sort of 22-bit keys interpolated between the smallest and the largest value, the few
// values of equal keys put in order by comparison; columns that this does not suit (outliers, infinities) by all their bits.
// Linear time for every input. A place of the order is a pair of words: the row, and the first place of a value equal to its own.

const DIGIT_BITS: i32 = 11;
const DIGITS: i32 = 1 << DIGIT_BITS;
const LARGEST_KEY: f64 = f64((1 << (2 * DIGIT_BITS)) - 1);
/** Adding it leaves the nearest whole number in the low bits of the sum. */
const TO_INTEGER: f64 = 4503599627370496;
/** Shorter columns are sorted by comparison at once. */
const SHORT: i32 = 40;

/** Bytes of scratch memory that `stableOrder` needs for a column of n. */
export function stableOrderScratchBytes(n: i32): i32 {
  return (n << 4) + (DIGITS << 3);
}

/**
 * The rows of n values at `values` in ascending order to `pairs` (8n bytes), equal values (−0 and 0 are equal) in row order, NaN
 * left out, ±Infinity ordered as a number. Returns how many there are. `scratch`: `stableOrderScratchBytes(n)`.
 */
export function stableOrder(pairs: i32, values: i32, n: i32, scratch: i32): i32 {
  const end = values + (n << 3);
  let low: f64 = Infinity;
  let high: f64 = -Infinity;
  if (n > SHORT) {
    let least = f64x2.splat(Infinity);
    let most = f64x2.splat(-Infinity);
    let at = values;
    for (; at + 16 <= end; at += 16) {
      const x = v128.load(at);
      least = f64x2.pmin(least, x);
      most = f64x2.pmax(most, x);
    }
    if (at < end) {
      const x = v128.load_splat<u64>(at);
      least = f64x2.pmin(least, x);
      most = f64x2.pmax(most, x);
    }
    low = min(f64x2.extract_lane(least, 0), f64x2.extract_lane(least, 1));
    high = max(f64x2.extract_lane(most, 0), f64x2.extract_lane(most, 1));
  }
  const span = high - low;
  const scale: f64 = span > 0 ? LARGEST_KEY / span : 0;
  if (n > SHORT && !(span < Infinity && scale < Infinity)) return orderByBits(pairs, values, n, scratch);

  const to = scale == 0 ? listRows(pairs, values, n) : orderByKeys(pairs, values, n, low, scale, scratch);
  const total = (to - pairs) >> 3;
  return finishRuns(pairs, values, total, n > SHORT ? 8 * n : i32.MAX_VALUE) ? total : orderByBits(pairs, values, n, scratch);
}

/** The rows in their order, all with the key 0. Returns the end of the pairs. */
function listRows(pairs: i32, values: i32, n: i32): i32 {
  let to = pairs;
  for (let i = 0; i < n; i++) {
    const x = load<f64>(values + (i << 3));
    if (x != x) continue;
    store<u64>(to, i);
    to += 8;
  }
  return to;
}

/** The rows in order of their interpolated keys, equal keys in row order: two stable counting passes. Returns the end of the pairs. */
function orderByKeys(pairs: i32, values: i32, n: i32, low: f64, scale: f64, scratch: i32): i32 {
  const spare = scratch;
  const lowCounts = scratch + (n << 3);
  const highCounts = lowCounts + (DIGITS << 2);
  memory.fill(lowCounts, 0, DIGITS << 3);
  let to = pairs;
  for (let i = 0; i < n; i++) {
    const x = load<f64>(values + (i << 3));
    if (x != x) continue;
    // Rounding keeps the order: x ≤ y gives key(x) ≤ key(y).
    const key = i32(reinterpret<i64>((x - low) * scale + TO_INTEGER));
    store<u64>(to, (u64(key) << 32) | u64(i));
    count(lowCounts, key & (DIGITS - 1));
    count(highCounts, key >>> DIGIT_BITS);
    to += 8;
  }
  starts(lowCounts);
  starts(highCounts);
  for (let from = pairs; from < to; from += 8) {
    const pair = load<u64>(from);
    place(spare, lowCounts, pair, i32(pair >> 32) & (DIGITS - 1));
  }
  const spareEnd = spare + to - pairs;
  for (let from = spare; from < spareEnd; from += 8) {
    const pair = load<u64>(from);
    place(pairs, highCounts, pair, i32(pair >> (32 + DIGIT_BITS)));
  }
  return to;
}

function count(counts: i32, digit: i32): void {
  const at = counts + (digit << 2);
  store<i32>(at, load<i32>(at) + 1);
}

/** Counts to the byte offset at which each digit's pairs start. */
function starts(counts: i32): void {
  let sum = 0;
  for (let digit = 0; digit < DIGITS; digit++) {
    const at = counts + (digit << 2);
    const here = load<i32>(at);
    store<i32>(at, sum);
    sum += here << 3;
  }
}

function place(to: i32, offsets: i32, pair: u64, digit: i32): void {
  const at = offsets + (digit << 2);
  const offset = load<i32>(at);
  store<i32>(at, offset + 8);
  store<u64>(to + offset, pair);
}

/**
 * Sorts the runs of equal keys by insertion and writes first places over the keys. Returns false, the keys gone, where that
 * would take more than so many moves.
 */
function finishRuns(pairs: i32, values: i32, total: i32, moves: i32): bool {
  const end = pairs + (total << 3);
  for (let run = pairs; run < end; ) {
    const key = load<i32>(run, 4);
    let next = run + 8;
    store<i32>(run, (run - pairs) >> 3, 4);
    if (next == end || load<i32>(next, 4) != key) {
      run = next;
      continue;
    }
    do {
      const row = load<i32>(next);
      const x = load<f64>(values + (row << 3));
      let to = next;
      while (to > run && load<f64>(values + (load<i32>(to - 8) << 3)) > x) {
        store<i32>(to, load<i32>(to - 8));
        to -= 8;
      }
      store<i32>(to, row);
      moves -= (next - to) >> 3;
      if (moves < 0) return false;
      next += 8;
    } while (next < end && load<i32>(next, 4) == key);
    let before = load<f64>(values + (load<i32>(run) << 3));
    for (let at = run + 8; at < next; at += 8) {
      const x = load<f64>(values + (load<i32>(at) << 3));
      store<i32>(at, x == before ? load<i32>(at - 4) : (at - pairs) >> 3, 4);
      before = x;
    }
    run = next;
  }
  return true;
}

/** Least-significant-digit radix sort on the order-preserving bits of a double: six stable counting passes. */
function orderByBits(pairs: i32, values: i32, n: i32, scratch: i32): i32 {
  const spare = scratch;
  const keys = scratch + (n << 3);
  const counts = keys + (n << 3);
  let total = 0;
  for (let i = 0; i < n; i++) {
    const x = load<f64>(values + (i << 3)) + 0;
    if (x != x) continue;
    const bits = reinterpret<i64>(x);
    store<i64>(keys + (i << 3), bits ^ ((bits >> 63) | i64.MIN_VALUE));
    store<u64>(pairs + (total << 3), i);
    total += 1;
  }
  let from = pairs;
  let to = spare;
  for (let shift: u64 = 0; shift < 64; shift += DIGIT_BITS) {
    memory.fill(counts, 0, DIGITS << 2);
    const end = from + (total << 3);
    for (let at = from; at < end; at += 8) count(counts, digitOf(keys, load<i32>(at), shift));
    starts(counts);
    for (let at = from; at < end; at += 8) place(to, counts, load<u64>(at), digitOf(keys, load<i32>(at), shift));
    const swap = from;
    from = to;
    to = swap;
  }
  let before: u64 = 0;
  for (let k = 0; k < total; k++) {
    const at = pairs + (k << 3);
    const key = load<u64>(keys + (load<i32>(at) << 3));
    store<i32>(at, k > 0 && key == before ? load<i32>(at - 4) : k, 4);
    before = key;
  }
  return total;
}

function digitOf(keys: i32, row: i32, shift: u64): i32 {
  return i32(load<u64>(keys + (row << 3)) >> shift) & (DIGITS - 1);
}

/**
 * Gives each of n rows the value of its rank: out[row] = table[first + end − 1], where its equals fill the places first … end − 1
 * of the order (so the table has 2·count − 1 values: one for rank 1, 1½, 2, …). Rows that are not in the order become NaN.
 */
export function spreadRanks(out: i32, n: i32, pairs: i32, total: i32, table: i32): void {
  if (total < n) {
    for (let i = 0; i < n; i++) store<f64>(out + (i << 3), NaN);
  }
  const end = pairs + (total << 3);
  for (let at = pairs; at < end; ) {
    const first = load<i32>(at, 4);
    let next = at + 8;
    while (next < end && load<i32>(next, 4) == first) next += 8;
    const value = load<f64>(table + ((first + ((next - pairs) >> 3) - 1) << 3));
    do {
      store<f64>(out + (load<i32>(at) << 3), value);
      at += 8;
    } while (at < next);
  }
}
