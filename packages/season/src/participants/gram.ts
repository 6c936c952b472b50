/** Bins are centred for linear models: 0…4 → -2…2, missing → 0. */
export const centredBin = (bin: number): number => (bin < 0 ? 0 : bin - 2);

/** Two columns share a double, and a product of two such doubles carries four products of bins. */
const BASE = 8192;
/** |Σ of 512 products of bins| ≤ 2048 < BASE / 2, and BASE³ · 2048 < 2⁵⁰: every digit is exact. */
const ROWS_PER_BLOCK = 512;

/**
 * The Gram matrix X'X of one era's centred bins: the sums of products of each two columns over the rows.
 *
 * @param features bins 0…4, -1 missing; column-major, rows × columns
 * @returns exact integers, symmetric, column-major, columns × columns
 *
 * Four entries come out of each floating-point multiplication: with L = a + b·BASE² and R = c + d·BASE,
 * Σ L·R = Σac + BASE·Σad + BASE²·Σbc + BASE³·Σbd, whose digits are read back after at most 512 rows.
 */
export function gram(features: Int8Array, rows: number, columns: number): Int32Array {
  if (features.length !== rows * columns) {
    throw new RangeError(`${rows} × ${columns} bins were expected and ${features.length} given`);
  }
  const pairs = (columns + 1) >> 1;
  const result = new Int32Array(columns * columns);
  const left = new Float64Array(pairs * ROWS_PER_BLOCK);
  const right = new Float64Array((pairs + 3) * ROWS_PER_BLOCK);
  for (let from = 0; from < rows; from += ROWS_PER_BLOCK) {
    const length = Math.min(ROWS_PER_BLOCK, rows - from);
    pack(features, rows, columns, from, length, left, right);
    addBlock(left, right, length, columns, result);
  }
  for (let j = 0; j < columns; j += 1) {
    for (let i = 0; i < j; i += 1) result[j * columns + i] = result[i * columns + j];
  }
  return result;
}

function pack(
  features: Int8Array,
  rows: number,
  columns: number,
  from: number,
  length: number,
  left: Float64Array,
  right: Float64Array,
): void {
  for (let pair = 0; 2 * pair < columns; pair += 1) {
    const first = 2 * pair * rows + from;
    const hasSecond = 2 * pair + 1 < columns;
    const out = pair * length;
    for (let i = 0; i < length; i += 1) {
      const a = centredBin(features[first + i]);
      const b = hasSecond ? centredBin(features[first + rows + i]) : 0;
      left[out + i] = a + b * BASE * BASE;
      right[out + i] = a + b * BASE;
    }
  }
}

/** Adds the products of all pairs of column pairs to the lower triangle (and to stray entries above its diagonal). */
function addBlock(left: Float64Array, right: Float64Array, length: number, columns: number, result: Int32Array): void {
  const pairs = (columns + 1) >> 1;
  for (let p = 0; p < pairs; p += 1) {
    const l = p * length;
    // Four independent sums keep the adder busy; those past the last pair are computed and dropped.
    for (let q = p; q < pairs; q += 4) {
      const r0 = q * length;
      const r1 = r0 + length;
      const r2 = r1 + length;
      const r3 = r2 + length;
      let sum0 = 0;
      let sum1 = 0;
      let sum2 = 0;
      let sum3 = 0;
      for (let i = 0; i < length; i += 1) {
        const value = left[l + i];
        sum0 += value * right[r0 + i];
        sum1 += value * right[r1 + i];
        sum2 += value * right[r2 + i];
        sum3 += value * right[r3 + i];
      }
      addDigits(sum0, p, q, columns, result);
      addDigits(sum1, p, q + 1, columns, result);
      addDigits(sum2, p, q + 2, columns, result);
      addDigits(sum3, p, q + 3, columns, result);
    }
  }
}

/** Reads the four signed digits of a packed sum into the entries of column pairs p and q. */
function addDigits(sum: number, p: number, q: number, columns: number, result: Int32Array): void {
  let rest = sum;
  for (let digit = 0; digit < 4; digit += 1) {
    const next = Math.round(rest / BASE);
    const row = 2 * q + (digit & 1);
    const col = 2 * p + (digit >> 1);
    if (row < columns && col < columns) {
      const at = col * columns + row;
      result[at] += rest - next * BASE;
    }
    rest = next;
  }
}
